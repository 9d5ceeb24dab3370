"""Loads one nomination from GitHub, decides and applies effects until nothing is left to do; finds those that need it."""
