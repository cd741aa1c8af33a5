"""A table of pictures (CSV) becomes candidates, or all of its problems with line, column and remedy.

Owns the columns, the compact form of regions, and the reading of CSV with places (RFC 4180; comma, semicolon or tab).
Refuses to open pictures, except for the size of those whose regions it must check.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import Struct

from game.author.importing.candidate import MAKERS, SOURCE_TYPES, SYNTHETIC, Candidate, Claim, Defaults, truth_of
from game.base.errors import PackError
from game.model.picture import Region
from game.model.shapes import bounds
from game.model.terms import Difficulty, MadeBy, SourceType, Text, Year
from game.pack.schema import guess
from game.pack.yamlfile import Problem

COLUMNS = (
    "path", "truth", "made_by", "credit", "licence", "original", "mask", "regions", "source", "year", "generator",
    "source_type", "difficulty", "tags",
)  # fmt: skip
TEXTS = ("alt", "note", "looks_odd")  # each with a language: alt_en, note_it …
_SPELLINGS = {"license": "licence", "file": "path"}
_TRUTHS = ("real", "synthetic", "manipulated", "fake")
_SHAPES = {"box": 4, "ellipse": 4}
MOST_BYTES = 64 * 1024 * 1024
_MOST_GUESSES = 5
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")

Sizes = Callable[[str], tuple[int, int] | None]  # width and height of a picture, upright; None where it cannot be read


class Cell(NamedTuple):
    """One value of a table, and where it begins (from 1)."""

    text: str
    line: int
    column: int


class _Given(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of evidence as JSON, in the form of pictures.yaml."""

    region: Region
    tell: str = ""
    note: Text = {}


class Labels(NamedTuple):
    """What a table says."""

    candidates: list[Candidate]
    languages: tuple[str, ...]  # of its texts


def read(path: Path, names: Sequence[str], defaults: Defaults, tells: set[str], sizes: Sizes) -> Labels:
    """Every row as a candidate; raises PackError with all problems of the table.

    `names` are the pictures of the source, `tells` the ids that evidence may name.
    """
    reading = _Reading(str(path), names, defaults, tells, sizes)
    try:
        with path.open("rb") as file:
            found = reading.table(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise PackError([Problem(str(path), 0, 0, "error", f"cannot be read: {error.strerror or error}")]) from None
    if reading.problems:
        raise PackError(sorted(reading.problems))
    return Labels(found, tuple(reading.languages))


def rows(text: str, separator: str, report: Callable[[int, int, str], None]) -> Iterator[list[Cell]]:
    """The rows of a CSV text; blank ones are left out. `report` hears of what is no CSV: line, column, message."""
    end = re.escape(separator)
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"[ \t]*|((?!")[^{end}\r\n]*))({end}|\r\n|\n|\r|\Z)')
    place, line, start = 0, 1, 0  # in the text; of the line, and where it begins
    row: list[Cell] = []
    while place < len(text) or row:
        column = place - start + 1
        found = cell.match(text, place)
        if found is None:
            report(line, column, "a quote is opened and not closed here; close it, and double a quote that is text")
            return
        quoted, plain, after = found.groups()
        row.append(Cell((plain if quoted is None else quoted.replace('""', '"')).strip(), line, column))
        breaks = list(re.finditer(r"\r\n|\n|\r", found[0]))
        place = found.end()
        if breaks:
            line, start = line + len(breaks), found.start() + breaks[-1].end()
        if after != separator:
            if any(item.text for item in row):
                yield row
            row = []
            if not after:
                return


class _Reading:
    """The work of one `read`: problems as they are found."""

    def __init__(self, file: str, names: Sequence[str], defaults: Defaults, tells: set[str], sizes: Sizes) -> None:
        self.file = file
        self.names = {unicodedata.normalize("NFC", name): name for name in names}
        self.defaults = defaults
        self.tells = tells
        self.sizes = sizes
        self.problems: list[Problem] = []
        self.alike: dict[str, str] = {}  # names and paths without regard to capitals -> path
        self.languages: dict[str, None] = {}

    def report(self, line: int, column: int, message: str) -> None:
        """Note a problem, in one line whatever it quotes."""
        self.problems.append(Problem(self.file, line, column, "error", " ".join(message.split())))

    def at(self, cell: Cell, message: str) -> None:
        """Note a problem with a value."""
        self.report(cell.line, cell.column, message)

    def table(self, raw: bytes) -> list[Candidate]:
        """The whole table."""
        if len(raw) > MOST_BYTES:
            self.report(0, 0, f"larger than {MOST_BYTES // 2**20} MB; import in several parts")
            return []
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.report(line, 1, "not UTF-8 text; save the table as 'CSV UTF-8'")
            return []
        head = text.partition("\n")[0]
        separator = max(",;\t", key=head.count)
        lines = rows(text, separator, self.report)
        columns = self._columns(next(lines, []))
        if columns is None:
            return []
        listed: dict[str, Cell] = {}
        found = [item for row in lines if (item := self._row(row, columns, listed)) is not None]
        if not found and not self.problems:
            self.report(1, 1, "the table lists no picture; write one in each line below the head")
        self._originals(found, listed)
        return found

    def _columns(self, head: list[Cell]) -> list[str] | None:
        """The names of the columns; None where the table cannot be read without them."""
        known = [*COLUMNS, *(f"{name}_en" for name in TEXTS)]
        columns: list[str] = []
        for cell in head:
            name = cell.text.lower().replace(" ", "_")
            name = _SPELLINGS.get(name, name)
            kind, _, language = name.rpartition("_")
            if kind in TEXTS and _LANGUAGE.fullmatch(language):
                self.languages[language] = None
            elif name not in COLUMNS:
                hint = guess(name, known) or f"; there are: {', '.join(COLUMNS)}, and texts such as alt_en"
                self.at(cell, f"unknown column '{cell.text}'{hint}; rename it, or delete it")
            if name in columns:
                self.at(cell, f"column '{name}' stands here a second time; keep one of them")
            columns.append(name)
        missing = [
            name for name in ("path", "truth") if name not in columns and (name != "truth" or "made_by" not in columns)
        ]
        for name in missing:
            self.report(1, 1, f"there is no column '{name}'; the first line names the columns, such as path,truth")
        return None if missing else columns

    def _row(self, row: list[Cell], columns: list[str], listed: dict[str, Cell]) -> Candidate | None:
        """One line; None where it has problems."""
        before = len(self.problems)
        if len(row) > len(columns):
            self.at(row[len(columns)], "more values than columns; put quotes around a text that holds the separator")
            return None
        empty = Cell("", row[0].line, 1)
        cells = dict.fromkeys(columns, empty) | dict(zip(columns, row, strict=False))
        path = self._path(cells["path"], "path")
        if path in listed:
            self.at(cells["path"], f"'{path}' is listed already in line {listed[path].line}; keep one of them")
        elif path:
            listed[path] = cells["path"]
        made_by = self._made_by(cells.get("truth", empty), cells.get("made_by", empty))
        known = self._known(cells, empty)
        if path and cells.get("regions", empty).text:
            known["claims"] = self._claims(cells, path)
        if made_by == "camera" and (known.get("claims") or known.get("mask")):
            self.at(row[0], "a real picture has no regions and no mask; say in 'looks_odd' why it is real")
        if len(self.problems) > before or made_by is None:
            return None
        truth = truth_of(made_by)
        if cells.get("truth", empty).text.lower() in ("synthetic", "manipulated"):
            truth = cells["truth"].text.lower()  # type: ignore[assignment] # (one of the two)
        return Candidate(
            path=path, truth=truth, made_by=made_by, **{"source_type": SOURCE_TYPES[made_by], "source": path, **known}
        )

    def _path(self, cell: Cell, name: str) -> str:
        """A file of the source, as it is spelt there."""
        wanted = unicodedata.normalize("NFC", cell.text.replace("\\", "/").removeprefix("./"))
        if wanted in self.names:
            return self.names[wanted]
        if not cell.text:
            self.at(cell, f"'{name}' is empty; write the picture's path below the source")
            return ""
        self.at(cell, f"no picture '{cell.text}' in the source; {self._nearest(wanted)}")
        return ""

    def _nearest(self, wanted: str) -> str:
        """What may have been meant by a path; looking for likenesses takes long, so only the first ones get it."""
        if not self.alike:
            for name in self.names:
                self.alike.setdefault(name.rpartition("/")[2].casefold(), name)
                self.alike[name.casefold()] = name
        same = self.alike.get(wanted.casefold())
        if same is not None:
            return f"it is spelt '{same}'"
        near = self.alike.get(wanted.rpartition("/")[2].casefold())
        if near is None and len(self.problems) < _MOST_GUESSES:
            near = next(iter(difflib.get_close_matches(wanted, list(self.names), n=1, cutoff=0.8)), None)
        return f"did you mean '{near}'?" if near else "check the path"

    def _made_by(self, truth: Cell, made_by: Cell) -> MadeBy | None:
        """The way of making, from both columns and the defaults."""
        says, made = truth.text.lower(), made_by.text.lower()
        if says not in _TRUTHS and (says or not made):
            self.at(
                truth, f"'{truth.text}' is no truth; write one of: {', '.join(_TRUTHS)}{guess(says, list(_TRUTHS))}"
            )
            return None
        if not made:
            if says == "real":
                return "camera"
            if self.defaults.made_by is None:
                self.at(truth, "how was this fake made? Fill in 'made_by', or say it for all with --made-by")
            return self.defaults.made_by
        if made not in MAKERS:
            known = f"{', '.join(MAKERS)}{guess(made, list(MAKERS))}"
            self.at(made_by, f"'{made}' is not a way of making a picture; write one of: {known}")
            return None
        fits = {"real": made == "camera", "manipulated": made != "camera" and made not in SYNTHETIC}
        if says and not fits.get(says, made != "camera"):
            self.at(made_by, f"'{made}' does not go with the truth '{says}'; change one of them")
            return None
        return made  # type: ignore[return-value] # (one of MAKERS)

    def _known(self, cells: dict[str, Cell], empty: Cell) -> dict[str, Any]:
        """The simple columns, as fields of a candidate."""
        known: dict[str, Any] = {}
        for name, default in (("credit", self.defaults.credit), ("licence", self.defaults.licence), ("generator", "")):
            known[name] = cells.get(name, empty).text or default
        if text := cells.get("source", empty).text:
            known["source"] = text
        for name, kind in (("year", Year), ("difficulty", Difficulty)):
            cell, limits = cells.get(name, empty), get_args(kind)[1]
            if cell.text and not (re.fullmatch(r"\d{1,4}", cell.text) and limits.ge <= int(cell.text) <= limits.le):
                allowed = f"from {limits.ge} to {limits.le}"
                self.at(cell, f"'{name}' is '{cell.text}', but must be a whole number {allowed}")
            elif cell.text:
                known[name] = int(cell.text)
        cell = cells.get("source_type", empty)
        types = list(get_args(SourceType))
        if cell.text and cell.text not in types:
            self.at(cell, f"'{cell.text}' is no source type; write one of: {', '.join(types)}{guess(cell.text, types)}")
        elif cell.text:
            known["source_type"] = cell.text
        known["tags"] = tuple(cells.get("tags", empty).text.replace(",", " ").replace(";", " ").split())
        if (cell := cells.get("mask", empty)).text:
            known["mask"] = self._path(cell, "mask")
        if (cell := cells.get("original", empty)).text and (original := self._path(cell, "original")):
            known["originals"], known["originals_sure"] = (original,), True
        for name in ("alt", "looks_odd"):
            known[name] = {key: text for key in self.languages if (text := cells.get(f"{name}_{key}", empty).text)}
        return known

    def _originals(self, found: list[Candidate], listed: dict[str, Cell]) -> None:
        """An original is a picture of the table, and a real one."""
        real = {item.path for item in found if not item.fake}
        for item in found:
            for path in item.originals:
                cell = listed[item.path]
                if path not in listed:
                    self.at(cell, f"its original '{path}' has no line of its own; add one")
                elif path not in real and not self.problems:
                    self.at(cell, f"its original '{path}' is not real; an original is the untouched picture")
                elif not item.fake:
                    self.at(cell, "a real picture has no original; delete it")

    def _claims(self, cells: dict[str, Cell], path: str) -> tuple[Claim, ...]:
        """The evidence of one line; regions are checked against the size of their picture."""
        cell = cells["regions"]
        try:
            claims = _json_claims(cell.text) if cell.text[0] in "[{" else _compact_claims(cell.text)
        except ValueError as error:
            self.at(cell, f"{error}; write for example 'ellipse 10 20 5 5' or 'cut-edge: box 1 2 30 40 | box 5 6 7 8'")
            return ()
        size = self.sizes(path)
        for claim in claims:
            if claim.tell and claim.tell not in self.tells:
                self.at(cell, f"no tell '{claim.tell}' in the field guide{guess(claim.tell, sorted(self.tells))}")
            left, top, right, bottom = bounds(claim.region)
            if right <= left or bottom <= top:
                self.at(cell, "the region is empty")
            elif size and (left < 0 or top < 0 or right > size[0] or bottom > size[1]):
                edges = f"x {left:g} to {right:g}, y {top:g} to {bottom:g}"
                self.at(cell, f"the region ({edges}) leaves the picture of {size[0]}x{size[1]} pixels")
        notes: dict[str, list[str]] = {}
        for key in self.languages:
            note = cells.get(f"note_{key}", Cell("", 0, 0))
            parts = [part.strip() for part in note.text.split("|")] if len(claims) > 1 else [note.text]
            if len(parts) > len(claims):
                self.at(note, f"{len(parts)} notes for {len(claims)} regions; put '|' between the notes of two regions")
            notes[key] = parts
        return tuple(
            msgspec.structs.replace(
                claim,
                note={
                    **{key: parts[number] for key, parts in notes.items() if number < len(parts) and parts[number]},
                    **claim.note,
                },
            )
            for number, claim in enumerate(claims)
        )


def _compact_claims(text: str) -> list[Claim]:
    """`tell: shape numbers | shape numbers …`; raises ValueError with what is wrong."""
    claims = []
    for part in text.split("|"):
        tell, colon, rest = part.strip().rpartition(":")
        words = rest.replace(",", " ").split()
        shape = words[0].lower() if words else ""
        try:
            numbers = [float(word) for word in words[1:]]
        except ValueError:
            numbers = [math.nan]
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"'{part.strip()}' holds something that is no number")
        if shape == "polygon" and len(numbers) >= 6 and len(numbers) % 2 == 0:
            region = Region(polygon=tuple(zip(numbers[::2], numbers[1::2], strict=True)))
        elif shape in _SHAPES and len(numbers) == _SHAPES[shape]:
            region = msgspec.convert({shape: numbers}, Region)
        elif shape in _SHAPES or shape == "polygon":
            needs = "six numbers or more, in pairs" if shape == "polygon" else f"{_SHAPES[shape]} numbers"
            raise ValueError(f"'{shape}' needs {needs}; here are {len(numbers)}")
        else:
            raise ValueError(
                f"'{shape}' is no shape: box, ellipse or polygon{guess(shape, ['box', 'ellipse', 'polygon'])}"
            )
        claims.append(Claim(region, tell.strip() if colon else ""))
    return claims


def _json_claims(text: str) -> list[Claim]:
    """A region, a piece of evidence, or a list of either, as in pictures.yaml; raises ValueError."""
    try:
        given = msgspec.json.decode(text)
        items = given if isinstance(given, list) else [given]
        claims = [
            msgspec.convert(item if isinstance(item, dict) and "region" in item else {"region": item}, _Given)
            for item in items
        ]
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise ValueError(f"not the JSON of regions ({error})") from None
    for item in claims:
        region = item.region
        if sum(shape is not None for shape in (region.box, region.ellipse, region.polygon)) != 1 or region.mask:
            raise ValueError("a region is one of box, ellipse, polygon; a mask goes into the column 'mask'")
        if region.polygon is not None and len(region.polygon) < 3:
            raise ValueError("a polygon needs at least three corners")
    if not claims:
        raise ValueError("the list of regions is empty")
    return [Claim(item.region, item.tell, item.note) for item in claims]
