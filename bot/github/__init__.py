"""The client of GitHub's REST API: the only code that knows its paths, its rate limits and its errors."""
