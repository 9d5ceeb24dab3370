"""The form of a nomination: read from an issue, laid out, and written back."""
