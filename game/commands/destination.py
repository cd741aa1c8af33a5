"""What --out may name: a file of a kind that is written here, or a folder; said before anything is done.

Owns that rule for every command, as types of the parser (wrong usage: exit 2). Refuses to write.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_FILES = {  # endings by which somebody means a file, whatever is written
    ".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".jsonl", ".pdf", ".html", ".htm", ".png", ".jpg", ".jpeg",
    ".zip", ".txt", ".xml", ".yaml", ".yml", ".db", ".sqlite3", ".parquet", ".po",
}  # fmt: skip


def a_file(*endings: str) -> Callable[[str], Path]:
    """A type of the parser: a file with one of these endings (any, where none is given), and no folder."""

    def read(text: str) -> Path:
        from argparse import ArgumentTypeError

        if why := not_a_file(Path(text), *endings):
            raise ArgumentTypeError(why)
        return Path(text)

    return read


def a_folder(text: str) -> Path:
    """A type of the parser: a folder, new or there."""
    from argparse import ArgumentTypeError

    if why := not_a_folder(Path(text)):
        raise ArgumentTypeError(why)
    return Path(text)


def not_a_file(path: Path, *endings: str) -> str:
    """Why a path cannot be a file with one of these endings, with a remedy; empty where it can."""
    if path.is_dir():
        inside = path / f"NAME{endings[0] if endings else ''}"
        return f"'{path}' is a folder; name a file, such as '{inside}'"
    if endings and path.suffix.lower() not in endings:
        return f"'{path}' cannot be written here; name a file that ends in {' or '.join(endings)}"
    return ""


def not_a_folder(path: Path) -> str:
    """Why a path cannot be a folder, with a remedy; empty where it can."""
    if path.exists() and not path.is_dir():
        return f"'{path}' is a file, and a folder is written here; name one"
    if not path.exists() and path.suffix.lower() in _OF_FILES:
        return f"'{path}' looks like a file, and a folder is written here; name one, such as '{path.with_suffix('')}'"
    return ""


def prepare(path: Path) -> None:
    """Make the folder of a file that is written only after long work; raises OSError where it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path.parent))
