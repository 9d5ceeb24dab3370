"""Channels of the announcement: one file each, exporting `FEATURE`, a Channel."""
