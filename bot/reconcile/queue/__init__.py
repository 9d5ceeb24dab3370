"""Holds the work to do: what is ready, what is tried again after an error, and what becomes due at a moment."""
