"""Reads all issues of a registry page by page, to find nominations that changed without a webhook."""
