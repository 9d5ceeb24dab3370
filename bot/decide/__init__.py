"""Decides what follows from a nomination: `decide()` takes commands and automatic transitions in their order, and gives a plan."""
