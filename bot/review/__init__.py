"""The rules of a review, pure: what is open, whose turn it is, permissions, guards and transitions."""
