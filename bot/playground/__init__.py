"""Runs the local GitHub, the bot and a clock in one process, for the demo and the tests."""
