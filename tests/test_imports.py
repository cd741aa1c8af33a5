"""A module imports only from those above it; pygame and yaml stay where they belong; the first frame stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

GAME = Path(__file__).parent.parent / "game"
ORDER = [
    "errors", "files", "places", "settings", "text", "voice", "model", "scoring", "rules", "event", "shapes",
    "motion", "practice", "yamlfile", "yamledit", "schema", "formats", "imagefiles", "library", "cache", "index",
    "review", "encode", "lenses", "memory", "handover", "pictures", "packs", "archive", "fetch", "shelf", "offers",
    "getting", "download", "collection", "skeletons", "importing", "store", "history", "document", "results",
    "report", "paper", "waiting", "annotating", "ui", "scenes", "flow", "workshop", "app", "galley", "tour",
    "author", "kiosk", "bench", "commands", "cli", "__main__",
]  # fmt: skip
MODULES = sorted(path for path in GAME.rglob("*.py") if path.name != "__init__.py" and "default_pack" not in path.parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside functions, for use or for types."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def level_of(module: str) -> str:
    """The name of a module's place in the order."""
    return module.split(".")[1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(GAME).as_posix())
def test_imports_point_upwards(path: Path) -> None:
    """The order is that of the design, and every module is in it."""
    own = path.relative_to(GAME).parts[0].removesuffix(".py")
    assert own in ORDER, f"{own} has no place in the order"
    for module in imports(path):
        if module.startswith("game.") and level_of(module) in ORDER:
            assert ORDER.index(level_of(module)) <= ORDER.index(own), f"{path.name} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(GAME).as_posix())
def test_libraries_stay_where_they_belong(path: Path) -> None:
    """Each has its homes: yaml one, pygame the screens and whoever drives them, sqlite3 what is kept."""
    own = path.relative_to(GAME).parts[0].removesuffix(".py")
    homes = {
        "pygame": {"ui", "scenes", "app", "galley", "tour", "kiosk", "bench"},
        "yaml": {"yamlfile"},
        "PIL": {
            "imagefiles", "handover", "pictures", "review", "encode", "packs", "lenses", "importing", "bench", "paper",
            "annotating",
        },
        "sqlite3": {"index", "store", "results", "report", "importing", "bench"},
        "platformdirs": {"places"},
        "imagehash": {"importing"},
        "ruamel": {"yamledit"},
    }  # fmt: skip
    for module in imports(path):
        home = homes.get(module.split(".")[0])
        assert home is None or own in home, f"{path.name} imports {module}"


def test_scenes_do_not_know_each_other() -> None:
    """flow.py alone knows what follows what."""
    for path in (GAME / "scenes").glob("*.py"):
        assert not any(module.startswith("game.scenes") for module in imports(path)), path.name


FIRST_FRAME = """
import sys
from pathlib import Path
from game.app import App, Options
app = App(Options(headless=True, data=Path(sys.argv[1])))
app._draw()
heavy = {"numpy", "pydantic", "pkg_resources", "asyncio", "yaml", "msgspec", "PIL", "sqlite3", "logging"}
sys.stdout.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_the_first_frame_needs_nothing_heavy(tmp_path: Path) -> None:
    """The title is drawn before YAML, Pillow, SQLite, msgspec or logging are imported."""
    command = [sys.executable, "-c", FIRST_FRAME, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=GAME.parent)
    assert done.stdout == ""
