"""Packs: every bad one says exactly what is wrong and where; every old good one stays readable."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from game.base.errors import PackError
from game.collections import offers
from game.commands.cli import main
from game.model.level import Draw
from game.pack import cache, library, schema, yamlfile
from game.pack.library import Library
from game.play import practice, rules
from tests.conftest import REPOSITORY, TESTS

PACKS = Path(__file__).parents[1] / "packs"
BAD = sorted(path.name for path in (PACKS / "bad").iterdir() if path.is_dir())
MEASURED = re.compile(r"\d+(?=% of | characters$)")  # letters are as wide as SDL sets them
FULLEST = re.compile(r"screen of \d+x\d+( with the text of a projector)?")  # which of two alike is so, SDL decides


def laid_over_good_pack(case: str, folder: Path) -> Path:
    """The good pack with a bad case's files laid over it."""
    shutil.copytree(PACKS / "good-1", folder / "pack")
    shutil.copytree(PACKS / "bad" / case, folder / "pack", dirs_exist_ok=True)
    return folder / "pack"


def unmeasured(line: str) -> str:
    """A problem without what depends on how wide a version of SDL sets letters."""
    return FULLEST.sub("screen", MEASURED.sub("", line))


@pytest.mark.parametrize("case", BAD)
def test_a_bad_pack_says_what_is_wrong(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every problem of every file in one run, with file, line, column and remedy; see expected.txt of the case."""
    root = laid_over_good_pack(case, tmp_path)
    expected = (root / "expected.txt").read_text(encoding="utf-8").splitlines()
    code = main(["check", str(root), "--data", str(tmp_path / "data")])
    said = capsys.readouterr().out.splitlines()[:-1]
    assert [unmeasured(line) for line in said] == [unmeasured(line) for line in expected]
    numbers = [[int(number) for line in lines for number in MEASURED.findall(line)] for lines in (said, expected)]
    assert numbers[0] == pytest.approx(numbers[1], rel=0.1, abs=10)  # a line more or less
    assert code == any(": error: " in line for line in expected)


def test_the_good_pack_of_format_1_stays_readable() -> None:
    """The frozen pack reads without a problem."""
    found, problems = library.read(PACKS / "good-1")
    assert problems == []
    assert found is not None
    assert list(found.levels) == ["lesson", "one-round", "everything", "test-a", "test-b"]
    assert len(found.pictures) == 12
    assert found.pictures["house-two-trees"].evidence[1].region.box == (285, 125, 90, 130)


TRUTHS: dict[str, tuple[str, dict[str, object], str]] = {  # picture of the good pack, what is changed, what is said
    "real as it is": ("house", {}, ""),
    "real with evidence": ("house", {"evidence": "of house-two-trees"}, ""),
    "real with nothing to see": ("house", {"evidence": "none-visible"}, "'none-visible' is for fakes"),
    "real by a network": ("house", {"made_by": "gan"}, "'gan' does not go with truth 'real'"),
    "real by nobody knows what": ("house", {"made_by": "unknown"}, "'unknown' does not go with truth 'real'"),
    "real without a source type": ("house", {"source_type": None}, "'house' has no 'source_type'"),
    "fake by a camera": ("face", {"made_by": "camera"}, "'camera' does not go with truth 'synthetic'"),
    "fake without evidence": ("face", {"evidence": ()}, "'face' has no evidence"),
    "edited by a sentence": ("face", {"truth": "manipulated", "made_by": "instruction-edit"}, ""),
    "unknown": ("house", {"truth": "unknown", "made_by": "unknown", "source_type": None}, ""),
    "unknown by a camera": ("house", {"truth": "unknown"}, "'camera' does not go with truth 'unknown'"),
    "unknown with evidence": (
        "house", {"truth": "unknown", "made_by": "unknown", "evidence": "of house-two-trees"},
        "nothing in it is evidence",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TRUTHS)
def test_what_a_truth_asks_of_the_other_keys(small_pack: Library, case: str) -> None:
    """At most one thing is said."""
    name, changed, said = TRUTHS[case]
    shown = small_pack.pictures["house-two-trees"].evidence
    evidence = {"of house-two-trees": shown, "none-visible": (msgspec.structs.replace(shown[0], tell="none-visible"),)}
    given = {key: evidence.get(str(value), value) if key == "evidence" else value for key, value in changed.items()}
    faults = list(library.faults_of_truth(msgspec.structs.replace(small_pack.pictures[name], **given)))
    assert [said in message for _, message, _ in faults] == ([True] if said else [])


def test_what_nobody_knows_is_never_asked(tmp_path: Path, small_pack: Library) -> None:
    """Not where a level names it, nor in draws, nor in practice; as a cover and as an original it may stand."""
    root = tmp_path / "pack"
    shutil.copytree(PACKS / "good-1", root)
    file = root / "assets" / "pictures.yaml"
    before, apple, after = file.read_text(encoding="utf-8").partition("  - id: apple\n")
    after = after.replace("truth: real\n    made_by: camera", "truth: unknown\n    made_by: unknown", 1)
    file.write_text(before + apple + after, encoding="utf-8")
    _, problems = library.read(root)
    assert {item.message for item in problems} == {"nobody knows whether 'apple' is real, so it cannot be asked"}
    nobody_knows = {
        name: msgspec.structs.replace(item, truth="unknown", made_by="unknown", evidence=())
        for name, item in small_pack.pictures.items()
    }
    assert rules.pool_of(Draw(count=3, ask="verdict"), nobody_knows) == ([], [])
    assert practice.following(practice.begin(3), nobody_knows, {}, practice.Ratings()) is None


def test_every_pack_may_name_the_tells_of_the_games_own_guide(tmp_path: Path) -> None:
    """A pack without tells of its own uses the field guide; its own tell of the same id comes first."""
    root = tmp_path / "pack"
    shutil.copytree(PACKS / "good-1", root)
    own = library.read(root)[0]
    (root / "assets" / "tells.yaml").unlink()
    found, problems = library.read(root)
    assert problems == []
    assert own is not None
    assert found is not None
    assert own.tells["clone-repeat"].source == "own observation"
    assert found.tells["clone-repeat"].source == "sherloq"
    assert set(own.tells) == set(found.tells)


def test_a_second_read_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changed: no YAML is read. Touched: content decides. Changed: it is read anew."""
    root, kept = tmp_path / "pack", tmp_path / "cache"
    shutil.copytree(PACKS / "good-1", root)
    first = cache.load(root, kept)
    with monkeypatch.context() as patch:
        patch.setattr(yamlfile, "read", lambda *_: pytest.fail("YAML was read"))
        assert cache.load(root, kept) == first
        (root / "pack.yaml").touch()
        assert cache.load(root, kept) == first
    pack = root / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"1.0"', '"1.1"'), encoding="utf-8")
    assert cache.load(root, kept).pack.version == "1.1"
    for file in kept.iterdir():
        file.write_bytes(b"damaged")
    assert cache.load(root, kept).pack.version == "1.1"
    (root / "levels" / "new.yaml").write_text("format: 1\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"levels/new\.yaml:1:1: error: 'id' is missing"):
        cache.load(root, kept)


def test_what_is_kept_is_of_the_types_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change in any source in which they are written down, of the model or of the kind itself: it is read anew."""
    kept, read = tmp_path / "kept.msgpack", []

    def remembered() -> int:
        cache._types.cache_clear()
        cache.remember(kept, [], Library, lambda: read.append(1) or library.read(PACKS / "good-1")[0])
        return len(read)

    assert [remembered(), remembered()] == [1, 1]
    sources = cache._sources(Library)
    for number, source in enumerate(sources):
        changed = tmp_path / source.name
        changed.write_bytes(source.read_bytes().replace(b"frozen=True", b"frozen=False") + b"\n")
        others = [changed if item == source else item for item in sources]
        monkeypatch.setattr(cache, "_sources", lambda _, others=others: others)
        assert [remembered(), remembered()] == [2 + number, 2 + number]
    cache._types.cache_clear()


@pytest.mark.parametrize("kind", [Library, offers._Offers])
def test_every_type_that_is_kept_is_written_down_in_a_source_that_is_looked_at(kind: type[Struct]) -> None:
    """However deep it lies in what is kept, and whichever module it is in."""
    written = {inspect.getsourcefile(info.cls) for info in schema.structs(schema.type_info(kind))}
    assert len(written) >= 2
    assert written <= set(map(str, cache._sources(kind)))


@given(text=st.text(max_size=200))
def test_any_text_is_data_or_a_problem(text: str) -> None:
    """No text, however odd, makes the reader raise."""
    document = yamlfile.parse(text, yamlfile.Document("x.yaml"))
    assert (
        document.problems or document.data is not None or text.strip() in ("~", "null", "''", '""') or document.places
    )


@given(text=st.text(alphabet="ab:-[]{}#&*!|>'\"%@`?, \n0.", max_size=60))
def test_yaml_like_text_is_data_or_a_problem(text: str) -> None:
    """Nor does text of YAML's own characters."""
    document = yamlfile.parse(text, yamlfile.Document("x.yaml"))
    assert all(problem.line >= 1 and problem.column >= 1 for problem in document.problems)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("no: yes", {"no": "yes"}), ("a: 12:30", {"a": "12:30"}), ("a: 1.5", {"a": 1.5}), ("a: 007", {"a": "007"}),
        ("a: true", {"a": True}), ("a: '1'", {"a": "1"}), ("a: 2020-01-01", {"a": "2020-01-01"}), ("a:", {"a": None}),
    ],
)  # fmt: skip
def test_plain_scalars_mean_what_authors_expect(text: str, data: object) -> None:
    """`no` is a word, times and dates are texts, only true, false and numbers are more."""
    assert yamlfile.parse(text, yamlfile.Document("x.yaml")).data == data


def test_deep_nesting_is_refused() -> None:
    """Ten thousand brackets are a problem, not a crash."""
    for text in ("[" * 10_000, "a: " + "{a: " * 5_000, "- " * 3_000):
        document = yamlfile.parse(text, yamlfile.Document("x.yaml"))
        assert document.problems


def test_a_second_start_touches_no_picture(tmp_path: Path) -> None:
    """A kept library is whole without a look at any picture file: they may not even be there."""
    root, kept = tmp_path / "pack", tmp_path / "cache"
    shutil.copytree(PACKS / "good-1", root)
    first = cache.load(root, kept)
    for folder in ("images", "masks"):
        shutil.rmtree(root / "assets" / folder)
    assert cache.load(root, kept) == first


def test_a_library_survives_its_cache(tmp_path: Path, shipped: Library) -> None:
    """What is kept is what was read, to the last field."""
    again = cache.load(Path(shipped.root), tmp_path)
    assert again == shipped
    assert cache.load(Path(shipped.root), tmp_path) == shipped


@pytest.mark.parametrize(
    ("begin", "each", "end"),
    [("[", "a,", "]"), ("[", "{a,b},", "]"), ("{", "? , ", "}"), ("a:\n", "- - a\n", ""), ("a:\r", "- a\r", "")],
)
def test_more_values_than_a_machine_can_hold_are_refused(
    monkeypatch: pytest.MonkeyPatch, begin: str, each: str, end: str
) -> None:
    """However they are written; as many as allowed are read."""
    monkeypatch.setattr(yamlfile, "MAX_VALUES", 100)
    for count, refused in ((15, False), (110, True)):
        text = f"{begin}{each * count}{end}"
        said = [str(item) for item in yamlfile.parse(text, yamlfile.Document("x.yaml")).problems]
        assert any("more than 100 values" in line for line in said) == refused, said


def test_a_pack_of_too_many_values_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files after those that fill the machine."""
    monkeypatch.setattr(library, "MOST_VALUES", 100)
    found, problems = library.read(PACKS / "good-1")
    assert found is None
    assert any("hold more than 100 values" in str(item) for item in problems)


def test_a_file_of_any_size_is_read_only_as_far_as_allowed(tmp_path: Path) -> None:
    """A file with holes takes no disk, and no memory either."""
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(2**40)
    (problem,) = yamlfile.read(tmp_path / "large.yaml", "large.yaml").problems
    assert "larger than 16 MB" in problem.message


def test_a_text_that_no_screen_holds_is_refused() -> None:
    """At its place, with its length."""
    long = "x" * yamlfile.MAX_TEXT
    assert not yamlfile.parse(f"a: {long}", yamlfile.Document("x.yaml")).problems
    (problem,) = yamlfile.parse(f"a: {long}x", yamlfile.Document("x.yaml")).problems
    assert str(problem) == "x.yaml:1:4: error: a text of 5001 characters; at most 5000"


def test_a_problem_is_a_line_that_only_shows() -> None:
    """Whatever it names: nothing in it acts on the terminal, breaks the line or turns it."""
    said = str(yamlfile.Problem("a\x1b[2J.yaml", 1, 1, "error", "'\u202eevil\n\x9b2J\u2028' is è wrong"))
    assert said == r"a\x1b[2J.yaml:1:1: error: '\u202eevil\x0a\x9b2J\u2028' is è wrong"


TOGETHER = """
import sys, threading
from pathlib import Path
from game.base import places
from game.pack import cache
sys.setswitchinterval(1e-6)  # threads take turns as often as they can
folder = Path(sys.argv[1])
cache.load(places.default_pack(), folder) if len(sys.argv) > 2 else None
threads = [threading.Thread(target=cache.load, args=(places.default_pack(), folder)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_two_threads_may_ask_for_a_pack_at_once(tmp_path: Path) -> None:
    """Each time in a process of its own, so that types are used for the first time: msgspec before 0.23 crashed it."""
    for more in (["first"], [], [], [], []):
        done = subprocess.run([sys.executable, "-c", TOGETHER, str(tmp_path), *more], cwd=REPOSITORY, check=False)
        assert done.returncode == 0


def test_a_glance_at_the_games_own_pack_is_what_reading_it_gives(shipped: Library) -> None:
    """Whatever is in it, in the same order: a first launch shows it before it is checked."""
    glanced = library.glance(Path(shipped.root))
    assert glanced == shipped
    for part in ("levels", "pictures", "tells", "lenses"):
        assert list(getattr(glanced, part)) == list(getattr(shipped, part))


@pytest.mark.parametrize("pack", sorted(path.name for path in (TESTS / "packs" / "bad").iterdir() if path.is_dir()))
def test_a_glance_at_a_pack_with_errors_never_raises(pack: str) -> None:
    """It gives nothing, or what is written there; to say what is wrong is left to reading it."""
    assert isinstance(library.glance(TESTS / "packs" / "bad" / pack), (library.Library, type(None)))
