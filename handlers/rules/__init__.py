"""Standing rules, compared with GitHub on every pass: one file each, exporting `FEATURE`, a Rule."""
