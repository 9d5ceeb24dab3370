"""GitHub's JSON, shape by shape: records in, the dictionaries of the official description out."""
