"""Visits to strangers' pages and repositories, safely, and the facts that come of them."""
