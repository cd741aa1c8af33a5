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
from game.seats.app import level_of
from tests.shelves import another

GOOD = Path(__file__).parents[1] / "packs" / "good-1"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two installed collections, one of them opened last in the game, and Italian."""
    data = tmp_path_factory.mktemp("data")
    Shelf(data).install(GOOD)
    other = another(tmp_path_factory.mktemp("packs"), "other")
    (Path(other.root) / "levels" / "one-round.yaml").rename(Path(other.root) / "levels" / "single.yaml")
    level = Path(other.root) / "levels" / "single.yaml"
    level.write_text(level.read_text(encoding="utf-8").replace("id: one-round", "id: single"), encoding="utf-8")
    Shelf(data).install(Path(other.root))
    settings.save(Settings(language="it", pack="good-1"), data / "settings.json")
    return data


@pytest.mark.parametrize(
    ("level", "options", "home", "meant"),
    [
        (None, [], "spot-the-fake", None),  # whatever was opened in the game
        ("lesson-45", [], "spot-the-fake", "lesson-45"),
        ("spot-the-fake/lesson-45", [], "spot-the-fake", "lesson-45"),
        ("one-round", [], "spot-the-fake", "good-1/one-round"),  # one collection alone has it
        ("single", [], "spot-the-fake", "other/single"),
        ("good-1/everything", [], "spot-the-fake", "good-1/everything"),
        ("other/everything", [], "spot-the-fake", "other/everything"),
        ("everything", ["--pack", str(GOOD)], "good-1", "everything"),  # the pack alone
        ("good-1/everything", ["--pack", "good-1"], "good-1", "everything"),
    ],
)
def test_the_level_that_a_command_means(
    shelf: Path, level: str | None, options: list[str], home: str, meant: str | None
) -> None:
    """By `pack/id`, or by an id that is the game's own or one collection's alone; a pack that is named is alone."""
    given = build_parser().parse_args(["report", "--out", "x.pdf", "--data", str(shelf), *options])
    found = library_of(given, level)
    assert (found.pack.id, level_of(found, level)) == (home, meant)
    assert bool(found.parts) == ("/" in (meant or ""))


@pytest.mark.parametrize("command", ["play", "workshop", "handout"])
def test_a_level_that_several_collections_have_is_asked_about(
    shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, unseen_display: None
) -> None:
    """They are named; so is what there is where nobody has it."""
    assert main([command, "everything", "--data", str(shelf)]) == 2
    said = capsys.readouterr().err
    assert "several packs have a level 'everything'; name one of them: good-1/everything, other/everything" in said
    assert main([command, "good-1/everythin", "--data", str(shelf)]) == 2
    assert "did you mean 'good-1/everything'?" in capsys.readouterr().err


def test_a_collection_that_cannot_be_read_is_left_out(
    shelf: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are there, and so is the game's own; the log names it with its problems."""
    data = Path(shutil.copytree(shelf, tmp_path / "data"))
    current = Shelf(data).current("good-1")
    assert current is not None
    (current / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    given = build_parser().parse_args(["handout", "other/lesson", "--data", str(data)])
    assert list(library_of(given, "other/lesson").parts) == ["other"]
    assert "the pack 'good-1' cannot be read, and is left out" in caplog.text
    assert "pack.yaml:1:1: error: 'id' is missing" in caplog.text


def test_handout_prints_a_level_of_a_collection(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does one of the game's own; the file's name has no folder in it."""
    monkeypatch.chdir(tmp_path)
    assert main(["handout", "good-1/everything", "--data", str(shelf)]) == 0
    assert (tmp_path / "good-1-everything.pdf").is_file()
    assert main(["handout", "one-round", "--answers", "--data", str(shelf), "--out", "one.pdf"]) == 0
    assert (tmp_path / "one.pdf").is_file()


def test_report_and_tour_mean_the_games_own(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a level or a pack is named; in the chosen language."""
    meant = []
    monkeypatch.setattr(page, "write", lambda _out, _path, library, words, *_: meant.append((library, words.language)))
    monkeypatch.setattr(tour, "tour", lambda *_, library, **__: meant.append((library, "it")) or [])
    for options in ([], ["--pack", "good-1"]):
        assert main(["report", "--out", str(tmp_path / "x.pdf"), "--data", str(shelf), *options]) == 0
    assert main(["tour", "one-round", "--out", str(tmp_path / "out"), "--data", str(shelf)]) == 0
    assert [(library.pack.id, language) for library, language in meant] == [
        ("spot-the-fake", "it"), ("good-1", "it"), ("spot-the-fake", "it"),
    ]  # fmt: skip
    assert "good-1/one-round" in meant[2][0].levels


def test_the_language_that_a_command_speaks(shelf: Path, tmp_path: Path) -> None:
    """The one asked for, else the one chosen in the game, else the machine's."""
    for options, meant in (([], "it"), (["--lang", "en"], "en")):
        given = build_parser().parse_args(["new", "pack", "x", "--data", str(shelf), *options])
        assert language_of(given) == meant


def test_a_packs_own_languages_may_be_asked_for(scripts_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where that pack is named; one that nobody speaks is refused."""
    for language, well in (("ar", True), ("pl", False)):
        given = build_parser().parse_args(["handout", "look-twice", "--pack", str(scripts_folder), "--lang", language])
        if well:
            assert language_of(given) == "ar"
        else:
            with pytest.raises(SystemExit):
                language_of(given)
            assert "no language 'pl'; there are: de, en, es, fr, it, ar, he" in capsys.readouterr().err
