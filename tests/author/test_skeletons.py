"""What an author begins with: it plays and passes `check` as it is, teaches in comments, and overwrites nothing."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from game.author.annotating.album import Album
from game.author.importing import describing, run
from game.author.skeletons import write
from game.base import places
from game.base.errors import PackError
from game.base.text import languages
from game.collections import archive
from game.commands.cli import main
from game.model.level import Level
from game.model.packfiles import Pack
from game.model.picture import Evidence, Picture, Region, Tell
from game.pack import formats, yamlfile
from game.pack.check.check_files import read_whole
from game.pack.library import Library
from game.play import rules
from tests.conftest import TESTS, Opens
from tests.seats.test_play import play_to_the_end

GOOD = TESTS / "packs" / "good-1"
LANGUAGES = list(languages())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sound(root: Path) -> Library:
    """A pack in which `check` finds nothing to say."""
    found, problems = read_whole(root)
    assert [str(item) for item in problems] == []
    assert found is not None
    return found


def files(root: Path) -> dict[str, bytes]:
    """All that lies in a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_pack_is_sound_and_in_the_authors_language(
    language: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts in one language, comments in it too; the commands it prints exist and are satisfied."""
    assert main(["new", "pack", "Our town", "--lang", language]) == 0
    said = capsys.readouterr().out
    assert "spot-the-fake check our-town" in said
    found = sound(here / "our-town")
    assert found.pack.id == "our-town"
    assert found.pack.title == {language: "Our town"}
    assert found.pack.languages == (language,)
    assert main(["check", "our-town"]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().out
    head = (here / "our-town" / "pack.yaml").read_text(encoding="utf-8")
    goes_on = {
        "en": "How to go on", "it": "Come continuare", "de": "So geht es weiter", "fr": "Pour continuer",
        "es": "Cómo seguir",
    }  # fmt: skip
    assert goes_on[language] in head
    for command in ("play", "check", "annotate", "new level", "pack build", "import"):
        assert f"spot-the-fake {command}" in head


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pictures_are_those_of_the_game(language: str, here: Path, shipped: Library) -> None:
    """Files, truth, credit, licence and source as in the game's own pack; all are free, at least half are real."""
    pack = sound(write.make_pack("Mine", here, language))
    for name, picture in pack.pictures.items():
        own = shipped.pictures[name]
        for key in (
            "file",
            "truth",
            "made_by",
            "credit",
            "licence",
            "source",
            "size",
            "original",
            "mask",
            "source_type",
        ):
            assert getattr(picture, key) == getattr(own, key), (name, key)
        assert picture.alt[language] == own.alt[language]
        assert picture.licence in ("CC0-1.0", "Public domain")
        for file in filter(None, (picture.file, picture.mask)):
            assert pack.path(file).read_bytes() == shipped.path(file).read_bytes()
    fakes = [item for item in pack.pictures.values() if item.fake]
    assert 2 * len(fakes) <= len(pack.pictures)


def test_an_author_sees_every_key_that_matters(here: Path) -> None:
    """Each key of the model stands in the new pack, written or named in a comment, but for rare ones."""
    text = "".join(
        part.decode() for name, part in files(write.make_pack("Mine", here, "en")).items() if ".yaml" in name
    )
    rare = {"clip", "frames", "fps", "keyframes", "frame", "region", "series", "caption", "lenses", "form", "forms"}
    for kind in (Pack, Picture, Evidence, Region, Level, Tell):
        for key in set(kind.__struct_encode_fields__) - rare:
            assert re.search(rf"\b{key}\b", text), key


@pytest.mark.parametrize("seed", range(8))
def test_its_level_shows_no_picture_twice(seed: int, here: Path) -> None:
    """Nor a picture and its original: the draw finds two that are new."""
    pack = sound(write.make_pack("Mine", here, "en"))
    session = rules.start(pack.levels["mine"], pack.pictures, seed)
    shown = [pack.pictures[name].family for entry in session.rounds for name in entry.pictures]
    assert len(shown) == 4
    assert len(set(shown)) == 4


def test_a_new_pack_is_played_to_its_end(here: Path, opens: Opens) -> None:
    """In the real game, through real clicks."""
    player = opens(sound(write.make_pack("Mine", here, "en")))
    player.click("play")
    player.click("level-mine")
    player.click("begin")
    seen = play_to_the_end(player, "click")
    assert {"card", "verdict", "point", "choose", "order", "reveal", "lesson"} <= set(seen)


def test_a_new_pack_is_built_without_its_schemas(here: Path) -> None:
    """The archive holds what plays; installed from it, nothing is missing."""
    pack = write.make_pack("Mine", here, "en")
    manifest = archive.build(pack, here / "mine.zip")
    assert not any(formats.SCHEMAS in name for name in manifest.files)
    (here / "unpacked").mkdir()
    archive.unpack(here / "mine.zip", here / "unpacked")
    sound(here / "unpacked")


@pytest.mark.parametrize("language", LANGUAGES)
def test_editors_find_the_schema_of_every_file(language: str, here: Path) -> None:
    """It lies in the pack, and the file fits it."""
    pack = write.make_pack("Mine", here, language)
    written = list(pack.rglob("*.yaml"))
    assert len(written) == 4
    for path in written:
        line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text(encoding="utf-8"))
        assert line
        schema = (path.parent / line[1]).read_bytes()
        document = yamlfile.read(path, path.name)
        assert list(Draft202012Validator(json.loads(schema)).iter_errors(document.data)) == []


def test_skeletons_differ_in_nothing_but_words() -> None:
    """Every language has the same files with the same keys, values and number of texts."""

    def bare(path: Path) -> list[str]:
        text = re.sub(r"^( +)[a-z]{2}: .*$", r"\1text", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = text.replace(f"languages: [{path.parent.name}]", "languages")
        lines = [re.sub(r"(^| +)# .*$", "", line) for line in text.splitlines()]
        return [line for line in lines if line.strip() not in ("", "#")]

    names = {path.name for path in (write.FOLDER / "en").iterdir()}
    for language in LANGUAGES:
        assert {path.name for path in (write.FOLDER / language).iterdir()} == names
        for name in names:
            assert bare(write.FOLDER / language / name) == bare(write.FOLDER / "en" / name), (language, name)


@pytest.mark.parametrize(
    ("name", "made", "title"),
    [
        ("Our town", "our-town", "Our town"), ("  La nostra   città ", "la-nostra-citta", "La nostra città"),
        ("second-look", "second-look", "Second look"), ("Straße 5", "strasse-5", "Straße 5"),
        ('Say "cheese"!', "say-cheese", 'Say "cheese"!'), ("1984", "1984", "1984"),
    ],
)  # fmt: skip
def test_a_name_becomes_an_id_and_a_title(name: str, made: str, title: str) -> None:
    """Accents go, signs become hyphens; the title keeps what was written."""
    assert (write.id_of(name), write.title_of(name)) == (made, title)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "give it letters or digits"), ("...", "letters or digits"), ("../mine", "is a path"),
        ("a\\b", "is a path"), ("日本", "letters a to z"), ("Фото 1", "letters a to z"),
        ("con", "Windows keeps the name"), ("x" * 81, "too long"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["pack", "level"])
def test_a_name_that_makes_no_id_is_refused(
    kind: str, name: str, why: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the reason; nothing is written. Wrong usage: exit code 2."""
    shutil.copytree(GOOD, here / "good")
    before = files(here)
    assert main(["new", kind, name, "--pack", "good"]) == 2
    assert why in capsys.readouterr().err
    assert files(here) == before


@given(name=st.text(max_size=90))
def test_whatever_the_name_an_id_is_safe(name: str) -> None:
    """It matches the model's pattern, or the name is refused."""
    try:
        made = write.id_of(name)
    except ValueError:
        return
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", made)


def test_odd_titles_stay_as_they_are(here: Path) -> None:
    """Quotes, colons, dollars and braces in a name break no YAML."""
    name = 'Is "this" real? $id: {no} & #1: è vero'
    pack = sound(write.make_pack(name, here, "it"))
    assert pack.pack.title == {"it": name}
    assert next(iter(pack.levels.values())).title == {"it": name}


def test_nothing_is_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a folder, nor a level's file, nor the id of a level in another file: exit code 1, all as it was."""
    assert main(["new", "pack", "Mine"]) == 0
    shutil.copyfile(here / "mine" / "levels" / "mine.yaml", here / "level.yaml")
    before = files(here)
    assert main(["new", "pack", "mine"]) == 1
    assert main(["new", "level", "Mine", "--pack", "mine"]) == 1
    (here / "mine" / "levels" / "mine.yaml").rename(here / "mine" / "levels" / "other.yaml")
    assert main(["new", "level", "Mine", "--pack", "mine"]) == 1
    (here / "mine" / "levels" / "other.yaml").rename(here / "mine" / "levels" / "mine.yaml")
    assert files(here) == before
    assert capsys.readouterr().err.count("nothing was written") == 3


def test_a_pack_appears_whole_or_not_at_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a picture cannot be copied, nothing is left behind."""
    monkeypatch.setattr(write, "copyfile", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert main(["new", "pack", "Mine"]) == 1
    assert list(here.iterdir()) == []


def test_schemas_that_broke_off_are_completed(here: Path) -> None:
    """By the next level: a full disk may have left the first of them alone."""
    shutil.copytree(GOOD, here / "good")
    write.make_level("One", here / "good", "en")
    (here / "good" / "schemas" / "sources.schema.json").unlink()
    write.make_level("Two", here / "good", "en")
    assert {path.name for path in (here / "good" / "schemas").iterdir()} == {
        f"{kind}.schema.json" for kind in formats.OF_PACKS
    }


def test_a_new_level_speaks_all_languages_of_its_pack(here: Path) -> None:
    """Comments in the author's language, texts in each of the pack's, pictures of that pack."""
    shutil.copytree(GOOD, here / "good")
    path = write.make_level("Second look", here / "good", "it")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schemas/level.schema.json\n# Un livello:")
    assert (path.parent / "../schemas/level.schema.json").is_file()
    level = sound(here / "good").levels["second-look"]
    assert level.title == {"en": "Second look", "it": "Second look"}
    assert level.intro["en"].startswith("Take your time")
    assert level.intro["it"].startswith("Prenditi")


def test_a_language_without_a_skeleton_is_left_to_the_author(here: Path) -> None:
    """The text is there in English, marked TODO, so that `check` and the game have one."""
    pack = write.make_pack("Mine", here, "en")
    for path in (pack / "levels" / "mine.yaml", pack / "assets" / "pictures.yaml", pack / "assets" / "tells.yaml"):
        path.write_text(re.sub(r"\ben: ", "pl: ", path.read_text(encoding="utf-8")), encoding="utf-8")
    head = (pack / "pack.yaml").read_text(encoding="utf-8").replace("[en]", "[pl]").replace("  en: ", "  pl: ")
    (pack / "pack.yaml").write_text(head, encoding="utf-8")
    sound(pack)
    write.make_level("Drugie oko", pack, "en")
    level = sound(pack).levels["drugie-oko"]
    assert level.title == {"pl": "Drugie oko"}
    assert level.intro["pl"].startswith("TODO: Take your time")


def test_the_games_own_pack_takes_levels_too(here: Path) -> None:
    """In a clone, or a copy of it: the schemas are where the game has them."""
    for folder in ("assets", "levels"):
        shutil.copytree(places.default_pack() / folder, here / folder)
    assert main(["new", "level", "Mine"]) == 0
    line = (here / "levels" / "mine.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert line.endswith("$schema=../assets/schemas/level.schema.json")
    assert not (here / "schemas").exists()
    sound(here)


def test_a_pack_in_the_form_of_the_games_own_can_be_worked_on(here: Path) -> None:
    """Whoever imports into it, annotates it or adds a level finds its pack.yaml in assets/."""
    shutil.copytree(GOOD, here / "good")
    (here / "good" / "pack.yaml").rename(here / "good" / "assets" / "pack.yaml")
    assert describing.pack_languages(here / "good") == ("en", "it")
    assert run.takes_pictures(here / "good")
    assert "face" in Album(here / "good").ids
    assert main(["new", "level", "Mine", "--pack", "good"]) == 0
    assert "mine" in sound(here / "good").levels


def test_a_first_level_is_made_where_there_is_none(here: Path) -> None:
    """A pack without levels is not sound yet; that is why one is wanted."""
    shutil.copytree(GOOD, here / "good")
    shutil.rmtree(here / "good" / "levels")
    write.make_level("First", here / "good", "en")
    assert list(sound(here / "good").levels) == ["first"]


def test_where_no_level_can_be_made_the_reason_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No pack here: wrong usage. A pack that cannot be read, or has no fake with evidence: its problems."""
    assert main(["new", "level", "Mine"]) == 2
    assert "name the folder of one with --pack" in capsys.readouterr().err
    shutil.copytree(GOOD, here / "good")
    pictures = here / "good" / "assets" / "pictures.yaml"
    text = pictures.read_text(encoding="utf-8")
    pictures.write_text(text[: text.index("  - id: house-two-trees")], encoding="utf-8")
    with pytest.raises(PackError, match="here are 1 and 0"):
        write.make_level("Mine", here / "good", "en")
    (here / "good" / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    assert main(["new", "level", "Mine", "--pack", "good"]) == 1
    assert "pack.yaml:1:1: error: 'id' is missing" in capsys.readouterr().err


def test_an_unknown_language_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is written; the languages there are named."""
    with pytest.raises(SystemExit) as ended:
        main(["new", "pack", "Mine", "--lang", "xx"])
    assert ended.value.code == 2
    assert "there are: de, en, es, fr, it" in capsys.readouterr().err
    assert list(here.iterdir()) == []
