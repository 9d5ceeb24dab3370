"""The announcement of an approved project: the state of each channel, the facts, and the preview."""
