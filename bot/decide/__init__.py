"""Decides what follows from a nomination: `decide()` takes commands and automatic transitions in order, and gives a plan."""
