"""A table of pictures becomes candidates, or all of its problems with line, column and remedy.

Owns what columns are called and what their values mean: truth in words and languages, numbers that a person must
explain, the compact form of regions. Refuses to open pictures, except for the size of those whose regions it must
check, and to guess what 0 and 1 stand for.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import Struct

from game.author.importing import sheets, vocabulary
from game.author.importing.candidate import MAKERS, SOURCE_TYPES, SYNTHETIC, Candidate, Claim, Defaults, truth_of
from game.author.importing.filenames import FileNames
from game.author.importing.sheets import Cell, TableSheet
from game.author.importing.vocabulary import Said, spelt
from game.base.errors import PackError
from game.base.text import Words
from game.model.picture import Region
from game.model.shapes import bounds
from game.model.terms import Difficulty, MadeBy, SourceType, Text, Truth, Year
from game.pack.yamlfile import Problem

COLUMNS = (
    "path", "truth", "made_by", "credit", "licence", "original", "mask", "regions", "source", "year", "generator",
    "source_type", "difficulty", "tags",
)  # fmt: skip
TEXTS = ("alt", "note", "looks_odd")  # each with a language: alt_en, note_it …
_CALLED: dict[str, tuple[str, ...]] = {  # other names of columns, as they are compared; the likeliest first
    "path": (
        "file", "file name", "filename", "file path", "filepath", "image", "image path", "image name", "imagepath",
        "img", "img path", "img name", "picture", "percorso", "immagine", "nome file", "file immagine", "foto",
        "photo", "datei", "fichier", "archivo", "name", "nome",
    ),
    "truth": (
        "verita", "label str", "label", "labels", "label name", "class", "class name", "target", "real fake",
        "fake real", "real or fake", "vero falso", "vero o falso", "etichetta", "classe", "verdict", "ground truth",
        "category", "type", "tipo", "categoria", "y",
    ),
    "made_by": ("made by", "made with", "fatto con", "tecnica", "technique"),
    "credit": ("credits", "autore", "author", "photographer", "attribution", "fotografo"),
    "licence": ("license", "licenza"),
    "original": ("originale", "original file", "file originale"),
    "mask": ("maschera", "mask path", "mask file"), "regions": ("regioni",), "source": ("fonte",),
    "year": ("anno",), "generator": ("generatore", "model", "modello"), "difficulty": ("difficolta",), "tags": ("tag",),
    "source_type": ("source type",),
}  # fmt: skip
_FLAGS = {  # columns that say yes or no: whether yes is fake
    **dict.fromkeys((
        "fake", "is fake", "isfake", "falso", "finto", "is ai", "ai generated", "manipulated", "is manipulated",
        "tampered", "is tampered", "deepfake", "is deepfake", "altered", "edited", "forged", "is synthetic",
    ), True),
    **dict.fromkeys((
        "real", "is real", "isreal", "vero", "reale", "authentic", "is authentic", "autentico", "genuine",
    ), False),
}  # fmt: skip
_YES = {"1", "true", "yes", "y", "x", "si", "sì", "t"}
_NO = {"0", "false", "no", "n", "f"}
_EMPTY = {"-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "na", "nan", "null", "none", "n.d.", "nd", "?"}
_MAY_BE_EMPTY = ("original", "mask", "regions", "year", "difficulty", "generator", "made_by", "source_type")
_TRUTHS = ("real", "synthetic", "manipulated", "fake")
_SHAPES = {"box": 4, "ellipse": 4}
_BEYOND = 2.0  # px: so far may a region leave its picture; it is cut
_MOST_GUESSES = 5
_TRIED = 100  # rows by which one column of paths is chosen among several
_LANGUAGE = re.compile(r"[a-z]{2,3}([_-][a-z0-9]{2,8})*")

Sizes = Callable[[str], tuple[int, int] | None]  # width and height of a picture, upright; None where it cannot be read


class _Given(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of evidence as JSON, in the form of pictures.yaml."""

    region: Region
    tell: str = ""
    note: Text = {}


class Labels(NamedTuple):
    """What a table says."""

    candidates: list[Candidate]
    languages: tuple[str, ...]  # of its texts
    said: tuple[str, ...]  # how it was read


class Around(NamedTuple):
    """What a table is read with."""

    words: Words
    names: FileNames  # the pictures of the source
    defaults: Defaults
    tells: set[str]  # the ids that evidence may name
    sizes: Sizes
    said: Said = Said()
    folder: str = ""  # where the table lies in the source


class _Meaning(NamedTuple):
    """What a value says of the truth."""

    fake: bool
    truth: Truth | None = None
    made_by: MadeBy | None = None
    generator: str = ""


def is_known(name: str) -> bool:
    """Whether a word may head a column."""
    return _canonical(name) is not None or spelt(name) in _FLAGS


def read(shown_as: str, raw: bytes, around: Around) -> Labels:
    """Every row of a table's file as a candidate; raises PackError with all problems of the table."""
    reading = _Labelling(shown_as, around)
    table = sheets.read(raw, is_known, around.words, reading.report)
    return reading.finished(table)


def read_table(shown_as: str, table: TableSheet, around: Around) -> Labels:
    """Every row of a table that was read already; raises PackError."""
    return _Labelling(shown_as, around).finished(table)


def _canonical(name: str) -> str | None:
    """The column that is meant by a name."""
    plain = spelt(name).replace(" ", "_")
    if plain in COLUMNS:
        return plain
    kind, language = _text_column(name)
    if kind:
        return f"{kind}_{language}"
    return next((column for column, names in _CALLED.items() if spelt(name) in names), None)


def _text_column(name: str) -> tuple[str, str]:
    """The kind and language of a column of texts; nothing where it is none."""
    plain = name.strip().lower().replace(" ", "_")
    for kind in TEXTS:
        if plain.startswith(f"{kind}_") and _LANGUAGE.fullmatch(plain.removeprefix(f"{kind}_")):
            return kind, plain.removeprefix(f"{kind}_").replace("_", "-")
    return "", ""


class _Labelling:
    """The work of one `read`: problems as they are found."""

    def __init__(self, file: str, around: Around) -> None:
        self.file = file
        self.around = around
        self.words = around.words
        self.problems: list[Problem] = []
        self.languages: dict[str, None] = {}
        self.said: list[str] = []
        self.silent: list[Cell] = []  # fakes of which nothing says how they were made

    def report(self, line: int, column: int, message: str) -> None:
        """Note a problem, in one line whatever it quotes."""
        self.problems.append(Problem(self.file, line, column, "error", " ".join(message.split())))

    def at(self, cell: Cell, key: str, **values: object) -> None:
        """Note a problem with a value."""
        self.report(cell.line, cell.column, self.words(f"import.table.{key}", **values))

    def guess(self, word: str, known: Iterable[str]) -> str:
        """A "did you mean" for a word, or nothing."""
        close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
        return self.words("import.guess", name=close[0]) if close else ""

    def finished(self, table: TableSheet | None) -> Labels:
        """The whole table; raises PackError."""
        found = self.table(table) if table is not None else []
        if self.problems:
            raise PackError(sorted(self.problems))
        return Labels(found, tuple(self.languages), tuple(self.said))

    def table(self, table: TableSheet) -> list[Candidate]:
        """Every row that has no problem."""
        self.said += table.said
        lines = list(table.rows)
        columns = self._columns(table, lines)
        if columns is None:
            return []
        listed: dict[str, tuple[Cell, list[str]]] = {}
        found = [item for row in lines if (item := self._row(row, columns, listed)) is not None]
        if not found and not self.problems and not self.silent:
            self.report(1, 1, self.words("import.table.nothing"))
        if self.silent:
            self.at(self.silent[0], "how_made", count=len(self.silent))
        self._originals(found, {path: cell for path, (cell, _) in listed.items()})
        return found

    # --- columns

    def _columns(self, table: TableSheet, lines: list[list[Cell]]) -> _Columns | None:
        """Which column says what; None where the table cannot be read without more."""
        places: dict[str, int] = {}
        possible: dict[str, list[int]] = {"path": [], "truth": []}
        flags: list[int] = []
        passed: list[str] = []
        for place, cell in enumerate(table.head):
            name = _canonical(cell.text)
            if spelt(cell.text) in _FLAGS and name is None:
                flags.append(place)
            elif name is None:
                if cell.text:
                    passed.append(self._passed(cell.text))
            elif name in possible:
                possible[name].append(place)
            elif name in places:
                self.at(cell, "twice", name=name)
            else:
                places[name] = place
                kind, language = _text_column(cell.text)
                if kind:
                    self.languages[language] = None
        exact = [place for place in possible["path"] if spelt(table.head[place].text) == "path"]
        if len(exact) > 1:
            self.at(table.head[exact[1]], "twice", name="path")
        path = self._path_column(table, lines, possible["path"])
        truth = self._truth_columns(table, lines, possible["truth"], flags, passed)
        if path is None:
            names = ", ".join(f"'{cell.text}'" for cell in table.head)
            self.report(1, 1, self.words("import.table.no_path", names=names))
        if truth is None or (not truth and "made_by" not in places):
            if truth is not None:
                self.report(1, 1, self.words("import.table.no_truth"))
            return None
        if path is None:
            return None
        spare = [table.head[place].text for place in possible["path"] if place != path]
        if passed or spare:
            columns = ", ".join([*passed, *(f"'{name}'" for name in spare)])
            self.said.append(self.words("import.said.passed", columns=columns))
        return _Columns({**places, "path": path}, truth, len(table.head))

    def _passed(self, name: str) -> str:
        """A column that is not read, with what may have been meant where it is nearly a known one."""
        plain = spelt(name)
        near = difflib.get_close_matches(plain.replace(" ", "_"), COLUMNS, n=1, cutoff=0.75)
        if not near or near[0] in plain.split():
            return f"'{name}'"
        return self.words("import.said.misspelt", name=name, near=near[0])

    def _path_column(self, table: TableSheet, lines: list[list[Cell]], possible: list[int]) -> int | None:
        """The column of paths: of several the one whose values are files of the source."""

        def order(place: int) -> tuple[int, int]:
            name = spelt(table.head[place].text)
            found = sum(
                self.around.names.find(row[place].text, self.around.folder) is not None
                for row in lines[:_TRIED]
                if place < len(row)
            )
            return -found, ("path", *_CALLED["path"]).index(name)

        return min(possible, key=order) if possible else None

    def _truth_columns(
        self, table: TableSheet, lines: list[list[Cell]], labels: list[int], flags: list[int], passed: list[str]
    ) -> list[_TruthColumn] | None:
        """The columns that say what is real, the one to be believed first; None where a person must explain them."""
        order = ("truth", *_CALLED["truth"])
        labels = sorted(labels, key=lambda place: order.index(spelt(table.head[place].text)))
        understood: list[_TruthColumn] = []
        asked: list[tuple[Cell, list[str]]] = []
        for place in [*labels, *flags]:
            cell = table.head[place]
            values = dict.fromkeys(_number(row[place].text) for row in lines if place < len(row))
            values.pop("", None)
            names = table.names.get(cell.text, [])
            known = {value: found for value in values if (found := self._meaning(value, names, values))}
            if place in flags:
                asks_fake = _FLAGS[spelt(cell.text)]
                if asks_fake:  # is 'vero' below 'falso' a true picture, or is it true that it is false?
                    known = {value: found for value, found in known.items() if not _is_italian(value)}
                fakes = _YES if asks_fake else _NO
                known |= {
                    value: _Meaning(value.casefold() in fakes) for value in values if value.casefold() in _YES | _NO
                }
            else:
                known |= self._other_of_two(list(values), known)
            column = _TruthColumn(place, cell, known)
            if known or (spelt(cell.text) == "truth" and values):
                understood.append(column)
            elif values:
                asked.append((cell, list(values)))
        if understood:
            passed += [f"'{cell.text}'" for cell, _ in asked]
            best = max(understood, key=lambda column: (spelt(column.cell.text) == "truth", len(column.known) > 1))
            return [best, *(column for column in understood if column is not best and len(column.known) > 1)]
        for cell, unknown in asked[:1]:
            shown = ", ".join(f"'{value}'" for value in unknown[:6]) + (" …" if len(unknown) > 6 else "")
            self.at(cell, "ask", column=cell.text, values=shown, option=_typed(unknown[0]))
        return None if asked else []

    def _other_of_two(self, values: list[str], known: dict[str, _Meaning]) -> dict[str, _Meaning]:
        """Of two values the one that a person did not explain, where the other one was."""
        told = [value for value in values if self.around.said.sense(value) is not None]
        if len(values) != 2 or len(told) != 1 or len(known) != 1:
            return {}
        other = next(value for value in values if value not in told)
        return {other: _Meaning(not known[told[0]].fake)}

    def _meaning(self, value: str, names: list[str], beside: Iterable[str]) -> _Meaning | None:
        """What a value of a column of labels says; None where a person must explain it."""
        found = self.around.said.sense(value)
        if found is not None:
            return _Meaning(found.fake)
        if names and value.isdecimal() and int(value) < len(names):
            return self._meaning(names[int(value)], [], names)
        if value.casefold() == "false" and not any(_is_italian(other) for other in beside):
            return None  # of true and false nobody knows which question they answer
        sense = vocabulary.sense(value)
        making = vocabulary.making(value)
        if sense is not None:
            return _Meaning(sense.fake, sense.truth)
        return _Meaning(True, None, making.made_by, making.generator) if making else None

    # --- rows

    def _row(self, row: list[Cell], columns: _Columns, listed: dict[str, tuple[Cell, list[str]]]) -> Candidate | None:
        """One line; None where it has problems."""
        before = len(self.problems)
        if any(cell.text for cell in row[columns.width :]):
            self.at(next(cell for cell in row[columns.width :] if cell.text), "too_many")
            return None
        empty = Cell("", row[0].line, 1)
        cells = {name: row[place] if place < len(row) else empty for name, place in columns.places.items()}
        for name in _MAY_BE_EMPTY:
            if name in cells and cells[name].text.casefold() in _EMPTY:
                cells[name] = cells[name]._replace(text="")
        path = self._path(cells["path"], "path")
        texts = [cell.text for cell in row]
        if path in listed and listed[path][1] == texts:
            return None
        if path in listed:
            self.at(cells["path"], "again", path=path, line=listed[path][0].line)
        elif path:
            listed[path] = cells["path"], texts
        silent = len(self.silent)
        meaning = self._truth(row, columns, empty)
        made_by, generator = self._made_by(meaning, cells, row, columns, empty)
        known = self._known(cells, empty)
        known["generator"] = known["generator"] or generator
        if path and cells.get("regions", empty).text:
            known["claims"] = self._claims(cells, path)
        if made_by == "camera" and (known.get("claims") or known.get("mask")):
            self.at(row[0], "real_with_regions")
        if len(self.problems) > before or len(self.silent) > silent or made_by is None or not path:
            return None
        truth = meaning.truth if meaning is not None and meaning.truth else truth_of(made_by)
        return Candidate(
            path=path, truth=truth, made_by=made_by, **{"source_type": SOURCE_TYPES[made_by], "source": path, **known}
        )

    def _truth(self, row: list[Cell], columns: _Columns, empty: Cell) -> _Meaning | None:
        """What the line says of the truth; columns that contradict each other are a problem."""
        found: _Meaning | None = None
        for number, column in enumerate(columns.truth):
            cell = row[column.place] if column.place < len(row) else empty
            meaning = column.known.get(_number(cell.text))
            if number == 0:
                found = meaning
                if meaning is None and cell.text:
                    guess = self.guess(cell.text.casefold(), _TRUTHS)
                    self.at(cell, "no_truth_word", word=cell.text, truths=", ".join(_TRUTHS), guess=guess)
            elif meaning is not None and found is not None and meaning.fake != found.fake:
                self.at(cell, "contradiction", one=columns.truth[0].cell.text, other=column.cell.text)
        return found

    def _made_by(
        self, meaning: _Meaning | None, cells: dict[str, Cell], row: list[Cell], columns: _Columns, empty: Cell
    ) -> tuple[MadeBy | None, str]:
        """The way of making, and the generator if the label names one."""
        cell = cells.get("made_by", empty)
        said = row[columns.truth[0].place] if columns.truth and columns.truth[0].place < len(row) else empty
        if meaning is None and said.text:
            return None, ""  # told already
        if not cell.text:
            if meaning is None:
                self.at(said if columns.truth else cell, "empty_truth")
                return None, ""
            if not meaning.fake:
                return "camera", ""
            of_model = vocabulary.making(cells["generator"].text) if cells.get("generator", empty).text else None
            made_by = meaning.made_by or (of_model.made_by if of_model else None) or self.around.defaults.made_by
            if made_by is None:
                self.silent.append(said)
            return made_by, meaning.generator
        made = cell.text.casefold()
        making = vocabulary.making(cell.text)
        if made not in MAKERS and making is None:
            self.at(cell, "no_making", word=made, makers=", ".join(MAKERS), guess=self.guess(made, MAKERS))
            return None, ""
        found: MadeBy = making.made_by if making else made  # type: ignore[assignment] # (one of MAKERS)
        truth = None if meaning is None else meaning.truth if meaning.fake else "real"
        fits = {"real": found == "camera", "manipulated": found != "camera" and found not in SYNTHETIC}
        if meaning is not None and not fits.get(truth or "", found != "camera"):
            self.at(cell, "does_not_go", made_by=made, truth=said.text)
            return None, ""
        return found, making.generator if making else ""

    def _path(self, cell: Cell, name: str) -> str:
        """A file of the source."""
        meant = self.around.names.meant(cell.text, self.around.folder)
        if len(meant) == 1:
            return meant[0]
        if not cell.text:
            self.at(cell, "empty_path", name=name)
        elif meant:
            self.at(cell, "unclear", path=cell.text, one=meant[0], other=meant[1])
        else:
            near = []
            if len(self.problems) < _MOST_GUESSES:  # looking for likenesses takes long: only the first ones get it
                near = difflib.get_close_matches(cell.text, self.around.names.paths, n=1, cutoff=0.8)
            self.at(cell, "no_file", path=cell.text, guess=self.words("import.guess", name=near[0]) if near else "")
        return ""

    def _known(self, cells: dict[str, Cell], empty: Cell) -> dict[str, Any]:
        """The simple columns, as fields of a candidate."""
        known: dict[str, Any] = {}
        defaults = self.around.defaults
        for name, default in (("credit", defaults.credit), ("licence", defaults.licence), ("generator", "")):
            known[name] = cells.get(name, empty).text or default
        if text := cells.get("source", empty).text:
            known["source"] = text
        for name, kind in (("year", Year), ("difficulty", Difficulty)):
            cell, limits = cells.get(name, empty), get_args(kind)[1]
            value = _whole(cell.text) if name == "difficulty" else _year(cell.text)
            if cell.text and (value is None or not limits.ge <= value <= limits.le):
                self.at(cell, "number", name=name, text=cell.text, least=limits.ge, most=limits.le)
            elif cell.text:
                known[name] = value
        cell = cells.get("source_type", empty)
        types = list(get_args(SourceType))
        if cell.text and cell.text not in types:
            self.at(cell, "no_source_type", word=cell.text, types=", ".join(types), guess=self.guess(cell.text, types))
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
                    self.at(cell, "original_unlisted", path=path)
                elif path not in real and not self.problems:
                    self.at(cell, "original_fake", path=path)
                elif not item.fake:
                    self.at(cell, "original_of_real")

    def _claims(self, cells: dict[str, Cell], path: str) -> tuple[Claim, ...]:
        """The evidence of one line; regions are checked against the size of their picture."""
        cell = cells["regions"]
        try:
            claims = _json_claims(cell.text) if cell.text[0] in "[{" else self._compact_claims(cell.text)
        except _RegionError as error:
            what = self.words(f"import.region.{error.key}", **error.values)
            self.at(cell, "region", what=what)
            return ()
        size = self.around.sizes(path)
        inside = []
        for claim in claims:
            if claim.tell and claim.tell not in self.around.tells:
                self.at(cell, "no_tell", tell=claim.tell, guess=self.guess(claim.tell, sorted(self.around.tells)))
            left, top, right, bottom = bounds(claim.region)
            if right <= left or bottom <= top:
                self.at(cell, "region_empty")
            elif size and (min(left, top) < -_BEYOND or right > size[0] + _BEYOND or bottom > size[1] + _BEYOND):
                edges = f"x {left:g}-{right:g}, y {top:g}-{bottom:g}"
                self.at(cell, "region_outside", edges=edges, width=size[0], height=size[1])
            inside.append(claim)
        return self._with_notes(cells, inside)

    def _with_notes(self, cells: dict[str, Cell], claims: list[Claim]) -> tuple[Claim, ...]:
        """The evidence with what the columns of notes say of it."""
        notes: dict[str, list[str]] = {}
        for key in self.languages:
            note = cells.get(f"note_{key}", Cell("", 0, 0))
            parts = [part.strip() for part in note.text.split("|")] if len(claims) > 1 else [note.text]
            if len(parts) > len(claims):
                self.at(note, "notes", notes=len(parts), regions=len(claims))
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

    def _compact_claims(self, text: str) -> list[Claim]:
        """`tell: shape numbers | shape numbers …`; raises _RegionError with what is wrong."""
        claims = []
        for part in text.split("|"):
            tell, colon, rest = part.strip().rpartition(":")
            words = rest.split()
            shape = words[0].lower() if words else ""
            numbers = _numbers(" ".join(words[1:]), _SHAPES.get(shape))
            if numbers is None:
                raise _RegionError("no_number", part=part.strip())
            if shape == "polygon" and len(numbers) >= 6 and len(numbers) % 2 == 0:
                region = Region(polygon=tuple(zip(numbers[::2], numbers[1::2], strict=True)))
            elif shape in _SHAPES and len(numbers) == _SHAPES[shape]:
                region = msgspec.convert({shape: numbers}, Region)
            elif shape == "polygon":
                raise _RegionError("polygon", count=len(numbers))
            elif shape in _SHAPES:
                raise _RegionError("count", shape=shape, needs=_SHAPES[shape], count=len(numbers))
            else:
                raise _RegionError("shape", shape=shape, guess=self.guess(shape, ("box", "ellipse", "polygon")))
            claims.append(Claim(region, tell.strip() if colon else ""))
        return claims


class _TruthColumn(NamedTuple):
    """A column that says what is real."""

    place: int
    cell: Cell
    known: dict[str, _Meaning]  # its values


class _Columns(NamedTuple):
    """Where in a row what stands."""

    places: dict[str, int]
    truth: list[_TruthColumn]
    width: int


class _RegionError(ValueError):
    """Regions that cannot be read: the key of a sentence, and what stands in it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def _typed(value: str) -> str:
    """A value as it is typed behind an option."""
    return value if value.isalnum() else f'"{value}"'


def _number(text: str) -> str:
    """A value, where it is a whole number with a point (as spreadsheets write it) without that."""
    return re.sub(r"^(\d+)\.0+$", r"\1", text)


def _is_italian(text: str) -> bool:
    return spelt(text) in ("vero", "vera", "veri", "vere")


def _whole(text: str) -> int | None:
    """A whole number."""
    plain = _number(text)
    return int(plain) if re.fullmatch(r"\d{1,4}", plain) else None


def _year(text: str) -> int | None:
    """A year, or that of a date."""
    found = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    date = len(found) == 1 and re.fullmatch(r"[\d./\- :T]+Z?", text) and not re.fullmatch(r"\d+\.\d+", text)
    return int(found[0]) if date else _whole(text)


def _numbers(text: str, needed: int | None) -> list[float] | None:
    """Numbers between spaces or commas; commas in them are decimal signs where their count is right only so."""
    apart = text.replace(",", " ").split()
    decimal = text.replace(",", ".").split()
    words = decimal if needed is not None and len(apart) != needed == len(decimal) else apart
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


def _json_claims(text: str) -> list[Claim]:
    """A region, a piece of evidence, or a list of either, as in pictures.yaml; raises _RegionError."""
    try:
        given = msgspec.json.decode(text)
        items = given if isinstance(given, list) else [given]
        claims = [
            msgspec.convert(item if isinstance(item, dict) and "region" in item else {"region": item}, _Given)
            for item in items
        ]
    except (ValueError, RecursionError, msgspec.MsgspecError):
        raise _RegionError("json") from None
    for item in claims:
        region = item.region
        if sum(shape is not None for shape in (region.box, region.ellipse, region.polygon)) != 1 or region.mask:
            raise _RegionError("one_shape")
        if region.polygon is not None and len(region.polygon) < 3:
            raise _RegionError("corners")
    if not claims:
        raise _RegionError("none")
    return [Claim(item.region, item.tell, item.note) for item in claims]
