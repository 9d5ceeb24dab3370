"""The configuration: the workflow and the DPG Standard as YAML, the settings as environment variables, and their validation."""
