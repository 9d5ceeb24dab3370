"""The only code that knows the paths of GitHub's REST API."""
