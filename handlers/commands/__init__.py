"""Slash commands: one file each, exporting `FEATURE`, a Command."""
