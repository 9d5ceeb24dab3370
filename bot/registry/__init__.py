"""The registry as a whole: its files, index and configuration file, and what it publishes."""
