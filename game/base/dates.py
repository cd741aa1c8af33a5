"""Days as people write them, by language.

Owns that form, until a library has it (issue 24).
"""

from __future__ import annotations

from datetime import date

from game.base.text import Words


def day(when: date, words: Words) -> str:
    """A day in full, such as 30 November 2026."""
    return f"{when.day} {words(f'month.{when.month}')} {when.year}"
