"""The registry's records: read, checked, and laid out."""
