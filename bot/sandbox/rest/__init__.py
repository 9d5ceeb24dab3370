"""The HTTP side: routes, authentication, limits, pages, conditional requests, and one ledger of all requests."""
