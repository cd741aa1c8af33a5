"""What the commands share: which pack and which language each of them means."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from game.base import settings
from game.base.settings import Settings
from game.collections.shelf import Shelf
from game.commands import tour
from game.commands.cli import main
from game.commands.common import language_of, library_of
from game.commands.parser import build_parser
from game.paper.report import page

GOOD = Path(__file__).parents[1] / "packs" / "good-1"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an installed collection, chosen in the game, and Italian."""
    data = tmp_path_factory.mktemp("data")
    Shelf(data).install(GOOD)
    settings.save(Settings(language="it", pack="good-1"), data / "settings.json")
    return data


@pytest.mark.parametrize(
    ("level", "options", "meant"),
    [
        (None, [], "good-1"),
        ("one-round", [], "good-1"),  # a level of the collection
        ("lesson-45", [], "spot-the-fake"),  # one that only the game's own has
        ("no-such", [], "spot-the-fake"),
        ("lesson-45", ["--pack", str(GOOD)], "good-1"),  # what is named counts most
    ],
)
def test_the_pack_that_a_command_means(shelf: Path, level: str | None, options: list[str], meant: str) -> None:
    """The named one, else the chosen one where the level is in it, else the game's own."""
    given = build_parser().parse_args(["report", "--out", "x.pdf", "--data", str(shelf), *options])
    assert library_of(given, level).pack.id == meant


def test_without_a_choice_it_is_the_games_own(tmp_path: Path) -> None:
    """Also where the chosen collection is no longer there."""
    given = build_parser().parse_args(["report", "--out", "x.pdf", "--data", str(tmp_path)])
    assert library_of(given).pack.id == "spot-the-fake"
    settings.save(Settings(pack="gone"), tmp_path / "settings.json")
    assert library_of(given).pack.id == "spot-the-fake"


def test_a_choice_that_cannot_be_read_is_named(shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what is wrong and what to do; a level of the game's own can be printed all the same."""
    data = tmp_path / "data"
    shutil.copytree(shelf, data)
    current = Shelf(data).current("good-1")
    assert current is not None
    (current / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    assert main(["report", "--out", str(tmp_path / "x.pdf"), "--data", str(data)]) == 1
    said = capsys.readouterr().err
    assert "the collection 'good-1', chosen in the game, cannot be read; name another one with --pack" in said
    assert "pack.yaml:1:1: error: 'id' is missing" in said
    given = build_parser().parse_args(["handout", "lesson-45", "--data", str(data)])
    assert library_of(given, "lesson-45").pack.id == "spot-the-fake"


def test_handout_prints_a_level_of_the_chosen_collection(shelf: Path, tmp_path: Path) -> None:
    """As it does one of the game's own."""
    out = tmp_path / "one.pdf"
    assert main(["handout", "one-round", "--data", str(shelf), "--out", str(out)]) == 0
    assert out.is_file()


def test_report_and_tour_are_of_the_chosen_collection(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the chosen language."""
    meant = []
    monkeypatch.setattr(page, "write", lambda _out, _path, library, words, *_: meant.append((library, words.language)))
    assert main(["report", "--out", str(tmp_path / "x.pdf"), "--data", str(shelf)]) == 0
    monkeypatch.setattr(tour, "tour", lambda *_, library, **__: meant.append((library, "it")) or [])
    assert main(["tour", "one-round", "--out", str(tmp_path / "out"), "--data", str(shelf)]) == 0
    assert [(library.pack.id, language) for library, language in meant] == [("good-1", "it")] * 2


def test_the_language_that_a_command_speaks(shelf: Path, tmp_path: Path) -> None:
    """The one asked for, else the one chosen in the game, else the machine's."""
    for options, meant in (([], "it"), (["--lang", "en"], "en")):
        given = build_parser().parse_args(["new", "pack", "x", "--data", str(shelf), *options])
        assert language_of(given) == meant
