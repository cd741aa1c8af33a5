"""Names of pictures, levels and tells where several packs stand on one shelf: `pack/id`, and a bare id in its own pack.

Owns that form. Refuses to know which packs there are.
"""

from __future__ import annotations

OWN_PACK = "spot-the-fake"  # the id of the pack that comes with the game


def owner(name: str) -> str:
    """The id of the pack that a name says; empty where it says none."""
    return name.rpartition("/")[0]


def bare(name: str) -> str:
    """A name without its pack."""
    return name.rpartition("/")[2]


def renamed(name: str, by: str, to: str) -> str:
    """A name that the pack `by` uses, as the pack `to` uses it: `pack/id`, unless it is one of its own.

    An empty name names nothing, and stays so. With an empty `to` the pack is always said.
    """
    pack = owner(name) or by
    return bare(name) if not name or pack == to else f"{pack}/{bare(name)}"
