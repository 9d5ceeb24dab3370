"""Visits the pages and repositories that a nomination links, safely, and turns what they show into facts."""
