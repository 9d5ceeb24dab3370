"""A nomination played from its opening to the announcement, and shown in a terminal or told as JSON."""
