"""Builds GitHub's JSON from records, shape by shape, as GitHub's own description of its API has it."""
