"""Answers HTTP as GitHub does: routes, authentication, limits, pages, conditional requests, and one ledger of all requests."""
