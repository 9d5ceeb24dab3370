"""All that changes the local GitHub: each function checks rights and limits, changes records, tells the hooks."""
