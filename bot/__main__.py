"""`dpgbot`: the composition root, the only place that knows which features there are."""

from __future__ import annotations

from functools import cache

import handlers
from bot.cli import make
from bot.decide.catalogue import discover
from bot.model.contracts import Catalogue
from config import standard


@cache
def catalogue() -> Catalogue:
    """Every feature that the bot ships. Raises CatalogueError with the files' names."""
    return discover(handlers, {version: standard.built_in(version) for version in standard.versions()})


def main() -> None:
    """Run the command line."""
    make(catalogue)()


if __name__ == "__main__":
    main()
