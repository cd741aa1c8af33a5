"""One shelf: what several packs hold, merged; nothing meets what is another pack's of the same name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from game.base.errors import UnknownLevelError
from game.base.text import Words
from game.model.kinds.kinds import KINDS
from game.model.level import Draw, DrawRounds
from game.model.names import owner, renamed
from game.model.picture import Region
from game.pack import cache, catalogue, library
from game.pack.library import Library
from game.play import practice, rules
from tests.shelves import GOOD, another


@pytest.fixture
def beta(tmp_path: Path) -> Library:
    """A pack with the ids of the small one, and other files."""
    return another(tmp_path, "beta")


@pytest.fixture
def shelf(small_pack: Library, beta: Library) -> Library:
    """Both; the small pack is at home."""
    return catalogue.shelved(small_pack, [beta])


def test_the_home_pack_is_as_it_was(small_pack: Library, shelf: Library) -> None:
    """Its levels, pictures, tells and lenses come first, and are the same values."""
    assert list(shelf.levels.values())[: len(small_pack.levels)] == list(small_pack.levels.values())
    assert shelf.own == small_pack.pictures
    assert shelf.tells == small_pack.tells
    assert shelf.lenses == small_pack.lenses
    assert (shelf.root, shelf.pack) == (small_pack.root, small_pack.pack)
    assert catalogue.shelved(small_pack, []) == small_pack


def test_another_packs_names_say_whose_they_are(small_pack: Library, beta: Library, shelf: Library) -> None:
    """Pictures and levels, and whatever names them: originals, persons, covers, forms, rounds of every kind."""
    assert {name for name in shelf.pictures if name not in small_pack.pictures} == {f"beta/{n}" for n in beta.pictures}
    assert all(name == picture.id for name, picture in shelf.pictures.items())
    assert shelf.pictures["beta/house-two-trees"].original == "beta/house"
    assert [name for name in shelf.levels if name not in small_pack.levels] == [f"beta/{name}" for name in beta.levels]
    assert shelf.levels["beta/lesson"].forms == ("beta/test-a", "beta/test-b")
    assert shelf.levels["beta/everything"].cover == "beta/house-two-trees"
    kinds = set()
    for name, level in beta.levels.items():
        for before, entry in zip(level.rounds, shelf.levels[f"beta/{name}"].rounds, strict=True):
            if isinstance(before, DrawRounds) or isinstance(entry, DrawRounds):
                assert before == entry
                continue
            kinds.add(entry.ask)
            assert entry.pictures == tuple(f"beta/{picture}" for picture in before.pictures)
            assert type(entry) is type(before)
    assert kinds == set(KINDS) - {"clip"}


def test_files_lie_where_they_did(small_pack: Library, beta: Library) -> None:
    """Pictures, masks of all that was altered, and masks of single pieces of evidence."""
    altered = beta.pictures["house-two-trees"]
    shown = replace(altered.evidence[0], region=Region(mask="masks/a2.png"))
    known = {**beta.pictures, altered.id: replace(altered, evidence=(shown,))}
    shelf = catalogue.shelved(small_pack, [replace(beta, pictures=known)])
    for name, picture in shelf.pictures.items():
        assert shelf.path(picture.file).is_file(), name
        assert all(shelf.path(mask).is_file() for mask in picture.masks), name
    assert shelf.path(shelf.pictures["beta/apple"].file) == beta.path(beta.pictures["apple"].file)
    assert {shelf.path(mask) for mask in shelf.pictures["beta/house-two-trees"].masks} == {beta.path("masks/a2.png")}


def test_persons_of_two_packs_are_two(small_pack: Library, beta: Library) -> None:
    """Whoever is called alike elsewhere is somebody else."""
    known = {name: replace(item, person="anna") for name, item in beta.pictures.items()}
    home = replace(small_pack, pictures={"apple": replace(small_pack.pictures["apple"], person="anna")})
    shelf = catalogue.shelved(home, [replace(beta, pictures=known)])
    assert shelf.pictures["beta/apple"].person == "beta/anna"
    assert shelf.pictures["apple"].kin.isdisjoint(shelf.pictures["beta/face"].kin)


def test_draws_take_from_the_levels_own_pack(shelf: Library) -> None:
    """Whichever pack; a kiosk that plays a shelf may draw from all of it."""
    level = shelf.levels["everything"]
    drawn = replace(level, rounds=(DrawRounds(Draw(count=6)),))
    for pack in ("", "beta/"):
        own = replace(drawn, id=f"{pack}drawn")
        for seed in range(20):
            session = rules.start(own, shelf.pictures, seed)
            names = [name for entry in session.rounds for name in entry.pictures]
            assert len(names) == 6
            assert set(map(owner, names)) == {pack[:-1]}
    both = [
        name
        for seed in range(20)
        for entry in rules.start(drawn, shelf.pictures, seed, from_all=True).rounds
        for name in entry.pictures
    ]
    assert {"/" in name for name in both} == {True, False}


def test_a_shelf_deals_what_the_pack_alone_deals(beta: Library, shelf: Library) -> None:
    """The same seed, the same rounds: a session that was left goes on whatever else is installed."""
    for seed in range(10):
        alone = rules.start(beta.levels["everything"], beta.pictures, seed)
        there = rules.start(shelf.levels["beta/everything"], shelf.pictures, seed)
        assert [entry.pictures for entry in there.rounds] == [
            tuple(f"beta/{name}" for name in entry.pictures) for entry in alone.rounds
        ]


def test_practice_and_examples_take_from_all(shelf: Library) -> None:
    """Every pack's pictures may be practised, and show a tell of the field guide."""
    names = set()
    for seed in range(30):
        session = practice.begin(seed)
        entry = practice.following(session, shelf.pictures, shelf.tells, practice.Ratings())
        assert entry is not None
        names.add(entry.picture)
    assert {"/" in name for name in names} == {True, False}
    shown = [picture.id for picture, _ in library.examples(shelf, "clone-repeat")]
    assert {"house-two-trees", "beta/house-two-trees"} <= set(shown)


# --- the same picture in two packs


def test_a_picture_that_two_packs_have_counts_once(small_pack: Library, tmp_path: Path) -> None:
    """It is the earlier pack's, also in the later one's levels; the later name still leads to it."""
    beta = another(tmp_path, "beta", same=("a1.png", "b1.png"))
    gamma = another(tmp_path, "gamma", same=("b1.png",))
    shelf = catalogue.shelved(small_pack, [beta, gamma])
    assert {name for name, picture in shelf.pictures.items() if name != picture.id} == {
        "beta/house",
        "beta/face",
        "gamma/face",
    }
    assert shelf.pictures["gamma/face"] is shelf.pictures["face"]
    assert shelf.pictures["beta/house-two-trees"].original == "house"
    assert ("face", "beta/evening", "beta/apple") in [
        getattr(entry, "pictures", ()) for entry in shelf.levels["beta/everything"].rounds
    ]
    assert [picture.id for picture in shelf.each].count("face") == 1
    tell = shelf.pictures["face"].evidence[0].tell
    assert [picture.id for picture, _ in library.examples(shelf, tell)].count("face") == 1


def test_a_twin_is_drawn_in_its_packs_levels_and_never_twice(small_pack: Library, tmp_path: Path) -> None:
    """A draw finds as many pictures as the pack alone gives it; practice never shows one picture under two names."""
    beta = another(tmp_path, "beta", same=("a1.png", "b1.png", "c1.png", "d1.png"))
    shelf = catalogue.shelved(small_pack, [beta])
    drawn = replace(shelf.levels["beta/everything"], rounds=(DrawRounds(Draw(count=6)),))
    names = [entry.pictures[0] for entry in rules.start(drawn, shelf.pictures, 1).rounds]
    assert len(set(names)) == 6
    assert {name for name in names if "/" not in name}
    session = practice.begin(3)
    for _ in range(10):
        entry = practice.following(session, shelf.pictures, shelf.tells, practice.Ratings())
        if entry is None:
            break
        session = replace(session, rounds=(*session.rounds, entry))
        session = rules.pass_round(session)
    shown = [entry.pictures[0] for entry in session.rounds]
    assert len(set(shown)) == len(shown)
    assert all(shelf.pictures[name].id == name for name in shown)


def test_a_photograph_that_two_packs_crop_otherwise_shows_one_person(small_pack: Library, tmp_path: Path) -> None:
    """By the page that both name, each for one picture; a page of many says nothing, and a named person stays."""

    def with_source(pack: Library, **sources: str) -> Library:
        """A pack with real pictures of these sources."""
        real = {name: replace(pack.pictures["house"], id=name, source=text) for name, text in sources.items()}
        return replace(pack, pictures={**pack.pictures, **real})

    page, sheet = "https://example.org/photo/7/", "https://example.org/sheet"
    home = with_source(small_pack, sea=f"{page}, as published", one=sheet, two=sheet)
    beta = with_source(another(tmp_path, "beta"), coast=f"{page} at noon", three=sheet)
    shelf = catalogue.shelved(home, [beta]).pictures
    assert shelf["sea"].person == shelf["beta/coast"].person == "sea"
    assert shelf["sea"].kin & shelf["beta/coast"].kin
    assert {shelf[name].person for name in ("one", "two", "beta/three")} == {None}
    named = replace(beta, pictures={**beta.pictures, "coast": replace(beta.pictures["coast"], person="anna")})
    shelf = catalogue.shelved(home, [named]).pictures
    assert shelf["sea"].person == shelf["beta/coast"].person == "beta/anna"


def test_files_of_one_size_are_looked_into(small_pack: Library, tmp_path: Path) -> None:
    """As many bytes and pixels do not make two pictures one; a file that cannot be read is nobody's twin."""
    beta = another(tmp_path, "beta", same=("a1.png",))
    file = beta.path(beta.pictures["house"].file)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert "beta/house" in [picture.id for picture in catalogue.shelved(small_pack, [beta]).each]
    file.unlink()
    assert "beta/house" in [picture.id for picture in catalogue.shelved(small_pack, [beta]).each]


def test_twins_are_looked_for_once(small_pack: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And again where a pack has changed; what is kept gives the same shelf."""
    beta = another(tmp_path, "beta", same=("a1.png",))
    kept = tmp_path / "cache"
    first = catalogue.shelved(small_pack, [beta], kept)
    looks: list[str] = []
    look = catalogue._Files.twins

    def watched(files: catalogue._Files, pack: Library, name_of: Callable[[str], str]) -> dict[str, str]:
        looks.append(pack.pack.id)
        return look(files, pack, name_of)

    monkeypatch.setattr(catalogue._Files, "twins", watched)
    assert catalogue.shelved(small_pack, [beta], kept) == first
    assert looks == []
    with (Path(beta.root) / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")
    catalogue.shelved(small_pack, [beta], kept)
    assert looks == ["good-1", "beta"]


# --- tells, credits


def test_a_packs_own_tells_are_added(small_pack: Library, beta: Library) -> None:
    """A new one under its id; one whose id says something else at home under `pack/id`, and so in evidence."""
    own = {
        "ours": replace(beta.tells["clone-repeat"], id="ours"),
        "eyes-mismatch": replace(beta.tells["eyes-mismatch"], years="1999"),
    }
    shelf = catalogue.shelved(small_pack, [replace(beta, tells={**beta.tells, **own})])
    assert set(shelf.tells) - set(small_pack.tells) == {"ours", "beta/eyes-mismatch"}
    assert shelf.tells["eyes-mismatch"] == small_pack.tells["eyes-mismatch"]
    assert shelf.tells["beta/eyes-mismatch"].id == "beta/eyes-mismatch"
    assert shelf.pictures["beta/face"].tells[0] == "beta/eyes-mismatch"
    assert shelf.pictures["face"].tells[0] == "eyes-mismatch"
    assert shelf.pictures["beta/house-two-trees"].tells == ("clone-repeat",)


def test_credits_are_translated_by_every_packs_phrases(shelf: Library) -> None:
    """And the packs' titles and versions are known."""
    assert shelf.credited("by beta", Words("it")) == "by beta it"
    assert list(catalogue.packs_of(shelf)) == ["good-1", "beta"]
    assert catalogue.pack_of(shelf, "beta/everything").version == "1.0"
    assert catalogue.pack_of(shelf, "everything").id == "good-1"
    assert library.cover(shelf) == library.cover(catalogue.shelved(shelf, []))


def test_a_byline_names_author_or_model_year_and_licence(small_pack: Library) -> None:
    """A network with its year and whose it is; scissors are no author; nothing of where the file was found."""
    words, picture = Words("en"), replace(small_pack.pictures["apple"], credit="Ann", licence="MIT", source="a-b 1.2.3")
    for made_by, generator, year, said in (
        ("camera", "", None, "Ann · MIT"),
        ("camera", "", 1865, "Ann, 1865 · MIT"),
        ("diffusion", "Model 3", 2026, "Model 3, 2026 · Ann · MIT"),
        ("diffusion", "Model 3", None, "Ann · MIT"),
        ("splice", "cut and paste", 2026, "Ann, 2026 · MIT"),
    ):
        made = replace(picture, made_by=made_by, generator=generator, year=year)
        assert small_pack.byline(made, words) == said


def test_a_pack_stands_on_the_shelf_once(small_pack: Library, beta: Library, shelf: Library) -> None:
    """A copy of the home pack, or of one that is there, adds nothing."""
    assert catalogue.shelved(small_pack, [beta, small_pack, beta]) == shelf


# --- names


@given(st.sampled_from(["a", "b", "c"]), st.sampled_from(["a", "b"]), st.sampled_from(["x", "b/x", "c/x", ""]))
def test_a_name_comes_back(by: str, to: str, name: str) -> None:
    """What one pack calls by a name, another calls by a name that leads back to it."""
    there = renamed(name, by, to)
    assert renamed(there, to, by) == (name.removeprefix(f"{by}/") if name else "")


def test_a_level_is_found_by_what_people_write(small_pack: Library, beta: Library, tmp_path: Path) -> None:
    """By `pack/id`; by a plain id at home, or that one pack alone has. Several, or none, are named."""
    extra = replace(beta, levels={**beta.levels, "only": replace(beta.levels["lesson"], id="only")})
    shelf = catalogue.shelved(small_pack, [extra, another(tmp_path, "gamma")])
    for name, meant in (
        ("lesson", "lesson"), ("good-1/lesson", "lesson"), ("beta/lesson", "beta/lesson"), ("only", "beta/only"),
    ):  # fmt: skip
        assert catalogue.find_level(shelf, name) == meant
    none_at_home = catalogue.shelved(replace(small_pack, levels={}), [extra, another(tmp_path, "delta")])
    with pytest.raises(
        UnknownLevelError, match="several packs have a level 'lesson'; name one of them: beta/lesson, delta/lesson"
    ):
        catalogue.find_level(none_at_home, "lesson")
    with pytest.raises(UnknownLevelError, match=r"no level 'beta/lessen'; there are: .* did you mean 'beta/lesson'\?"):
        catalogue.find_level(shelf, "beta/lessen")


# --- the game's own pictures in other packs


OWN_LEVEL = """format: 1
id: borrowed
title: {en: Borrowed, it: In prestito}
intro: {en: "Look.", it: "Guarda."}
cover: spot-the-fake/CLIPPED
rounds:
  - ask: verdict
    picture: spot-the-fake/CLIPPED
  - ask: verdict
    picture: apple
"""


def lends(tmp_path: Path, picture: str) -> Path:
    """A pack with a level that names one of the game's own pictures."""
    root = Path(shutil.copytree(GOOD, tmp_path / "lent"))
    (root / "levels" / "borrowed.yaml").write_text(OWN_LEVEL.replace("CLIPPED", picture), encoding="utf-8")
    return root


def test_a_level_can_use_the_games_own_pictures(tmp_path: Path, shipped: Library) -> None:
    """By `spot-the-fake/ID`, played from the pack alone or on the shelf; the picture it was made of comes with it."""
    name = next(item.id for item in shipped.pictures.values() if item.original and item.fake)
    root = lends(tmp_path, name)
    alone = cache.load(root, tmp_path / "cache")
    assert cache.load(root, tmp_path / "cache") == alone
    picture = alone.pictures[f"spot-the-fake/{name}"]
    assert alone.path(picture.file) == shipped.path(shipped.pictures[name].file)
    assert alone.pictures[picture.original or ""].file
    assert all("/" not in item.id for item in rules.pool_of(Draw(count=1), alone.own)[0])
    shelf = catalogue.shelved(shipped, [alone])
    assert shelf.levels["good-1/borrowed"].cover == name
    assert getattr(shelf.levels["good-1/borrowed"].rounds[0], "pictures", ()) == (name,)
    assert shelf.pictures[name] is shipped.pictures[name]


def test_check_knows_the_games_own_pictures(tmp_path: Path, shipped: Library) -> None:
    """One that is not there is an error with a guess; the pictures themselves are not the pack's to be checked."""
    name = next(iter(shipped.pictures))
    _, problems = library.read(lends(tmp_path, name[:-1]))
    (problem,) = [item for item in problems if item.line == 8]
    assert problem.message.startswith(f"the game's own pack has no picture '{name[:-1]}'")
    assert f"did you mean '{name}'?" in problem.message
