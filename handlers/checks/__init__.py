"""Checks of the nominator's answers: one file each, exporting `FEATURE`, a Check."""
