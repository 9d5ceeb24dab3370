"""Load one nomination from GitHub, decide, and apply; and find which ones need a look."""
