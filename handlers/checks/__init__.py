"""Checks of what a nominator wrote: one file each, exporting `FEATURE`, a Check."""
