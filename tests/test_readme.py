"""The README tells the truth: its commands exist, its level checks as it says, its links lead somewhere."""

from __future__ import annotations

import argparse
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from game.base import log
from game.base.text import codes
from game.collections import archive, offers
from game.commands.cli import main
from game.commands.parser import build_parser
from game.model.terms import NONE_VISIBLE, LensId
from game.pack import library, yamlfile
from game.pixels import imagefiles
from game.seats.kiosk import lock

from .test_imports import ROOMS

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of the program."""
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    return dict(actions[0].choices)  # type: ignore[arg-type]


def test_every_command_and_option_is_documented() -> None:
    """And no other one is."""
    named = set(re.findall(r"^    spot-the-fake (\w+)", README, re.MULTILINE))
    assert named == set(commands())
    common = ("--lang", "--seed", "--size", "--fullscreen", "--pack", "--data", "--debug")
    paper = ("--answers", "--card", "--certificate", "--paper")
    importing = ("--labels", "--layout", "--made-by", "--credit", "--licence", "--native", "--side", "--square")
    importing = (*importing, "--similar", "--real", "--fake", "--relabel")
    checks = ("--format", "--fix", "--shortcuts", "--reading")
    for option in (*common, *paper, *importing, *checks, "--out", "--event", "--since", "--author"):
        assert option in README
        assert any(option in parser.format_help() for parser in commands().values())


def test_install_commands_are_those_of_the_project() -> None:
    """The extra and the installed command that the README, and the page for those who work on the code, name exist."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert '".[test]"' in README
    assert set(project["optional-dependencies"]) == {
        "test", "bench", "provenance", "video", "speech", "check", "lrs", "signing", "standalone", "audit",
        "authoring", "heic", "parquet", "cards", "phones",
    }  # fmt: skip
    for extra in ("provenance", "standalone"):
        assert f'".[{extra}]"' in README
    for extra in ("test", "audit"):
        assert f'".[{extra}]"' in CONTRIBUTING
    assert (REPOSITORY / "game" / "standalone.spec").is_file()
    assert '".[authoring]"' in README
    assert '".[check]"' in README
    assert project["scripts"] == {"spot-the-fake": "game.commands.cli:main"}
    assert project["requires-python"] == ">=3.11"


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


def test_the_level_in_the_readme_checks_as_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The slip is found where the README says; mended, the level is sound."""
    block = re.search(r"```yaml\n(# levels/mine.yaml\n.*?)```", README, re.DOTALL)
    shown = re.search(r"\$ spot-the-fake check\n    (.*)\n", README)
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


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", "RELEASING.md", "CHANGELOG.md", "levels/README.md", "assets/README.md"]
)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    """Every relative link of a page names a file that is there."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (REPOSITORY / page).parent.joinpath(target).is_file(), target


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


def test_the_numbers_in_the_readme_are_those_of_the_game(shipped: library.Library) -> None:
    """Of tells, lenses and more pictures to be had."""
    words = " ".join(README.split())
    tells = [tell for tell in shipped.tells.values() if tell.id != NONE_VISIBLE]
    assert f"of {len(tells)} tells in eight families" in words
    assert len({tell.family for tell in tells}) == 8
    assert "fourteen lenses" in words
    assert len(get_args(LensId)) == 14
    assert f"six packs with {sum(offer.pictures for offer in offers.offers())} more pictures" in words
    assert len(offers.offers()) == 6
    models = {item.generator for item in shipped.pictures.values() if item.generator and (item.year or 0) >= 2022}
    assert 80 <= len(models) <= 130  # some hundred


def test_the_limits_in_the_readme_are_those_of_the_program() -> None:
    """Of pictures, YAML, archives and the PIN: whoever changes one of them changes the page."""
    words = " ".join(README.split())
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
