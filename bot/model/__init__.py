"""Frozen values: the nomination, its ledger, effects, and the contracts of features."""
