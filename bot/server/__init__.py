"""HTTP in: webhooks, health, metrics and published files; and the wiring of one process."""
