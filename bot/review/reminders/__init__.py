"""Reminders: when each is due, which may go out now, and the digest for reviewers."""
