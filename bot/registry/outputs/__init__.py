"""Builds the outputs of a registry, its API, feeds of approvals, badges and a table, as a tree of paths and bytes.

Values in, bytes out: no clock and no network, so that the same registry always gives the same bytes. `bot.registry.outputs.tree` puts
it all together; bot/registry/publication.py reads what it needs and keeps what comes out.
"""
