"""The README and its paths tell the truth: commands exist, a level checks as shown, links lead somewhere."""

from __future__ import annotations

import argparse
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from PIL import Image, ImageChops, ImageStat

from game.base import log
from game.base.text import codes
from game.collections import archive, offers
from game.commands.cli import main
from game.commands.parser import build_parser
from game.model.terms import NONE_VISIBLE, LensId
from game.pack import library, yamlfile
from game.pixels import imagefiles
from game.seats.kiosk import lock

from .readme import pictures
from .test_documented import PAGES
from .test_imports import ROOMS

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = (REPOSITORY / "game" / "commands" / "README.md").read_text(encoding="utf-8")
PLAYING = (REPOSITORY / "game" / "README.md").read_text(encoding="utf-8")
WRITING = (REPOSITORY / "game" / "author" / "README.md").read_text(encoding="utf-8")
SECURITY = (REPOSITORY / "game" / "SECURITY.md").read_text(encoding="utf-8")
PATHS = {  # who is shown which page first
    "play": "game/README.md", "teach": "game/seats/workshop/README.md",
    "look after a museum's screen": "game/seats/kiosk/README.md", "write": "game/author/README.md",
    "do research": "game/seats/study/README.md", "work on the code": "CONTRIBUTING.md",
}  # fmt: skip
PAGE_LINES = 105  # of a path's page; a longer one has its page above "## In detail" or its first long section
SCREEN_LINES = 60


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of the program."""
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    return dict(actions[0].choices)  # type: ignore[arg-type]


def test_every_command_and_option_is_documented() -> None:
    """And no other one is."""
    named = set(re.findall(r"^    spot-the-fake (\w+)", COMMANDS, re.MULTILINE))
    assert named == set(commands())
    common = ("--lang", "--seed", "--size", "--fullscreen", "--pack", "--data", "--debug")
    paper = ("--answers", "--card", "--certificate", "--paper")
    importing = ("--labels", "--layout", "--made-by", "--credit", "--licence", "--native", "--side", "--square")
    importing = (*importing, "--similar", "--real", "--fake", "--relabel")
    checks = ("--format", "--fix", "--shortcuts", "--reading")
    for option in (*common, *paper, *importing, *checks, "--out", "--event", "--since", "--author"):
        assert option in COMMANDS
        assert any(option in parser.format_help() for parser in commands().values())


def test_install_commands_are_those_of_the_project() -> None:
    """Every extra stands in the README's list, where messages send whoever lacks one; so do the two commands."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "\n    python -m pip install -e . && python main.py\n" in README
    assert '\n    python -m pip install -e ".[test]" && python -m pytest -n auto\n' in README
    extras = re.search(r"^## Extras\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    assert extras
    listed = set(re.findall(r"`(\w+)`", extras[1]))
    assert listed == set(project["optional-dependencies"])
    for extra in ("test", "audit"):
        assert f'".[{extra}]"' in CONTRIBUTING
    assert (REPOSITORY / "game" / "standalone.spec").is_file()
    assert '".[authoring]"' in WRITING
    assert project["scripts"] == {"spot-the-fake": "game.commands.cli:main"}
    assert project["requires-python"] == ">=3.11"


def test_the_readme_is_a_screen_and_each_path_a_page() -> None:
    """Whoever comes finds the page that is for them, and it ends before they are tired."""
    assert len(README.splitlines()) <= SCREEN_LINES
    for who, page in PATHS.items():
        (row,) = re.findall(rf"^\| \*\*{who}\*\*.*$", README, re.MULTILINE)
        assert row.split("](")[1].partition(")")[0] == page
        text = (REPOSITORY / page).read_text(encoding="utf-8")
        first = re.split(r"^## (?:In detail|A settings file|The file)$", text, flags=re.MULTILINE)[0]
        assert len(first.splitlines()) <= PAGE_LINES, page


def own_pack(root: Path) -> None:
    """The game's own pack, in English and Italian alone, as a pack that is begun may be."""
    for folder in ("assets", "levels"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("packs", "recipes"))
    for file in (*(root / "assets").glob("*.yaml"), *(root / "levels").glob("*.yaml")):
        data = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if file.name == "pack.yaml":
            data["languages"] = ["en", "it"]
        text = yaml.dump(_in_two(data), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)
        file.write_text(text, encoding="utf-8")


def _in_two(data: Any) -> Any:
    if isinstance(data, dict):
        others = set(codes()) - {"en", "it"} if "en" in data else set()
        return {key: _in_two(value) for key, value in data.items() if key not in others}
    return [_in_two(item) for item in data] if isinstance(data, list) else data


def test_the_level_for_authors_checks_as_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The slip is found where the page says; mended, the level is sound."""
    block = re.search(r"```yaml\n(# levels/mine.yaml\n.*?)```", WRITING, re.DOTALL)
    shown = re.search(r"\$ spot-the-fake check\n    (.*)\n", WRITING)
    assert block
    assert shown
    own_pack(tmp_path)
    mine = tmp_path / "levels" / "mine.yaml"
    mine.write_text(block[1], encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert shown[1] in capsys.readouterr().out
    mine.write_text(block[1].replace("pictrue", "picture"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0


def test_those_who_work_on_the_code_find_their_page() -> None:
    """It is linked, and names the rooms that are there, in their order."""
    assert "(CONTRIBUTING.md)" in README
    assert re.findall(r"^\| `(\w+)/` \|", CONTRIBUTING, re.MULTILINE) == ROOMS
    for thing in ("pack", "level", "language", "kind of round", "lens", "screen"):
        assert f"- **A {thing}:**" in CONTRIBUTING
    for name in re.findall(r"`((?:model|seats|ui|pixels|results|web)/[\w/]+\.?\w*/?)`", CONTRIBUTING):
        assert (REPOSITORY / "game" / name).exists(), name


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", sorted({*PAGES, "CHANGELOG.md"}))
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    """Every relative link of a page names a file that is there, and a heading in it."""
    here = REPOSITORY / page
    text = re.sub(r"```.*?```", "", here.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = here.parent / file if file else here
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def test_the_pictures_on_pages_are_small_and_each_is_shown() -> None:
    """Nobody waits for a page, and no picture stays behind when a page no longer shows it."""
    every = "".join((REPOSITORY / page).read_text(encoding="utf-8") for page in PAGES)
    files = sorted((REPOSITORY / "tests" / "readme").glob("*.jpg"))
    assert [path.stem for path in files] == sorted(pictures.PICTURES)
    for path in files:
        assert f"tests/readme/{path.name}" in every
        assert path.stat().st_size <= pictures.MOST_BYTES


@pytest.mark.parametrize("name", ["first-screen", "reveal", "case"])
def test_the_pictures_are_of_todays_game(name: str) -> None:
    """Drawn anew they look the same from a step away; `python -m tests.readme.pictures` draws them, then look."""
    with Image.open(REPOSITORY / "tests" / "readme" / f"{name}.jpg") as kept:
        small = (kept.width // 4, kept.height // 4)
        then = kept.convert("RGB").resize(small)
    now = pictures.PICTURES[name]().resize(small)
    assert max(ImageStat.Stat(ImageChops.difference(now, then)).mean) < 4


def test_the_rounds_of_the_guide_are_a_level(tmp_path: Path) -> None:
    """What levels/README.md shows can be played as it stands."""
    text = (REPOSITORY / "levels" / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(rounds:\n.*?)```", text, re.DOTALL)
    assert block
    assert yaml.safe_load(block[1])
    own_pack(tmp_path)
    head = "format: 1\nid: mine\ntitle:\n  en: T\n  it: T\nintro:\n  en: I\n  it: I\n"
    body = block[1].replace("tags: [face, animal]", "tags: [animal, space]").replace("made_by: [splice]", "made_by: []")
    (tmp_path / "levels" / "mine.yaml").write_text(head + body, encoding="utf-8")
    found, problems = library.read(tmp_path)
    assert [str(problem) for problem in problems if "levels/mine.yaml" in str(problem)] == []
    assert found is not None


def test_the_numbers_for_players_are_those_of_the_game(shipped: library.Library) -> None:
    """Of tells, lenses and more pictures to be had."""
    words = " ".join(PLAYING.split())
    tells = [tell for tell in shipped.tells.values() if tell.id != NONE_VISIBLE]
    assert f"of {len(tells)} tells in eight families" in words
    assert f"There are {len(shipped.pictures)} pictures and clips" in README
    assert len({tell.family for tell in tells}) == 8
    assert "fourteen lenses" in words
    assert len(get_args(LensId)) == 14
    assert f"six packs with {sum(offer.pictures for offer in offers.offers())} more pictures" in words
    assert len(offers.offers()) == 6
    models = {item.generator for item in shipped.pictures.values() if item.generator and (item.year or 0) >= 2022}
    assert "from well over a hundred models of 2022 to 2026" in README
    assert 110 <= len(models) <= 190


def test_the_limits_on_the_page_on_security_are_those_of_the_program() -> None:
    """Of pictures, YAML, archives and the PIN: whoever changes one of them changes the page."""
    words = " ".join(SECURITY.split())
    for said in (
        f"{imagefiles.MAX_PIXELS // 10**6} megapixels for a picture",
        f"{imagefiles.FOREIGN_PIXELS // 10**6} for a picture that import makes smaller",
        f"{imagefiles.REDUCED_PIXELS // 10**6} for a JPEG", f"{yamlfile.MAX_BYTES // 2**20} MB and",
        f"{yamlfile.MAX_VALUES:,} values a file", f"nested {yamlfile.MAX_DEPTH} levels deep",
        f"{library.MOST_VALUES:,} values a pack", f"{yamlfile.MAX_TEXT:,} characters a text",
        f"{archive.MOST_FILES:,} files, {archive.MOST_BYTES // 2**30} GB and {archive.MOST_RATIO} times its size",
        f"scrypt (N = 2^{lock.N.bit_length() - 1}, r = {lock.R}, p = {lock.P}, a salt of 16 bytes)",
        f"from {lock.FIRST_WAIT_SECONDS:.0f} seconds to an hour",
    ):  # fmt: skip
        assert said in words
    assert (lock.FREE_TRIES, lock.LONGEST_WAIT_SECONDS, log.LOG_FILES, log.LOG_BYTES) == (5, 3600, 5, 1_000_000)
