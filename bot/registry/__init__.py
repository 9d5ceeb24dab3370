"""The registry as a whole: its records, its index, its configuration file, and the outputs that it publishes."""
