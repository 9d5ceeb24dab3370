"""`dpgbot`: the composition root, the only place that knows which features there are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.cli import make

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue


@cache
def catalogue() -> Catalogue:
    """Every feature that the bot ships. Raises CatalogueError with the files' names."""
    # The features bring the whole bot with them, and `dpgbot --help` needs none of it.
    import handlers
    from bot.decide.catalogue import discover_features
    from config import standard

    return discover_features(handlers, {version: standard.built_in(version) for version in standard.versions()})


def main() -> None:
    """Run the command line."""
    make(catalogue)()


if __name__ == "__main__":
    main()
