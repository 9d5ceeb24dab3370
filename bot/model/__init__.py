"""Frozen values that a decision reads and returns: the nomination, its ledger, effects, and the contracts of features."""
