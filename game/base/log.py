"""The log in the data folder: its name, its bounds, and what a failure is logged with.

Owns the file, what systemd's journal gets of it, and the list of libraries whose versions explain a failure. Refuses
to be missed: where it cannot be written, play goes on without. Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from game import __version__

if TYPE_CHECKING:
    from logging import Handler

LOG = "spot-the-fake.log"
LOG_BYTES, LOG_FILES = 1_000_000, 5
LIBRARIES = (  # what the game runs on: those that are always there, then those of the extras
    "pygame-ce", "Pillow", "simplejpeg", "PyYAML", "msgspec", "numpy", "rich", "babel", "platformdirs",
    "fpdf2", "uharfbuzz", "fonttools", "uniseg", "budoux",
    "scikit-learn", "textstat", "ruamel.yaml", "imagehash", "cryptography", "pyttsx3", "av", "c2pa-python",
    "psutil", "matplotlib", "python-xlib", "pillow-heif", "pyarrow", "aiohttp", "segno", "ifaddr",
    "opencv-python-headless", "duckdb",
)  # fmt: skip


def handler(data: Path) -> Handler:
    """A handler that writes to the data folder's log; one that writes nothing where the disk refuses."""
    import logging
    from logging.handlers import RotatingFileHandler

    made: Handler
    try:
        data.mkdir(parents=True, exist_ok=True)
        made = RotatingFileHandler(data / LOG, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8")
    except OSError:
        made = logging.NullHandler()
    made.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return made


def open_log(data: Path, *, debug: bool = False) -> None:
    """Have all that the game logs written to the data folder's log, and to the journal where systemd keeps one."""
    import logging

    logging.raiseExceptions = debug  # a full disk is no news for the terminal
    root = logging.getLogger("game")
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler(data))
    if (journal := _journal()) is not None:
        root.addHandler(journal)
    root.propagate = False
    root.setLevel(logging.INFO)


def _journal() -> Handler | None:
    """A handler for an error stream that is systemd's journal: each event a line with its level (sd-daemon(3)).

    The line has fields, as logfmt: what happened, where, and whatever `fields` says more. A terminal opened from a
    service has JOURNAL_STREAM, too, and is no journal.
    """
    if "JOURNAL_STREAM" not in os.environ or sys.stderr is None or sys.stderr.isatty():
        return None
    import logging

    levels = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))

    class Line(logging.Formatter):
        """A record as one line that begins with its level."""

        def format(self, record: logging.LogRecord) -> str:
            """The record's line; a traceback has its last place in it, and stands in the log file as a whole."""
            level = next((number for least, number in levels if record.levelno >= least), 7)
            said = {"event": record.getMessage(), "logger": record.name, **getattr(record, "fields", {})}
            if record.exc_info and record.exc_info[1] is not None:
                error, trace = record.exc_info[1], record.exc_info[2]
                while trace is not None and trace.tb_next is not None:
                    trace = trace.tb_next
                said["error"] = f"{type(error).__name__}: {error}"
                if trace is not None:
                    said["at"] = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
            return f"<{level}>" + " ".join(f"{name}={_logfmt(value)}" for name, value in said.items())

    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(Line())
    return made


def fields(**said: object) -> dict[str, object]:
    """What an event is told with beside its sentence, as a logger's `extra`: for the journal, and nothing personal."""
    return {"fields": said}


def _logfmt(value: object) -> str:
    """A field's value: bare, or in quotes where it is more than a word."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if text and not set(text) & set(' "=\\\n\r\t'):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(escaped.split()) + '"'


def log_failure(data: Path, error: BaseException, doing: str) -> Path | None:
    """Log an unexpected error with its traceback and all versions; gives the log's file, None where it has no room."""
    import logging

    written = handler(data)
    if isinstance(written, logging.NullHandler):
        return None
    failed: list[logging.LogRecord] = []
    written.handleError = failed.append  # type: ignore[method-assign, assignment]
    text = f"{doing} failed; {', '.join(versions())}"
    trace = (type(error), error, error.__traceback__)
    written.handle(logging.LogRecord(__name__, logging.ERROR, __file__, 0, text, (), trace))
    written.close()
    return None if failed else data / LOG


def versions() -> list[str]:
    """The game, Python, the libraries that are installed, SDL where it is loaded, and the platform, with versions."""
    import platform
    from importlib import metadata

    found = [f"spot-the-fake {__version__}", f"Python {platform.python_version()}"]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    pygame = sys.modules.get("pygame")
    if pygame is not None:
        found.append(f"SDL {'.'.join(map(str, pygame.get_sdl_version()))}")
    return [*found, platform.platform()]
