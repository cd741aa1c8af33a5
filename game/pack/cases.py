"""What is found at the places of a case, in words: the author's finds, and what the game itself reads in the file.

Owns that text, for screens, paper and pages alike. Refuses to say more than a file proves.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from game.base.dates import day
from game.base.text import Words
from game.model.kinds.forms import CaseSource, Post
from game.model.terms import CaseAnswer
from game.pack.library import Library

_OF_PICTURES: tuple[CaseAnswer, ...] = ("altered", "false-context")  # answers whose usual words name one


def answer_key(claim: CaseAnswer, post: Post) -> str:
    """The key of an answer's words: of a call there is no picture, and they are about a voice."""
    return f"case.claim.{claim}.call" if post.via == "call" and claim in _OF_PICTURES else f"case.claim.{claim}"


def found_at(lead: CaseSource, picture: str | None, library: Library, words: Words) -> str:
    """The finds at a place, a line each; of a file what it holds. `picture` is the one that the post shows."""
    lines: list[str] = []
    if lead.kind == "file" and picture is not None:
        lines.append(said_by_file(library.path(library.pictures[picture].file), words))
    if lead.dated:
        lines.append(words("case.finds", n=len(lead.dated)))
        lines += [
            words("case.dated", date=day(date.fromisoformat(find.date), words.language), text=words.of(find.text))
            for find in lead.dated
        ]
    if lead.finds:
        lines.append(words.of(lead.finds))
    return "\n".join(lines)


def said_by_file(path: Path, words: Words) -> str:
    """What a file says of itself, a line for each thing, in words where there are words for it; and where it is silent.

    What it says twice in one manner (what was done, say) stands in one line.
    """
    from game.pixels import lenses

    try:
        rows = lenses.metadata(path)
    except (OSError, ValueError, SyntaxError):
        return words("picture.missing")
    said: dict[str, list[str]] = {}
    for name, value in rows:
        known = next((words(key) for key in (f"file.{name}.{value}", f"source.{value}") if words.has(key)), value)
        said.setdefault(name, []).append(known)
    lines = []
    for name, values in said.items():
        label = words(f"file.{name}") if words.has(f"file.{name}") else name
        lines.append(words("case.dated", date=label, text=", ".join(values)) if any(values) else label)
    if set(said) == {"format"}:
        lines.append(words("file.nothing"))
    elif "c2pa" not in said:
        lines.append(words("file.c2pa.missing"))
    return "\n".join(lines)
