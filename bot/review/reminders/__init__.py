"""Reminders: when they are due, how they are worded, and the digest for reviewers."""
