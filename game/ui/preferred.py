"""The language that the interface begins in where nobody has chosen one.

Owns the question to the system, which SDL asks on every platform. Refuses to ask where the environment says enough.
"""

from __future__ import annotations

from game.base.text import system_language


def machine_language() -> str:
    """The interface's language for this machine, as `system_language` has it."""
    return system_language(_of_the_system)


def _of_the_system() -> list[str]:
    """The languages set in the system, the preferred one first, as on the web: it-IT."""
    import pygame.system

    found = pygame.system.get_pref_locales()
    return ["-".join(part for part in (one["language"], one["country"]) if part) for one in found]
