"""The announcement of an approved project: its state, its facts and its preview."""
