"""What waits to be looked at."""
