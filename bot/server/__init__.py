"""The HTTP server: it takes webhooks, answers for health and metrics, serves published files, and wires one process."""
