"""The bot's features: one small pure file each, found by their place and their `FEATURE`."""
