"""Reads and writes text: pure, linear in time, and suspicious of every input."""
