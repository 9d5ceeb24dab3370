"""Decides about one nomination: `decide()` carries out commands, takes automatic transitions and returns a plan of effects."""
