"""What maintainers and operators decide: the workflow, the DPG Standard and the settings."""
