"""Plays a nomination from its opening to the announcement, and shows it in a terminal or as JSON."""
