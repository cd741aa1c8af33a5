"""Regions, drafts, undo and files of the annotation window, without a window."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageChops

from game.author.annotating import draft as drafts
from game.author.annotating import regions
from game.author.annotating.album import Album
from game.author.annotating.brush import Painting, Stroke
from game.author.annotating.draft import Draft, Finding
from game.author.annotating.pictures_file import ChangedElsewhereError, PicturesText
from game.author.annotating.search import folded, matching
from game.author.annotating.undo import History
from game.base.errors import PackError
from game.model.picture import Region
from game.model.shapes import bounds
from game.pack import library
from game.pack.library import Library

GOOD = Path(__file__).parents[1] / "packs" / "good-1"
SIZE = (480, 360)
INSIDE = st.tuples(st.integers(0, SIZE[0]), st.integers(0, SIZE[1]))
ANYWHERE = st.tuples(st.floats(-900, 900), st.floats(-900, 900))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    shutil.copytree(GOOD, tmp_path / "pack")
    return tmp_path / "pack"


def pictures(pack: Path) -> Path:
    """Its pictures file."""
    return pack / "assets" / "pictures.yaml"


# --- undo


@given(st.lists(st.integers(0, 5), max_size=30))
def test_undo_and_redo_pass_every_value(values: list[int]) -> None:
    """Back to the first one and forth to the last, the same ones both ways."""
    history = History(-1)
    for value in values:
        history.put(value)
    way = list(history.known)
    back = [history.now]
    while history.undo():
        back.append(history.now)
    forth = [history.now]
    while history.redo():
        forth.append(history.now)
    assert back[::-1] == forth == way
    assert history.now == (values[-1] if values else -1)


def test_what_belongs_together_is_one_step() -> None:
    """Until a rest, or something else; a change after undo forgets what was undone."""
    history = History("")
    for text in ("a", "ab", "abc"):
        history.put(text, "typing")
    history.rest()
    history.put("abcd", "typing")
    history.put("abcd!", "other")
    assert history.known == ("", "abc", "abcd", "abcd!")
    history.undo()
    history.put("x")
    assert not history.can_redo
    assert history.known == ("", "abc", "abcd", "x")


# --- regions


def drawn(start: tuple[int, int], end: tuple[int, int], shape: regions.Shape) -> Region | None:
    """A region between two points; a polygon has its corners there."""
    if shape == "polygon":
        return regions.polygon((start, end, (start[0], end[1])), SIZE)
    return regions.drawn(shape, start, end, SIZE)


@given(INSIDE, INSIDE, st.sampled_from(["box", "ellipse", "polygon"]), ANYWHERE, st.data())
def test_a_region_never_leaves_its_picture(
    start: tuple[int, int], end: tuple[int, int], shape: regions.Shape, to: tuple[float, float], data: st.DataObject
) -> None:
    """Whatever is moved, dragged or resized: whole pixels, inside, not empty, of the same shape."""
    region = drawn(start, end, shape)
    if region is None:
        return
    handle = data.draw(st.sampled_from(regions.handles(region)))
    dx, dy = round(to[0]), round(to[1])
    for changed in (
        regions.moved(region, *to, SIZE), regions.reshaped(region, handle, to, SIZE),
        regions.resized(region, dx, dy, SIZE), regions.without_corner(region, 0),
    ):  # fmt: skip
        left, top, right, bottom = bounds(changed)
        assert 0 <= left < right <= SIZE[0]
        assert 0 <= top < bottom <= SIZE[1]
        values = changed.box or changed.ellipse or [value for point in changed.polygon or () for value in point]
        assert all(value == round(value) for value in values)
        assert getattr(changed, shape) is not None


@given(INSIDE, INSIDE, st.sampled_from(["box", "ellipse", "polygon"]), st.integers(-50, 50), st.integers(-50, 50))
def test_moving_back_and_forth_is_no_change(
    start: tuple[int, int], end: tuple[int, int], shape: regions.Shape, dx: int, dy: int
) -> None:
    """As long as no edge is in the way, and always keeping the size."""
    region = drawn(start, end, shape)
    if region is None:
        return
    there = regions.moved(region, dx, dy, SIZE)
    one, other = bounds(region), bounds(there)
    assert (one[2] - one[0], one[3] - one[1]) == (other[2] - other[0], other[3] - other[1])
    if other[0] - one[0] == dx and other[1] - one[1] == dy:
        assert regions.moved(there, -dx, -dy, SIZE) == region


def test_what_is_too_small_is_no_region() -> None:
    """A slip of the hand draws nothing; corners that coincide count once."""
    assert regions.drawn("box", (10, 10), (12, 40), SIZE) is None
    assert regions.polygon(((0, 0), (50, 0), (50, 0)), SIZE) is None
    assert regions.polygon(((0, 0), (50, 0), (20, 1)), SIZE) is None
    triangle = Region(polygon=((0, 0), (50, 0), (20, 40)))
    assert regions.without_corner(triangle, 1) == triangle


def test_a_point_is_inside_or_not() -> None:
    """For each shape, also one with a dent."""
    dented = Region(polygon=((0, 0), (100, 0), (100, 100), (50, 20), (0, 100)))
    assert regions.contains(dented, (10, 50))
    assert not regions.contains(dented, (50, 60))
    assert regions.contains(Region(ellipse=(50, 50, 20, 10)), (68, 50))
    assert not regions.contains(Region(ellipse=(50, 50, 20, 10)), (68, 58))
    assert regions.contains(Region(box=(10, 10, 5, 5)), (12, 15))


# --- masks


def test_a_growing_stroke_gives_the_same_pixels_as_a_whole_one() -> None:
    """While it is pulled only its end is drawn."""
    points = tuple((20 + 7 * step, 40 + (step * step) % 23) for step in range(20))
    growing, at_once = Painting((200, 100), None), Painting((200, 100), None)
    first = Stroke(((10, 10), (60, 60)), 6)
    for length in range(1, len(points) + 1):
        growing.show((first, Stroke(points[:length], 5)))
    whole = at_once.show((first, Stroke(points, 5)))
    assert ImageChops.difference(growing.show((first, Stroke(points, 5))), whole).getbbox() is None
    assert ImageChops.difference(growing.show((first,)), at_once.show((first,))).getbbox() is None


def test_a_mask_that_lay_in_the_file_stays(pack: Path) -> None:
    """Painting on it goes into a file of its own, which holds what the old one did and the new stroke."""
    text = pictures(pack).read_text(encoding="utf-8")
    pictures(pack).write_text(text.replace("box: [285, 125, 90, 130]", "mask: masks/a2.png"), encoding="utf-8")
    old = (pack / "assets" / "masks" / "a2.png").read_bytes()
    album = Album(pack)
    album.open(album.find("house-two-trees") or 0)
    entry = album.entry
    finding = entry.now.findings[1]
    assert finding.base == "masks/a2.png"
    painted = replace(finding, region=Region(mask=album.new_mask()), strokes=(Stroke(((20, 20),), 8),))
    entry.history.put(entry.now.with_finding(painted))
    album.save()
    assert entry.problems == []
    assert (pack / "assets" / "masks" / "a2.png").read_bytes() == old
    with (
        Image.open(pack / "assets" / "masks" / "a2.png") as before,
        Image.open(pack / "assets" / str(painted.region.mask)) as after,
    ):
        assert after.mode == "1"
        assert after.getpixel((20, 20))
        changed = ImageChops.difference(before.convert("L").point([0] * 128 + [255] * 128), after.convert("L"))
        assert changed.getbbox() == (12, 12, 29, 29)


def test_the_matching_part_stays_as_it_was(pack: Path) -> None:
    """Whatever else of its evidence is changed: the window does not show it."""
    text = pictures(pack).read_text(encoding="utf-8")
    line = "          box: [285, 125, 90, 130]\n"
    assert line in text
    part = "        beside: {box: [10, 20, 30, 40]}\n"
    pictures(pack).write_text(text.replace(line, line + part), encoding="utf-8")
    album = Album(pack)
    album.open(album.find("house-two-trees") or 0)
    finding = album.entry.now.findings[1]
    moved = replace(finding, region=Region(box=(280, 120, 90, 130)))
    album.entry.history.put(album.entry.now.with_finding(moved))
    album.save()
    after = pictures(pack).read_text(encoding="utf-8")
    assert "280, 120, 90, 130" in after
    assert part in after


def test_a_mask_rubbed_out_is_missed(pack: Path) -> None:
    """In the reader's words."""
    album = Album(pack)
    album.open(album.find("face") or 0)
    entry = album.entry
    strokes = (Stroke(((50, 50),), 5), Stroke(((50, 50),), 9, erases=True))
    note = {"en": "N.", "it": "N."}
    finding = Finding(entry.now.new_key, "cut-edge", Region(mask=album.new_mask()), note, strokes)
    entry.history.put(entry.now.with_finding(finding))
    album.save()
    assert [item.message for item in entry.problems] == ["the mask is empty (all black)"]


# --- drafts


def finding(
    key: int, tell: str = "cut-edge", note: str = "N.", box: tuple[int, int, int, int] = (1, 2, 30, 40)
) -> Finding:
    """A finding that is complete."""
    return Finding(key, tell, Region(box=box), {"en": note})


def test_both_changes_are_merged_and_mine_wins_where_they_meet() -> None:
    """Part by part: texts by language, tell and region of each piece of evidence, what is new, what is gone."""
    base = Draft(3, {"en": "A.", "it": "A."}, {}, (finding(0), finding(1, note="O."), finding(2, note="P.")))
    mine = replace(
        base, alt={"en": "Mine.", "it": "A."},
        findings=(finding(0, "mine"), finding(2, note="P."), finding(3, note="New.")),
    )  # fmt: skip
    theirs = replace(
        base, difficulty=5, alt={"en": "Theirs.", "it": "Loro."},
        findings=(finding(0, "theirs", box=(9, 9, 9, 9)), finding(1, note="O."), finding(4, note="Other.")),
    )  # fmt: skip
    merged = drafts.merged(base, mine, theirs)
    assert merged.difficulty == 5
    assert merged.alt == {"en": "Mine.", "it": "Loro."}
    assert [item.key for item in merged.findings] == [0, 3, 4]
    assert merged.findings[0] == finding(0, "mine", box=(9, 9, 9, 9))


def test_findings_are_recognised_when_a_file_is_read_anew() -> None:
    """By all they say, then by their region, then by their words; what is new gets a new key."""
    mine = Draft(
        findings=(finding(7), finding(8, note="O.", box=(5, 5, 5, 5)), finding(9, note="P.", box=(8, 8, 8, 8)))
    )
    read = Draft(
        findings=(
            finding(0, note="O.", box=(6, 6, 6, 6)), finding(1, note="Q.", box=(8, 8, 8, 8)), finding(2),
            finding(3, "new", "N.", (99, 99, 9, 9)),
        )
    )  # fmt: skip
    assert [item.key for item in drafts.recognised(read, mine).findings][:3] == [8, 9, 7]
    assert drafts.recognised(read, mine).findings[3].key not in (7, 8, 9)


def test_accents_and_capitals_do_not_matter(shipped: Library) -> None:
    """What is typed is found in the names of all languages first, then in the rest."""
    assert folded("Perché NO, ﬁn") == "perche no, fin"
    tells = list(shipped.tells.values())
    assert [tell.id for tell in matching(tells, "  ", "en")] == list(shipped.tells)
    assert matching(tells, "shadow with nothing", "en")[0].id == "shadow-orphan"
    assert matching(tells, "OMBRA senza la cosa", "en")[0].id == "shadow-orphan"
    assert matching(tells, "xyzzy", "en") == []


# --- files


def test_a_file_is_cut_into_its_pictures_and_put_together_again(pack: Path) -> None:
    """Byte for byte, whatever stands around them: comments, a mark of byte order, Windows' line ends, other keys."""
    text = pictures(pack).read_text(encoding="utf-8")
    text = text.replace("  - id: face\n", "\n  # the face\n  -   # here\n    id: face\n") + "# the end\n"
    for raw in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode()):
        pictures(pack).write_bytes(raw)
        sheet = PicturesText(pictures(pack), "pictures.yaml")
        assert sheet.in_lines
        assert [lines.data["id"] for lines in sheet.lines][1:3] == ["house-two-trees", "face"]
        assert sheet.document(2).data[0] == sheet.lines[2].data
        assert sheet.first_line(2) == 1 + text[: text.index("  -   # here")].count("\n")
        sheet.write()
        assert pictures(pack).read_bytes() == raw


def test_one_change_changes_its_lines_alone(pack: Path) -> None:
    """In a file with Windows' line ends and a mark of byte order, too."""
    raw = b"\xef\xbb\xbf" + pictures(pack).read_bytes().replace(b"\n", b"\r\n")
    pictures(pack).write_bytes(raw)
    album = Album(pack)
    album.open(album.find("ring-a") or 0)
    album.entry.history.put(replace(album.entry.now, difficulty=5))
    album.save()
    head, _, tail = raw.partition(b"  - id: ring-a")
    item, _, rest = tail.partition(b"  - id: star-a")
    changed = item.replace(b"difficulty: 2", b"difficulty: 5")
    assert changed != item
    assert pictures(pack).read_bytes() == head + b"  - id: ring-a" + changed + b"  - id: star-a" + rest


def test_nothing_is_written_over_a_change_that_was_not_seen(pack: Path) -> None:
    """Even one of the same size within the same moment."""
    sheet = PicturesText(pictures(pack), "pictures.yaml")
    status = pictures(pack).stat()
    raw = pictures(pack).read_bytes().replace(b"A house and a tree", b"A mouse and a tree")
    pictures(pack).write_bytes(raw)
    os.utime(pictures(pack), ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not sheet.changed()
    with pytest.raises(ChangedElsewhereError):
        sheet.write()
    assert pictures(pack).read_bytes() == raw
    os.utime(pictures(pack))
    assert sheet.changed()


def test_a_touched_file_is_no_change(pack: Path) -> None:
    """The time alone says nothing."""
    sheet = PicturesText(pictures(pack), "pictures.yaml")
    os.utime(pictures(pack), ns=(1, 1))
    assert not sheet.changed()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_who_may_read_a_file_stays(pack: Path) -> None:
    """Writing it anew does not change its mode."""
    pictures(pack).chmod(0o664)
    album = Album(pack)
    album.entry.history.put(replace(album.entry.now, difficulty=5))
    album.save()
    assert stat.S_IMODE(pictures(pack).stat().st_mode) == 0o664


def test_a_picture_that_they_took_out_can_stay(pack: Path) -> None:
    """With its lines and what was changed; or it goes, if theirs is taken."""
    for choice in ("mine", "theirs"):
        shutil.rmtree(pack)
        shutil.copytree(GOOD, pack)
        album = Album(pack)
        album.open(album.find("evening") or 0)
        album.entry.history.put(replace(album.entry.now, difficulty=5))
        album.save()
        text = pictures(pack).read_text(encoding="utf-8")
        first, last = text.index("  - id: evening"), text.index("  - id: mountains")
        pictures(pack).write_text(text[:first] + text[last:], encoding="utf-8")
        assert album.look()
        assert album.collision is not None
        assert album.collision.names == ("evening",)
        album.settle("mine" if choice == "mine" else "theirs")
        found, _ = library.survey(pack)
        assert found is not None
        assert ("evening" in found.pictures) == (choice == "mine")
        if choice == "mine":
            assert found.pictures["evening"].difficulty == 5
            assert text[first:last] in pictures(pack).read_text(encoding="utf-8")


def test_what_a_text_editor_has_to_mend_is_shown_and_left_alone(pack: Path) -> None:
    """Evidence of another form than the model's cannot be drawn; the file stays, the others can be annotated."""
    text = pictures(pack).read_text(encoding="utf-8")
    broken = text.replace("ellipse: [220, 150, 30, 28]", "ellipse: [220, 150]")
    pictures(pack).write_text(broken, encoding="utf-8")
    album = Album(pack)
    album.open(album.find("face") or 0)
    assert "2" in album.entry.fault
    assert any("must have 4" in item.message for item in album.entry.problems)
    album.step(1)
    album.entry.history.put(replace(album.entry.now, difficulty=5))
    album.save()
    assert album.trouble == ""
    pictures(pack).write_text(
        pictures(pack).read_text(encoding="utf-8").replace("[220, 150]", "[220, 150, 9, 9]"), encoding="utf-8"
    )
    album.look()
    entry = album.entries[album.find("face") or 0]
    assert entry.fault == ""
    assert entry.now.findings[0].region == Region(ellipse=(220, 150, 9, 9))


def test_a_list_in_one_line_is_for_text_editors(pack: Path) -> None:
    """It is shown, not changed."""
    line = (
        "{id: a, file: images/a1.png, size: [480, 360], truth: real, made_by: camera, source_type: print, "
        "credit: c, licence: l, alt: {en: A, it: A}}"
    )
    pictures(pack).write_text(f"format: 1\npictures: [{line}]\n", encoding="utf-8")
    album = Album(pack)
    assert "lines of its own" in album.entry.fault
    assert album.entry.now.alt == {"en": "A", "it": "A"}


def test_there_must_be_something_to_annotate(tmp_path: Path, pack: Path) -> None:
    """A folder without a pack, and a pack without pictures, are refused with their problems."""
    with pytest.raises(PackError):
        Album(tmp_path)
    pictures(pack).write_text("format: 1\npictures: []\n", encoding="utf-8")
    with pytest.raises(PackError):
        Album(pack)


def test_a_full_disk_loses_nothing(pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is told, the old file stays, the change waits; on leaving it goes where there is room."""
    album = Album(pack)
    before = pictures(pack).read_bytes()
    album.entry.history.put(replace(album.entry.now, difficulty=5))

    def full(path: Path, content: bytes) -> None:
        if path.parent == pack / "assets":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr("game.author.annotating.pictures_file.write_atomically", full)
    monkeypatch.setattr("game.author.annotating.album.write_atomically", full)
    album.save()
    assert "No space left" in album.trouble
    assert pictures(pack).read_bytes() == before
    assert album.dirty
    unsaved = album.close(tmp_path)
    assert unsaved is not None
    assert unsaved.parent == tmp_path
    assert "difficulty: 5" in unsaved.read_text(encoding="utf-8")
