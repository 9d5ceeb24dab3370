"""Standing rules, looked at on every pass: one file each, exporting `FEATURE`, a Rule."""
