"""The wheel carries everything: unpacked anywhere, it checks and tours its own pack from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="hatchling builds the wheel")
REPOSITORY = Path(__file__).parent.parent


def test_the_wheel_plays_from_any_folder(tmp_path: Path) -> None:
    """Levels, pictures, fonts, strings and skeletons travel with the code; tests and recipes' sources need not."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("spot_the_fake-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert "game/default_pack/levels/cut-clone-erase.yaml" in names
    assert any(name.endswith("OFL-NotoSans.txt") for name in names)
    assert not any(name.startswith("tests/") for name in names)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"}
    run = "import sys; from game.commands.cli import main; sys.exit(main(sys.argv[1:]))"
    for arguments, said in (
        (["check"], "0 errors, 0 warnings"),
        (["tour", "--out", "shots"], "screens in shots"),
        (["new", "pack", "Our town", "--lang", "it"], "our-town: a pack that can be played"),
        (["new", "level", "Second look", "--pack", "our-town"], "second-look.yaml: a level that can be played"),
        (["check", "our-town"], "6 pictures checked: 0 errors, 0 warnings"),
        (["schema"], "8 schemas in schemas"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", run, *arguments],
            cwd=elsewhere, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    assert (elsewhere / "shots" / "tour.json").is_file()
