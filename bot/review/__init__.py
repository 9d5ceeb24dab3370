"""The rules of a review, without input or output: what is open, whose turn it is, permissions, guards and transitions."""
