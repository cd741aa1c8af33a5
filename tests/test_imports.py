"""A module imports only from those above it; pygame and yaml stay where they belong; the first frame stays light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

GAME = Path(__file__).parent.parent / "game"
ROOMS = [  # lowest first: what a room imports lies in itself or in one before it
    "base", "model", "pixels", "play", "pack", "results", "collections", "paper", "web", "ui", "scenes", "seats",
    "author", "commands",
]  # fmt: skip
HOMES = {  # of libraries that must not spread: a room, or one module of a room
    "pygame": ("ui", "scenes", "seats", "author", "commands"),
    "yaml": ("pack/yamlfile",),
    "PIL": ("pixels", "pack/check", "collections/packs", "paper", "author", "commands"),
    "sqlite3": ("pack/index", "results", "paper/report", "author/importing", "commands"),
    "platformdirs": ("base/places",),
    "imagehash": ("author/importing",),
    "simplejpeg": ("pixels/damage",),
    "pillow_heif": ("author/importing/foreign",),
    "pyarrow": ("author/importing/parquet", "results/counts_parquet", "commands/benchmarks"),
    "aiohttp": ("web/phones/phone_server", "commands/benchmarks"),
    "segno": ("seats/workshop/phones_door", "commands/benchmarks"),
    "ifaddr": ("web/phones/addresses", "commands/benchmarks"),
    "ruamel": ("author/yamledit",),
    "babel": ("base", "author/translating", "commands/benchmarks"),
    "cv2": ("seats/workshop/card_reader", "seats/workshop/card_camera", "commands/benchmarks"),
}
MODULES = sorted(path for path in GAME.rglob("*.py") if path.parent != GAME and "default_pack" not in path.parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside functions, for use or for types."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name_of(path: Path) -> str:
    """A module's place in the house, such as ui/scene."""
    return path.relative_to(GAME).with_suffix("").as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_upwards(path: Path) -> None:
    """The order of the rooms is that of the design."""
    own = ROOMS.index(path.relative_to(GAME).parts[0])
    for module in imports(path):
        place = module.split(".")
        if place[0] == "game" and len(place) > 1 and place[1] in ROOMS:
            assert ROOMS.index(place[1]) <= own, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    """Each has its homes: yaml one, pygame the screens and whoever drives them, sqlite3 what is kept."""
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        assert homes is None or name_of(path).startswith(homes), f"{name_of(path)} imports {module}"


def test_the_house_has_no_other_rooms() -> None:
    """`ls game` is the architecture; a room says what it is for."""
    assert {path.parent.name for path in GAME.glob("*/__init__.py")} == set(ROOMS)
    assert {path.name for path in GAME.glob("*.py")} == {"__init__.py", "__main__.py"}
    assert all(ast.get_docstring(ast.parse(path.read_text("utf-8"))) for path in GAME.glob("*/__init__.py"))


def test_file_names_are_unique() -> None:
    """One name, one module: whoever searches for it finds it."""
    names = [path.name for path in MODULES if path.name != "__init__.py"]
    assert sorted(names) == sorted(set(names))


def test_scenes_do_not_know_each_other() -> None:
    """flow.py alone knows what follows what."""
    for path in (GAME / "scenes").glob("*.py"):
        assert not any(module.startswith("game.scenes") for module in imports(path)), path.name


FIRST_FRAME = """
import sys
from pathlib import Path
from game.seats.app import App, Options
app = App(Options(headless=True, data=Path(sys.argv[1])))
app._draw()
heavy = {
    "babel", "uniseg", "budoux", "fpdf", "numpy", "pydantic", "pkg_resources", "asyncio", "yaml", "msgspec", "PIL",
    "sqlite3", "logging",
}
sys.stdout.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_the_first_frame_needs_nothing_heavy(tmp_path: Path) -> None:
    """The title is drawn before YAML, Pillow, SQLite, msgspec or logging are imported."""
    command = [sys.executable, "-c", FIRST_FRAME, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=GAME.parent)
    assert done.stdout == ""


COLLECTIONS = """
import sys
from pathlib import Path
from game.collections.collection import collections
assert any(item.offer for item in collections(Path(sys.argv[1])))
heavy = {"ssl", "http.client", "urllib.request", "numpy", "av", "c2pa"}
sys.stdout.write(" ".join(sorted(heavy & set(sys.modules))))
"""


def test_what_could_be_fetched_is_known_without_what_fetches_it(tmp_path: Path) -> None:
    """Every start looks at the collections on offer; what goes over the net takes 7 MB, and few use it."""
    command = [sys.executable, "-c", COLLECTIONS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=GAME.parent)
    assert done.stdout == ""


def test_no_class_overrides_a_private_member_of_another() -> None:
    """What a class lets others change of it has a public name and a docstring that says so."""
    classes: dict[str, ast.ClassDef] = {
        node.name: node
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    for name, node in classes.items():
        own = members(node)
        for base in ancestors(node, classes):
            shared = {item for item in own & members(classes[base]) if item.startswith("_") and not item.endswith("__")}
            assert not shared, f"{name} overrides {base}'s {', '.join(sorted(shared))}"


def members(node: ast.ClassDef) -> set[str]:
    """The methods and attributes that a class's own body defines."""
    found = {item.name for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))}
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            found.add(item.target.id)
        if isinstance(item, ast.Assign):
            found |= {target.id for target in item.targets if isinstance(target, ast.Name)}
    return found


def ancestors(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> set[str]:
    """The names of all classes of the game that a class is made from."""
    bases = {base.value if isinstance(base, ast.Subscript) else base for base in node.bases}
    named = {base.id for base in bases if isinstance(base, ast.Name) and base.id in classes}
    return named | {further for base in named for further in ancestors(classes[base], classes)}


@pytest.mark.parametrize("room", ["scenes", "seats"])
def test_screens_are_not_told_apart_by_guessing(room: str) -> None:
    """What screens have in common are attributes of the scene: nobody asks whether one is there, or for its name."""
    for path in (GAME / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("getattr", "hasattr")
            ):
                assert not ast.unparse(node.args[0]).endswith(("scene", "origin")), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "name":
                assert not ast.unparse(node.left.value).endswith(("scene", "origin")), f"{path.name}:{node.lineno}"


def test_a_type_has_one_name_and_a_name_one_type() -> None:
    """No class or type of one module is called like one of another."""
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                names = [item.id for item in node.targets if isinstance(item, ast.Name)]
            for name in names:
                if re.fullmatch(r"[A-Z][A-Za-z]*[a-z][A-Za-z]*", name):
                    places.setdefault(name, []).append(name_of(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
