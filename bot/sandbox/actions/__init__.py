"""Changes the local GitHub: each function checks rights and limits, changes records, and sends webhooks."""
