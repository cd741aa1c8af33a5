"""Results of a shelf of packs: kept by pack, found again under the names on the shelf, named in full outside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace
from rich.console import Console

from game.base.text import Words
from game.commands.cli import main
from game.commands.tour import Player
from game.model.level import Draw, DrawRounds, Level
from game.pack import catalogue
from game.pack.library import Library
from game.paper.report import reading
from game.play.practice import PRACTICE
from game.results import played, workshops
from game.results.fields import SessionRow
from game.results.overview import show
from game.results.store import Store
from game.ui.outcomes import Go, OpenWorkshop
from game.ui.summing import listed_title
from game.ui.widgets import Button
from tests.conftest import Opens, fitting
from tests.kept import answer, answers_of, keep, session, sessions_of, workshop
from tests.shelves import another


def no_mask(*_: object) -> None:
    """No mask can be read."""


@pytest.fixture
def beta(tmp_path: Path) -> Library:
    """A pack with the ids of the small one; one picture they have in common."""
    return another(tmp_path, "beta", same=("b1.png",))


@pytest.fixture
def shelf(small_pack: Library, beta: Library) -> Library:
    """Both; the small pack is at home."""
    return catalogue.shelved(small_pack, [beta])


def play(player: Player, level: str, rounds: int = 99) -> SessionRow:
    """So many rounds of a level; gives what was kept of it."""
    flow = player.app.flow
    flow.start(level)
    for _ in range(rounds):
        if flow.playing.now.finished:
            flow.end()
            break
        flow.answered(fitting(flow.playing.now.round))
    kept = player.app.kit.store
    assert kept is not None
    return next(row for row in sessions_of(kept) if row.id == flow.playing.session_id)


def kept_pictures(player: Player, row: SessionRow) -> set[str]:
    """The pictures of the answers of a session, as they are kept."""
    assert player.app.kit.store is not None
    return {item.picture for item in answers_of(player.app.kit.store, row.id)} - {""}


def test_a_level_is_kept_as_its_packs(opens: Opens, shelf: Library, small_pack: Library) -> None:
    """Its pack, that one's version, plain ids; a picture that an earlier pack has as well is that one's."""
    player = opens(shelf)
    row = play(player, "beta/everything")
    assert (row.pack, row.pack_version, row.level) == ("beta", "1.0", "everything")
    assert "house-two-trees" in kept_pictures(player, row)
    assert {name for name in kept_pictures(player, row) if "/" in name} == {"good-1/face"}
    row = play(player, "one-round")
    assert (row.pack, row.level, kept_pictures(player, row)) == ("good-1", "one-round", {"apple"})


def test_practice_is_kept_at_home(opens: Opens, shelf: Library) -> None:
    """Over all packs: another one's pictures say whose they are."""
    player = opens(shelf)
    row = play(player, f"{PRACTICE}:clone-repeat")
    assert (row.pack, row.level) == ("good-1", "practice:clone-repeat")
    names = kept_pictures(player, row)
    assert any(name.startswith("beta/") for name in names)
    assert all("/" not in name or name.startswith("beta/") for name in names)


def test_all_that_was_played_is_found_again(opens: Opens, shelf: Library) -> None:
    """Sessions of every pack, as they were; each level's last; ratings of every picture."""
    player = opens(shelf)
    sessions = {}
    for level in ("beta/everything", "everything", PRACTICE, "beta/one-round"):
        row = play(player, level)
        sessions[row.id] = player.app.flow.playing.now
    store = player.app.kit.store
    listed = played.sessions(store, shelf, no_mask).result(10)
    assert [item.row.level for item in listed] == ["beta/one-round", PRACTICE, "everything", "beta/everything"]
    for item in listed:
        then = sessions[item.row.id]
        assert sorted(map(str, item.session.judgements)) == sorted(map(str, then.judgements))
    assert set(played.last(store, shelf, no_mask).result(10)) == {
        "beta/everything",
        "everything",
        "beta/one-round",
        PRACTICE,
    }
    rated = played.ratings(store, shelf).result(10).pictures
    assert {"apple", "beta/apple", "beta/house-two-trees", "house-two-trees"} <= set(rated)
    assert all(shelf.pictures[name].id == name for name in rated)


def test_a_session_that_was_left_goes_on(opens: Opens, shelf: Library, small_pack: Library) -> None:
    """In another pack's level; not where that pack has another version by now."""
    player = opens(shelf)
    row = play(player, "beta/everything", 5)
    left = played.last(player.app.kit.store, shelf, no_mask).result(10)["beta/everything"]
    assert left.session.place == 5
    player.app.flow.playing.resume(left)
    player.app.flow.answered(fitting(player.app.flow.playing.now.round))
    assert player.app.kit.store is not None
    assert sessions_of(player.app.kit.store) == [row]
    assert all(name.count("/") == 0 or name == "good-1/face" for name in kept_pictures(player, row))
    newer = replace(shelf, parts={"beta": replace(shelf.parts["beta"], version="2.0")})
    assert "beta/everything" not in played.last(player.app.kit.store, newer, no_mask).result(10)


@pytest.mark.parametrize("there", [("beta",), ("beta", "gamma")])
def test_what_was_left_goes_on_when_one_more_collection_has_come(
    opens: Opens, small_pack: Library, tmp_path: Path, there: tuple[str, ...]
) -> None:
    """A level that draws on several deals what it dealt from those that were here, and says what was answered."""
    packs = {name: another(tmp_path, name) for name in ("beta", "gamma")}
    drawing = Level(
        1, "drawing", {"en": "D"}, {"en": "D"}, (DrawRounds(Draw(6)),), difficulty=1, draws_on=("gamma", "beta")
    )
    home = replace(small_pack, levels={**small_pack.levels, "drawing": drawing})
    player = opens(catalogue.shelved(home, [packs[name] for name in there]))
    row = play(player, "drawing", rounds=3)
    before = player.app.flow.playing.now
    player.app.close()
    player = opens(catalogue.shelved(home, packs.values()))
    player.app.show(player.app.flow.intro("drawing"))
    player.settle(0.3)
    player.click("go-on")
    now = player.app.flow.playing.now
    assert (now.place, now.rounds, now.answers) == (3, before.rounds, before.answers)
    assert player.app.flow.playing.session_id == row.id


def test_results_of_a_pack_alone_are_found_on_the_shelf(
    tmp_path: Path, small_pack: Library, beta: Library, shelf: Library
) -> None:
    """Rows of before there was a shelf, and the other way round; also of a picture that two packs have."""
    old, home = session("old", 0, pack="beta"), session("home", 1)
    keep(
        tmp_path / "r.sqlite3", [old, home],
        [answer(old, 0, beta.pictures["face"], "fake"), answer(old, 1, beta.pictures["apple"], "real"),
         answer(home, 0, small_pack.pictures["apple"], "real")],
    )  # fmt: skip
    store = Store(tmp_path / "r.sqlite3")
    there = {item.row.id: item for item in played.sessions(store, shelf, no_mask).result(10)}
    assert [item.picture for item in there["old"].session.judgements] == ["face", "beta/apple"]
    assert [item.picture for item in there["home"].session.judgements] == ["apple"]
    other = catalogue.shelved(beta, [small_pack])
    there = {item.row.id: item for item in played.sessions(store, other, no_mask).result(10)}
    assert [item.picture for item in there["old"].session.judgements] == ["face", "apple"]
    assert [item.picture for item in there["home"].session.judgements] == ["good-1/apple"]
    (alone,) = played.sessions(store, beta, no_mask).result(10)
    assert [item.picture for item in alone.session.judgements] == ["face", "apple"]
    store.close()


def test_a_title_that_two_packs_have_says_whose_it_is(opens: Opens, shelf: Library) -> None:
    """In the list of results, and where a workshop's lesson is chosen; no title does that stands there once."""
    player = opens(shelf)
    for level in ("one-round", "beta/one-round"):
        play(player, level)
    player.app.act(Go("results"))
    player.settle()
    rows = [item.text for item in player.app.scene.widgets if isinstance(item, Button) and item.name[:6] == "result"]
    assert [row.rsplit(", ", 2)[0] for row in rows] == ["One round · Beta", "One round"]
    only = replace(shelf, levels={"beta/one-round": shelf.levels["beta/one-round"]})
    assert listed_title(player.app.kit._replace(library=only), "beta/one-round") == "One round"
    player.app.act(OpenWorkshop("beta/one-round"))
    assert player.app.scene.widget("level-beta/one-round").spoken() == "One round · Beta"


def test_workshops_of_all_packs_are_listed_and_told(tmp_path: Path, small_pack: Library, shelf: Library) -> None:
    """By the lesson's name on the shelf; their table and their report know each pack's pictures."""
    pictures = [small_pack.pictures[name] for name in ("apple", "house-two-trees")]
    rows, answers = workshop("e" * 32, 0, pictures, ("circle", "star"), Random(1), pack="beta")
    keep(tmp_path / "results.sqlite3", rows, answers)
    store = Store(tmp_path / "results.sqlite3")
    (held,) = workshops.workshops(store, shelf).result(10)
    assert held.level == "beta/everything"
    table = workshops.write_table(store, shelf, Words("en")).read_text(encoding="utf-8-sig")
    assert {row["picture"] for row in csv.DictReader(table.splitlines())} == {"beta/apple", "beta/house-two-trees"}
    told = reading.read(tmp_path / "results.sqlite3", shelf)
    assert {item.picture for item in told.pictures} == {"beta/apple", "beta/house-two-trees"}
    assert told.elsewhere == 0
    answers_told = sum(item.answers for item in told.pictures)
    assert reading.read(tmp_path / "results.sqlite3", small_pack).elsewhere == answers_told
    store.close()


def test_exports_name_pictures_in_full(tmp_path: Path, small_pack: Library, beta: Library) -> None:
    """Whichever version kept them, and whether the session said their pack or the answer did."""
    old, new = session("0" * 32, 0, pack="beta"), session("1" * 32, 1, level=PRACTICE)
    both = answer(new, 1, small_pack.pictures["face"], "fake")
    keep(
        tmp_path / "results.sqlite3", [old, new],
        [answer(old, 0, beta.pictures["apple"], "real"), answer(new, 0, small_pack.pictures["apple"], "real"),
         replace(both, picture="beta/face"), replace(both, round=2, ask="order", picture="", given="[0, 1, 2]")],
    )  # fmt: skip
    full = ["beta/apple", "good-1/apple", "beta/face", ""]
    command = ["results", "export", "--data", str(tmp_path), "--out"]
    assert main([*command, str(tmp_path / "csv"), "--format", "csv"]) == 0
    with (tmp_path / "csv" / "answers.csv").open(encoding="utf-8", newline="") as file:
        assert [row["picture"] for row in csv.DictReader(file)] == full
    assert main([*command, str(tmp_path / "r.json")]) == 0
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [item["picture"] for part in document["sessions"] for item in part["answers"]] == full
    assert main([*command, str(tmp_path / "x.json"), "--format", "xapi"]) == 0
    said = [item["object"]["id"] for item in json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))]
    assert [name.partition("/rounds/")[2] for name in said if "/rounds/" in name] == [
        "1/beta/apple", "1/good-1/apple", "2/beta/face", "3",
    ]  # fmt: skip


def test_the_summary_tells_packs_apart(
    tmp_path: Path, small_pack: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two have a level or picture of one id; else the id will do."""
    monkeypatch.setenv("COLUMNS", "120")  # so that no name is cut in two
    old, new = session("old", 0, pack="beta"), session("new", 1)
    apple, moon = small_pack.pictures["apple"], small_pack.pictures["moon"]
    keep(tmp_path / "results.sqlite3", [old, new], [
        answer(old, 0, apple, "fake"), answer(new, 0, apple, "fake"), answer(new, 1, moon, "real"),
    ])  # fmt: skip
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["results", "summary", "--data", str(tmp_path), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    for name in ("beta/apple", "good-1/apple", "beta/everything", "good-1/everything", " moon"):
        assert name in said
    assert "good-1/moon" not in said


@pytest.mark.parametrize("others", [0, 1], ids=["one pack", "two packs"])
def test_what_was_missed_most_is_counted_under_one_name(tmp_path: Path, small_pack: Library, others: int) -> None:
    """A picture kept by its own name, as at first, and in full is one; of another pack it is another."""
    path = tmp_path / "results.sqlite3"
    first, *more = [session("s-a", 0), *(session("s-b", 5, pack="other") for _ in range(others))]
    house = next(item for item in small_pack.pictures.values() if item.fake)
    bare, full = replace(house, id="house"), replace(house, id="good-1/house")
    answers = [answer(first, number, bare if number < 3 else full, "real") for number in range(5)]
    answers += [answer(row, 0, bare, "real") for row in more]
    keep(path, [first, *more], answers)
    out = io.StringIO()
    show(path, Words("en"), Console(file=out, width=120))
    lines = [line.split() for line in out.getvalue().splitlines() if "house" in line]
    shown = {line[1]: "".join(line[line.index("/") - 1 : line.index("/") + 2]) for line in lines}
    assert shown == ({"good-1/house": "5/5", "other/house": "1/1"} if others else {"house": "5/5"})
