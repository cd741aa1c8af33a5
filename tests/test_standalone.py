"""A computer without Python: the folder that PyInstaller makes plays by itself; and so does what pip installs.

Takes a package index; the folder, which takes minutes, is made where the extra `standalone` is installed, as for
`python -m tests.long standalone`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import REPOSITORY
from .wheels import PROJECT, offline

LOCK = REPOSITORY / "game" / "seats" / "kiosk" / "requirements.lock"
COMMANDS = (
    (["check"], "0 errors, 0 warnings"),
    (["new", "pack", "Our town", "--lang", "it"], "our-town: a pack that can be played"),
    (["check", "our-town"], "6 pictures checked: 0 errors, 0 warnings"),
    (["tour", "--out", "shots", "--size", "800x600"], "screens in shots"),
    (["handout", "cut-clone-erase", "--out", "sheets.pdf"], ""),
    (["pack", "build", "our-town", "--out", "town.zip"], "town.zip: our-town"),
    (["pack", "install", "town.zip", "--data", "data"], "installed our-town"),
    (["pack", "list", "--data", "data"], "our-town"),
)


def run(*command: object, cwd: Path = REPOSITORY) -> None:
    """Run something that must not fail."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source as it is handed on."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a virtual environment that has the locked versions and the game, installed from its source."""
    if offline():
        pytest.skip("no package index answers here")
    folder = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK)
    run(programs / "python", "-m", "pip", "install", "-q", "--no-deps", sdist)
    run(programs / "python", "-m", "pip", "check")
    return programs


@pytest.fixture(scope="module")
def folder(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What PyInstaller makes there."""
    if find_spec("PyInstaller") is None:
        pytest.skip("the extra 'standalone' is not installed")
    out = tmp_path_factory.mktemp("standalone")
    run(installed / "python", "-m", "pip", "install", "-q", *PROJECT["optional-dependencies"]["standalone"])
    places = ("--distpath", out, "--workpath", out / "work", "--log-level", "WARN")
    run(installed / "python", "-m", "PyInstaller", *places, REPOSITORY / "game" / "standalone.spec", cwd=out)
    return out / "spot-the-fake"


def plays(program: Path, elsewhere: Path) -> None:
    """It does what it should, from a folder of its own and with nothing around it: no Python, no variables, no home."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}  # Windows needs them
    environment = kept | {"HOME": str(elsewhere), "PATH": str(elsewhere)}
    for arguments, said in COMMANDS:
        done = subprocess.run(
            [program, *arguments], cwd=elsewhere, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, (arguments, done.stderr)
        assert said in done.stdout
    assert (elsewhere / "shots" / "tour.json").is_file()
    assert (elsewhere / "sheets.pdf").read_bytes().startswith(b"%PDF")


def test_what_pip_installs_plays_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """By its command, with exactly the versions that kiosks install."""
    plays(installed / "spot-the-fake", tmp_path)


def test_the_folder_plays_without_python(folder: Path, tmp_path: Path) -> None:
    """Moved to another place, as onto a USB stick."""
    moved = tmp_path / "stick" / "spot the fake"
    moved.parent.mkdir()
    folder.rename(moved)
    (tmp_path / "elsewhere").mkdir()
    plays(moved / "spot-the-fake", tmp_path / "elsewhere")


def test_the_source_that_is_handed_on_is_whole(sdist: Path) -> None:
    """Tests, levels, pictures, the lock file and the recipe of the folder are in it; leavings and CI are not."""
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"main.py", "LICENSE", "README.md", "game/standalone.spec", "game/seats/kiosk/requirements.lock"}
    wanted |= {"CHANGELOG.md", "CONTRIBUTING.md", "RELEASING.md", "CITATION.cff"}
    assert wanted | {"levels/cut-clone-erase.yaml", "assets/tells.yaml", "tests/test_standalone.py"} <= names
    assert not any(name.startswith((".ci", ".github", "dist", "build")) or "__pycache__" in name for name in names)
