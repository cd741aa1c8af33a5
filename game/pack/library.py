"""A pack folder becomes a Library of pictures, tells and levels, or all of its problems.

Owns what a pack must hold and how its parts refer to each other; every problem of every file in one run.
Refuses to open picture files, to have an opinion on what can be played (`check` has), and to show or score anything.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from game.base import places
from game.base.text import Words
from game.model.kinds.investigate_round import InvestigateRound
from game.model.level import DrawRounds, Level, Plan, PlanAnswers
from game.model.names import OWN_PACK, bare, owner, renamed
from game.model.packfiles import LensesFile, Pack, PicturesFile, SourcesFile, TellsFile
from game.model.picture import Evidence, LensExample, Picture, Tell
from game.model.shapes import bounds, clipped
from game.model.terms import NONE_VISIBLE
from game.pack import schema, yamlfile
from game.pack.yamlfile import Document, Fix, Path_, Problem, Severity
from game.play import rules

SOURCES = "sources.yaml"  # in a pack whose pictures are fetched: where they come from
MOST_VALUES = 2 * yamlfile.MAX_VALUES  # of all files of a pack: they take about a gigabyte while it is read
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*")
MODELS = frozenset(
    ["diffusion", "autoregressive", "instruction-edit", "inpainting", "relight", "upscale", "video", "lipsync"]
)
_KEPT = r"“[^”]*”|\bFile:[^/;]*?\.\w{3,4}\b"  # in a credit: somebody else's words, and the name of a file
ROUNDING = 2  # px that a region may stick out by rounding: it is clipped beyond doubt


class Library(Struct, frozen=True, dict=True):
    """One pack, read: what the game plays from."""

    root: str
    pack: Pack
    levels: dict[str, Level]  # in the order of play: paths with tests first, then from easy to hard
    pictures: dict[str, Picture]
    tells: dict[str, Tell]
    lenses: dict[str, LensExample] = {}
    parts: dict[str, Pack] = {}  # other packs on the same shelf, by id: what is theirs is named pack/id

    @property
    def own(self) -> dict[str, Picture]:
        """The pictures of the pack itself, not those of others."""
        return {name: picture for name, picture in self.pictures.items() if not owner(name)}

    @property
    def each(self) -> list[Picture]:
        """Every picture once: one that several packs have has a key for each of them."""
        return [picture for name, picture in self.pictures.items() if name == picture.id]

    @property
    def cases(self) -> tuple[InvestigateRound, ...]:
        """Every case of every level, in their order."""
        rounds = (entry for level in self.levels.values() for entry in level.rounds)
        return tuple(entry for entry in rounds if isinstance(entry, InvestigateRound))

    def path(self, file: str) -> Path:
        """Where a picture or mask file lies."""
        return Path(self.root) / "assets" / file

    def credited(self, text: str, words: Words) -> str:
        """A credit, licence or source in another language, as far as a pack on the shelf knows its phrases in it.

        What stands in “quotes” was said so, and stays; so do names of files of Wikimedia Commons.
        """
        if words.language not in self._phrases:
            self._phrases[words.language] = {
                phrase[pack.languages[0]]: words.of(phrase)
                for pack in (*self.parts.values(), self.pack)
                for phrase in pack.credit_phrases
            }
        known = self._phrases[words.language]
        if not known:
            return text
        return self._any_phrase.sub(lambda found: known.get(found[0], found[0]), text)

    @cached_property
    def _phrases(self) -> dict[str, dict[str, str]]:
        """By language, each phrase as it is written in credits -> the same in that language; as far as was asked."""
        return {}

    @cached_property
    def _any_phrase(self) -> re.Pattern[str]:
        """Finds every phrase of every pack, or what stays as it is."""
        packs = (*self.parts.values(), self.pack)
        written = {phrase[pack.languages[0]] for pack in packs for phrase in pack.credit_phrases}
        longest_first = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
        return re.compile(rf"{_KEPT}|(?<![\w/])(?:{longest_first})(?![\w/])")

    def byline(self, picture: Picture, words: Words) -> str:
        """Who or which model made a picture, when, and its licence; from where it came is told among the credits."""
        maker, licence = self.credited(picture.credit, words), self.credited(picture.licence, words)
        model, year = model_of(picture), f", {picture.year}" if picture.year else ""
        return " · ".join([f"{model}{year}", maker, licence] if model else [f"{maker}{year}", licence])


def model_of(picture: Picture) -> str:
    """The model that made or changed a picture, where it is named with its year; none for scissors and stamps."""
    return picture.generator if picture.year and picture.made_by in MODELS else ""


def cover(library: Library) -> Picture | None:
    """The picture that stands for a pack: the last level's cover, and rather one with evidence; None without covers."""
    own = [level for name, level in library.levels.items() if not owner(name)]
    covers = [level.cover for level in own if level.cover in library.pictures]
    shown = [name for name in covers if name and library.pictures[name].evidence]
    return library.pictures[(shown or covers)[-1] or ""] if covers else None


def assets_of(root: Path | str) -> str:
    """The folder of a pack's files, as the beginning of their paths."""
    return f"{root}{os.sep}assets{os.sep}"


def pack_file(root: Path) -> Path:
    """The file that makes a folder a pack: pack.yaml at the top, or in assets/ as in the game's own; it may be missing.

    The one place that knows both; every command and reader asks here.
    """
    top, inner = root / "pack.yaml", root / "assets" / "pack.yaml"
    return inner if inner.is_file() and not top.is_file() else top


def yaml_files(root: Path) -> list[Path]:
    """Every YAML file that a pack's folder may hold, in order: the pack itself, pictures, tells, levels."""
    tells = root / "assets" / "tells.yaml"
    lenses = root / "assets" / "lenses.yaml"
    return [
        pack_file(root),
        *sorted((root / "assets").glob("pictures*.yaml")),
        *([tells] if tells.is_file() else []),
        *([lenses] if lenses.is_file() else []),
        *sorted((root / "levels").glob("[!.]*.yaml")),  # macOS leaves files such as ._faces.yaml on USB sticks
    ]


def guide_file() -> Path:
    """The game's own field guide, whose tells every pack may name."""
    return places.default_pack() / "assets" / "tells.yaml"


def lent_files() -> list[Path]:
    """What other packs may name something of: the game's own field guide and pictures."""
    return [guide_file(), *sorted((places.default_pack() / "assets").glob("pictures*.yaml"))]


class Manuscript(Struct, frozen=True):
    """What a library was read from, and where in it everything stands: for whoever has something to say of it."""

    documents: tuple[Document, ...]  # those whose YAML could be read
    pictures: dict[str, tuple[Document, Path_]]
    tells: dict[str, tuple[Document, Path_]]  # the pack's own
    lenses: dict[str, tuple[Document, Path_]]
    levels: dict[str, Document]
    coming: frozenset[str]  # picture files that are fetched when the pack is assembled


def read(root: Path) -> tuple[Library | None, list[Problem]]:
    """Read a pack: the library, or None where there are errors, and every problem, sorted.

    Its tells are those of the game's own field guide and, before them, its own.
    """
    library, problems, _ = examine(root)
    return (None if any(item.severity == "error" for item in problems) else library), problems


def glance(root: Path) -> Library | None:
    """The game's own pack as it is written, unchecked: what `read` gives of it, sooner, where nothing is wrong with it.

    None where something must be wrong; `read` says what.
    """
    first, *others = yaml_files(root)
    pictures: list[Picture] = []
    tells: list[Tell] = []
    lenses: list[LensExample] = []
    levels: list[Level] = []
    try:
        pack = msgspec.convert(yamlfile.unchecked(first), Pack)
        for path in others:
            data = yamlfile.unchecked(path)
            if path.parent.name == "levels":
                rounds = [{"ask": "draw", **entry} if "draw" in entry else entry for entry in data["rounds"]]
                levels.append(msgspec.convert({**data, "rounds": rounds}, Level))
            elif path.name == "tells.yaml":
                tells += msgspec.convert(data, TellsFile).tells
            elif path.name == "lenses.yaml":
                lenses += msgspec.convert(data, LensesFile).lenses
            else:
                pictures += msgspec.convert(data, PicturesFile).pictures
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    return Library(
        str(root),
        pack,
        _in_order(levels),
        {item.id: item for item in pictures},
        {item.id: item for item in tells},
        {item.id: item for item in lenses},
    )


def _in_order(levels: Iterable[Level]) -> dict[str, Level]:
    """Levels by id, in the order of play: paths with tests first, then from easy to hard."""
    ordered = sorted(levels, key=lambda level: (not level.forms, level.difficulty, level.id))
    return {level.id: level for level in ordered}


def examine(root: Path) -> tuple[Library | None, list[Problem], Manuscript]:
    """Read a pack to review it: with errors, too, all of it that could be read (None: not even pack.yaml)."""
    reading = _Reading(root)
    library = reading.library(_guide(root))
    return library, sorted(set(reading.problems)), reading.manuscript()


def survey(root: Path, documents: dict[Path, Document] | None = None) -> tuple[Library | None, list[Problem]]:
    """As `examine`, for a pack still in the making; where `documents` is given, what each file holds is put into it."""
    reading = _Reading(root)
    library = reading.library(_guide(root))
    if documents is not None:
        documents.update(reading.documents)
    return library, sorted(set(reading.problems))


def read_picture(library: Library, document: Document, ids: Iterable[str]) -> tuple[Picture | None, list[Problem]]:
    """One picture of a pack and what is wrong with it, as `read` would say; None where there are errors.

    The document is a list of this picture alone; `ids` are those of all pictures.
    """
    if document.problems:
        return None, list(document.problems)
    reading = _Reading(Path(library.root), library.pack.languages)
    reading.pictures = {name: _Entry(None, document, ()) for name in ids}
    reading.take_sources()
    picture = reading.picture(document, set(library.tells))
    problems = sorted(set(reading.problems))
    return (None if any(item.severity == "error" for item in problems) else picture), problems


def _guide(root: Path) -> dict[str, Tell]:
    """The tells of the game's own field guide; none for the game's own pack, which has them anyway."""
    reading = _Reading(places.default_pack())
    if root.resolve() != places.default_pack().resolve():
        reading.items(yamlfile.read(guide_file(), "assets/tells.yaml"), TellsFile, "tells", Tell, reading.tells)
    return _values(reading.tells)


class _Entry(NamedTuple):
    """One item of a list file: its value, where that could be made out, and where it stands."""

    value: Any
    document: Document
    path: Path_


def _values(entries: Mapping[str, _Entry]) -> dict[str, Any]:
    """The values that could be made out, by id."""
    return {name: entry.value for name, entry in entries.items() if entry.value is not None}


class _Reading:
    """The work of one `examine`: documents as they come, problems as they are found."""

    def __init__(self, root: Path, languages: tuple[str, ...] = ()) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.listings: dict[Path, set[str]] = {}
        self.coming: set[str] = set()  # files that are fetched when the pack is assembled
        self.languages = languages  # none while the pack itself cannot be read
        self.unread = False  # a file of pictures could not be read: which pictures there are is not known
        self.documents: dict[Path, Document] = {}
        self.pictures: dict[str, _Entry] = {}
        self.tells: dict[str, _Entry] = {}
        self.lenses: dict[str, _Entry] = {}
        self.levels: dict[str, tuple[Level, Document]] = {}

    def manuscript(self) -> Manuscript:
        """Where everything that was read stands."""
        pictures, tells, lenses = (
            {name: (entry.document, entry.path) for name, entry in entries.items()}
            for entries in (self.pictures, self.tells, self.lenses)
        )
        levels = {name: document for name, (_, document) in self.levels.items()}
        documents = tuple(item for item in self.documents.values() if item.data is not None)
        return Manuscript(documents, pictures, tells, lenses, levels, frozenset(self.coming))

    def library(self, guide: Mapping[str, Tell]) -> Library | None:
        """Read all files, then check what they say of each other."""
        files = yaml_files(self.root)
        self._read(files)
        self._overlooked()
        pack = self._whole(self.documents[files[0]], Pack)
        self.take_sources()
        if pack is not None:
            self.languages = pack.languages
            document = self.documents[files[0]]
            for key in ("credit_phrases", "curriculum"):
                self._texts(document, document.data.get(key), (key,))
        for path in files[1:]:
            document = self.documents[path]
            if path.name == "lenses.yaml":
                self.items(document, LensesFile, "lenses", LensExample, self.lenses)
            elif path.name == "tells.yaml":
                self.items(document, TellsFile, "tells", Tell, self.tells)
            elif path.parent.name != "levels":
                self.items(document, PicturesFile, "pictures", Picture, self.pictures)
                there = any(entry.document is document for entry in self.pictures.values())
                self.unread = self.unread or (bool(document.problems) and not there)
        for name, entry in self.pictures.items():
            if entry.value is not None:
                self._picture(name, entry.value, {*self.tells, *guide}, entry.document, entry.path)
        pictures: dict[str, Picture] = _values(self.pictures)
        self._lenses()
        level_documents = [self.documents[path] for path in files[1:] if path.parent.name == "levels"]
        for document in level_documents:
            level = self._whole(document, Level)
            if level is None:
                continue
            if level.id in self.levels:
                message = f"level '{level.id}' is already defined in {self.levels[level.id][1].file}"
                self.problems.append(document.problem(("id",), message))
                continue
            self.levels[level.id] = (level, document)
            self._level(level, document, pictures)
        if not level_documents:
            self.problems.append(Problem("levels/", 0, 0, "error", "the pack has no levels/*.yaml"))
        if pack is None:
            return None
        self._named_by_pack(pack, self.documents[files[0]])
        levels = [level for level, _ in self.levels.values()]
        self._forms(self.levels, pictures | self._lent(levels))
        return Library(
            str(self.root),
            pack,
            _in_order(levels),
            pictures | self._lent(levels),
            {**guide, **_values(self.tells)},
            _values(self.lenses),
        )

    def _named_by_pack(self, pack: Pack, document: Document) -> None:
        """The pictures and levels that pack.yaml names are there."""
        for number, name in enumerate(pack.heroes):
            self._named(name, document, ("heroes", number))
        for number, sitting in enumerate(pack.curriculum):
            for place, level in enumerate(sitting.levels):
                if level not in self.levels:
                    message = f"no level '{level}'{schema.guess(level, sorted(self.levels))}"
                    path: Path_ = ("curriculum", number, "levels", place)
                    self.problems.append(document.problem(path, message))

    def _read(self, files: list[Path]) -> None:
        """Read the files; once they are too much for any machine, the rest is refused unread."""
        values = 0
        for path in files:
            shown_as = path.relative_to(self.root).as_posix()
            if path == files[0] and not path.exists():
                problem = Problem(shown_as, 0, 0, "error", self._no_pack())
                self.documents[path] = Document(shown_as, None, {}, {}, [problem])
                continue
            if values > MOST_VALUES:
                message = f"the files before this one hold more than {MOST_VALUES:,} values; make two packs of this one"
                problem = Problem(shown_as, 0, 0, "error", message)
                self.documents[path] = Document(shown_as, None, {}, {}, [problem])
                continue
            document = self.documents[path] = yamlfile.read(path, shown_as)
            values += len(document.places) + len(document.key_places)

    def _overlooked(self) -> None:
        """Files that would be read under another name."""
        for folder, names in (("levels", ""), ("assets", "pictures|tells|lenses")):
            for name in sorted(self._names(self.root / folder)):
                if re.fullmatch(rf"(?i)(?!\.)({names}).*\.ya?ml(\.txt)?", name) and not name.endswith(".yaml"):
                    message = "is not read; its name must end in '.yaml'"
                    self.problems.append(Problem(f"{folder}/{name}", 0, 0, "warning", message))

    def _no_pack(self) -> str:
        """Why a folder is no pack, and what to do."""
        if not self.root.is_dir():
            return f"there is no folder '{self.root}'; name a pack's folder"
        for folder in (self.root, self.root / "assets"):
            close = [name for name in sorted(self._names(folder)) if re.fullmatch(r"(?i)pack\.ya?ml(\.txt)?", name)]
            if close:
                return f"its name must be 'pack.yaml'; rename '{(folder / close[0]).relative_to(self.root).as_posix()}'"
        return "a pack has this file, and it is neither here nor in assets/; name a pack's folder, or make a 'new pack'"

    def take_sources(self) -> None:
        """Which files are still to be fetched, where the pack says so."""
        if (self.root / SOURCES).is_file():
            self.documents[self.root / SOURCES] = document = yamlfile.read(self.root / SOURCES, SOURCES)
            sources = self._whole(document, SourcesFile)
            self.coming = {item.file for item in sources.files} if sources else set()

    def picture(self, document: Document, tells: set[str]) -> Picture | None:
        """The one picture of a document that is a list of it alone."""
        path = (0,)
        picture = schema.read_as(document, Picture, path)
        self.problems += document.problems
        self._texts(document, document.data[0], path)
        if picture is not None:
            self._picture(picture.id, picture, tells, document, path)
        return picture

    def _lenses(self) -> None:
        """The examples of the lenses exist."""
        for lens, document, path in self.lenses.values():
            for key in ("helps", "misleads"):
                name = getattr(lens, key) if lens is not None else None
                if name is not None:
                    self._named(name, document, (*path, key))

    def _whole(self, document: Document, kind: type[Any]) -> Any:
        """A file as one value; its texts and problems checked."""
        value = None if document.problems else schema.read_as(document, kind)
        self.problems += document.problems
        if document.data is not None and kind is not Pack:
            self._texts(document, document.data, ())
        return value

    def items(
        self, document: Document, kind: type[Any], key: str, item_kind: type[Any], into: dict[str, _Entry]
    ) -> None:
        """The items of a list file by id, each read by itself so that one fault does not hide the others."""
        for name, value, path in self._entries(document, kind, key, item_kind):
            if name in into:
                self.problems.append(document.problem((*path, "id"), f"id '{name}' is used twice; ids are unique"))
            else:
                into[name] = _Entry(value, document, path)

    def _entries(
        self, document: Document, kind: type[Any], key: str, item_kind: type[Any]
    ) -> list[tuple[str, Any, Path_]]:
        """(id, value or None, place) of every item that has an id."""
        entries: list[tuple[str, Any, Path_]] = []
        data = document.data
        if not document.problems and isinstance(data, dict) and isinstance(data.get(key), list):
            items, data = data[key], {**data, key: []}
            head = Document(document.file, data, document.places, document.key_places, document.problems)
            schema.read_as(head, kind)
            for place, item in enumerate(items):
                path = (key, place)
                value = schema.read_as(document, item_kind, path)
                name = item.get("id") if isinstance(item, dict) else None
                if isinstance(name, str):
                    entries.append((name, value, path))
            self._texts(document, document.data, ())
        elif not document.problems:
            schema.read_as(document, kind)
        self.problems += document.problems
        return entries

    def _texts(self, document: Document, value: Any, path: Path_) -> None:
        """Every text by language holds every language of the pack, and none of them is empty."""
        if not self.languages:
            return
        if isinstance(value, list):
            for place, item in enumerate(value):
                self._texts(document, item, (*path, place))
            return
        if not isinstance(value, dict):
            return
        if is_text(path):
            name = next(step for step in reversed(path) if isinstance(step, str))
            for language in self.languages:
                if language not in value:
                    message = f"'{name}' has no text in '{language}', a language of this pack"
                    self.problems.append(document.problem(path, message, at_key=True))
                elif isinstance(value[language], str) and not value[language].strip():
                    message = f"'{name}' is empty in '{language}'"
                    self.problems.append(document.problem((*path, language), message))
            for language in set(value) - set(self.languages):
                self._other_language(document, language, value, path)
            return
        for key, item in value.items():
            self._texts(document, item, (*path, key))

    def _other_language(self, document: Document, language: str, texts: dict[str, Any], path: Path_) -> None:
        """A text in a language that the pack does not have: a slip, or one that is to be listed."""
        meant, fix = language.lower(), None
        if meant in self.languages and meant in texts:
            line = document.key_places[(*path, meant)][0]
            hint = f"; it is another spelling of '{meant}' in line {line}: keep one of them, as '{meant}'"
        elif meant in self.languages:
            hint, fix = f"; write '{meant}'", Fix((*path, language), "key", meant)
        elif _LANGUAGE.fullmatch(language):
            hint = schema.guess(language, list(self.languages)) or "; list it in the pack's languages"
        else:
            hint = "; put quotes around a text that holds a comma or ': '"
        message = f"'{language}' is not a language of this pack{hint}"
        problem = document.problem((*path, language), message, severity="warning", at_key=True, fix=fix)
        self.problems.append(problem)

    def _picture(
        self,
        name: str,
        picture: Picture,
        tells: set[str],
        document: Document,
        path: Path_,
    ) -> None:
        """What one picture says of its files, its original, its tells and its regions."""

        def report(key: str, message: str, severity: Severity = "error", fix: Fix | None = None) -> None:
            self.problems.append(document.problem((*path, key), message, severity=severity, fix=fix))

        self._file(document, (*path, "file"), picture.file)
        if picture.mask:
            self._file(document, (*path, "mask"), picture.mask)
        for key in ("credit", "licence"):
            if not getattr(picture, key).strip():
                report(key, f"'{key}' is empty; say who made the picture and under which licence")
        if picture.original is not None:
            if not picture.fake:
                entry = Fix((*path, "original"), "entry")
                report("original", "a real picture has no original; delete this line", fix=entry)
            else:
                self._named(picture.original, document, (*path, "original"))
        for fault in faults_of_truth(picture):
            report(*fault)
        for place, evidence in enumerate(picture.evidence):
            at = (*path, "evidence", place)
            if evidence.tell not in tells and evidence.tell != NONE_VISIBLE:
                message = f"no tell '{evidence.tell}' in the field guide{schema.guess(evidence.tell, sorted(tells))}"
                self.problems.append(document.problem((*at, "tell"), message))
            self._region(evidence, picture, document, (*at, "region"))
            self._beside(evidence, picture, document, (*at, "beside"))
            for number, keyframe in enumerate(evidence.keyframes):
                here = (*at, "keyframes", number)
                if picture.clip is None or keyframe.frame >= picture.clip.frames:
                    message = f"there is no frame {keyframe.frame}; the first one is 0"
                    self.problems.append(document.problem((*here, "frame"), message))
                moved = Evidence(evidence.tell, keyframe.region, evidence.note)
                self._region(moved, picture, document, (*here, "region"))
                first = evidence.keyframes[0].region
                if (keyframe.region.box is None) != (first.box is None) or not (first.box or first.ellipse):
                    message = "a tell that moves is a box in all of its keyframes, or an ellipse in all of them"
                    self.problems.append(document.problem((*here, "region"), message))

    def _beside(self, evidence: Evidence, picture: Picture, document: Document, path: Path_) -> None:
        """The matching part is drawn in numbers, inside its picture."""
        if evidence.beside is None:
            return
        if evidence.beside.mask:
            message = "the matching part is a box, an ellipse or a polygon; a mask cannot be brought near"
            self.problems.append(document.problem(path, message))
        else:
            self._region(Evidence(evidence.tell, evidence.beside, evidence.note), picture, document, path)

    def _region(self, evidence: Evidence, picture: Picture, document: Document, path: Path_) -> None:
        """A region has one shape, and lies inside its picture."""
        region = evidence.region
        shapes = [name for name in ("box", "ellipse", "polygon", "mask") if getattr(region, name) is not None]
        message, fix = "", None
        if len(shapes) != 1:
            message = f"a region is one of box, ellipse, polygon, mask; here are {len(shapes)}"
        elif region.mask:
            self._file(document, (*path, "mask"), region.mask)
        elif region.polygon is not None and len(region.polygon) < 3:
            message = "a polygon needs at least three corners"
        else:
            left, top, right, bottom = bounds(region)
            width, height = picture.size
            out = max(-left, -top, right - width, bottom - height)
            if right - left <= 0 or bottom - top <= 0:
                message = "the region is empty"
            elif out > 0:
                edges = f"x {left:g} to {right:g}, y {top:g} to {bottom:g}"
                message = f"the region ({edges}) leaves the picture of {width}x{height} pixels"
                if out <= ROUNDING:
                    numbers = _numbers(getattr(clipped(region, picture.size), shapes[0]))
                    fix = Fix((*path, shapes[0]), "value", numbers)
        if message:
            self.problems.append(document.problem(path, message, fix=fix))

    def _file(self, document: Document, path: Path_, file: str) -> None:
        """A file that a pack names exists below assets/, in exactly this spelling."""
        message, fix = "", None
        if not lies_inside(file):
            message = f"'{file}' is not a path below assets/; write it with '/' and without '..'"
        elif file not in self.coming:
            folder, spelt = self.root / "assets", []
            for step in Path(file).parts:
                names = self._names(folder)
                same = [step] if step in names else [name for name in names if name.lower() == step.lower()]
                if step not in names and not message:
                    hint = f"; it is spelt '{min(same)}'" if same else schema.guess(step, sorted(names))
                    message = f"no file 'assets/{file}'{hint}"
                if len(same) != 1:
                    break
                spelt += same
                folder /= same[0]
            else:
                fix = Fix(path, "value", "/".join(spelt)) if message else None
        if message:
            self.problems.append(document.problem(path, message, fix=fix))

    def _names(self, folder: Path) -> set[str]:
        """What a folder holds, in exact spelling; listed once."""
        if folder not in self.listings:
            self.listings[folder] = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
        return self.listings[folder]

    @cached_property
    def lent(self) -> dict[str, Picture]:
        """The game's own pictures as another pack names them; read only where one does."""
        if self.root.resolve() == places.default_pack().resolve():
            return {}
        reading = _Reading(places.default_pack())
        for path in lent_files()[1:]:
            document = yamlfile.read(path, path.name)
            reading.items(document, PicturesFile, "pictures", Picture, reading.pictures)
        assets = assets_of(reading.root)
        moved = (
            item.moved(assets, lambda name: renamed(name, OWN_PACK, "")) for item in _values(reading.pictures).values()
        )
        return {picture.id: picture for picture in moved}

    def _lent(self, levels: Iterable[Level]) -> dict[str, Picture]:
        """The game's own pictures that levels name, and what those were made of."""
        named = {name for level in levels for name in (*_pictures_of_level(level), level.cover or "") if owner(name)}
        named |= {self.lent[name].original or "" for name in named if name in self.lent}
        return {name: self.lent[name] for name in sorted(named) if name in self.lent}

    def _named(self, name: str, document: Document, path: Path_) -> None:
        """A picture that something names exists; nobody knows where a file of pictures could not be read."""
        if owner(name):
            if name not in self.lent:
                hint = schema.guess(bare(name), [bare(other) for other in self.lent])
                self.problems.append(document.problem(path, f"the game's own pack has no picture '{bare(name)}'{hint}"))
            return
        if name not in self.pictures and not self.unread:
            message = f"no picture '{name}'{schema.guess(name, sorted(self.pictures))}"
            self.problems.append(document.problem(path, message))

    def _level(self, level: Level, document: Document, pictures: dict[str, Picture]) -> None:
        """A level's pictures exist, and its draws can be dealt."""
        own, pictures = pictures, pictures | self._lent([level])
        for place, entry in enumerate(level.rounds):
            path: Path_ = ("rounds", place)
            if isinstance(entry, DrawRounds):
                if not self.unread and not level.draws_on:  # what is installed beside the pack is not known here
                    self._draw(entry, document, path, own)
                self._part(entry, document, path)
                if level.form and entry.draw.ask != "verdict":
                    message = f"level '{level.id}' is form {level.form} of a test, which asks 'verdict' rounds only"
                    self.problems.append(document.problem((*path, "draw", "ask"), message))
                continue
            for key, name in entry.named:
                self._named(name, document, (*path, *key))
                if name in (*entry.judged, *entry.marked) and name in pictures and not pictures[name].askable:
                    message = f"nobody knows whether '{name}' is real, so it cannot be asked"
                    self.problems.append(document.problem((*path, *key), message))
            for fault in entry.faults(pictures):
                self.problems.append(document.problem((*path, *fault.key), fault.message))
            if len(entry.pictures) != len(set(entry.pictures)):
                self.problems.append(document.problem((*path, "pictures"), "the same picture twice in one round"))
            if level.form and not entry.tested:
                message = f"level '{level.id}' is form {level.form} of a test, which asks 'verdict' rounds only"
                self.problems.append(document.problem((*path, "ask"), message))
            if entry.expected and not entry.discuss:
                message = "'expected' answers 'discuss', which is not there; write what is asked"
                self.problems.append(document.problem((*path, "expected"), message, at_key=True))
        if level.plan:
            self._answers(level.plan, document)
        if level.cover:
            self._named(level.cover, document, ("cover",))
        if not level.rounds:
            self.problems.append(document.problem(("rounds",), "the level has no rounds"))

    def _answers(self, plan: Plan, document: Document) -> None:
        """Where a plan's questions have answers, each has one."""
        if len(plan.checks) not in (0, len(plan.aims)):
            message = f"there are {len(plan.aims)} aims and {len(plan.checks)} checks; write one for each, or none"
            self.problems.append(document.problem(("plan", "checks"), message, at_key=True))
        for name in PlanAnswers.__struct_fields__:
            asked, answered = len(getattr(plan, name)), len(getattr(plan.answers, name))
            if answered not in (0, asked):
                message = f"'{name}' has {asked} questions and {answered} answers; write an answer for each, or none"
                self.problems.append(document.problem(("plan", "answers", name), message, at_key=True))

    def _forms(self, levels: dict[str, tuple[Level, Document]], pictures: dict[str, Picture]) -> None:
        """Two parallel tests are forms A and B, match each other, and share no picture with anything."""
        seen: dict[str, str] = {}  # family of a picture -> the level that shows it
        for level, _ in levels.values():
            for name in _pictures_of_level(level):
                if not level.form and name in pictures:
                    seen[pictures[name].family] = level.id
        for level, document in levels.values():
            for number, name in enumerate(level.forms or ()):
                if name not in levels or levels[name][0].form != "AB"[number]:
                    message = f"'forms' names a level of form A and one of form B; '{name}' is no form {'AB'[number]}"
                    self.problems.append(document.problem(("forms", number), message))
            if not level.form:
                continue
            for place, name in enumerate(_pictures_of_level(level)):
                picture = pictures.get(name)
                if picture is None:
                    continue
                other = seen.setdefault(picture.family, level.id)
                if other != level.id:
                    message = f"'{name}' (or its original) is shown in level '{other}' too; a test shows what is new"
                    self.problems.append(document.problem(("rounds", place), message))
                if picture.in_draws and not owner(name):
                    message = f"'{name}' could be drawn elsewhere; write 'in_draws: false' beside it"
                    self.problems.append(document.problem(("rounds", place), message))
        for first, second in _parallel(levels):
            shown = _kinds(levels[first][0], pictures), _kinds(levels[second][0], pictures)
            if shown[0] != shown[1]:
                message = f"form A shows {shown[0]}, form B {shown[1]}; parallel tests match in kinds and difficulty"
                document = levels[second][1]
                self.problems.append(document.problem(("rounds",), message, severity="warning", at_key=True))

    def _draw(self, entry: DrawRounds, document: Document, path: Path_, pictures: dict[str, Picture]) -> None:
        """A draw's pool is large enough for what it deals."""
        draw = entry.draw
        fakes, reals = rules.pool_of(draw, pictures)
        wanted = draw.count * (draw.pictures if draw.ask == "pick" else 1)
        if draw.ask == "point":
            short = f"{len(fakes)} fakes with evidence" if len(fakes) < wanted else ""
        elif draw.balance == "half":
            enough = min(len(fakes), len(reals)) >= (wanted + 1) // 2
            short = "" if enough else f"{len(fakes)} fake and {len(reals)} real pictures"
        else:
            short = "" if len(fakes) + len(reals) >= wanted else f"{len(fakes) + len(reals)} pictures"
        if short:
            message = f"the draw wants {wanted} pictures, its pool holds {short}"
            self.problems.append(document.problem((*path, "draw"), message))

    def _part(self, entry: DrawRounds, document: Document, path: Path_) -> None:
        """The part of a pool that a draw takes from is one of those that there are."""
        part = entry.draw.pool.part
        if part is not None and not 1 <= part[0] <= part[1]:
            message = f"there is no part {part[0]} of {part[1]}; write the part's number, then how many there are"
            self.problems.append(document.problem((*path, "draw", "from", "part"), message))


def _parallel(levels: Mapping[str, tuple[Level, Document]]) -> Iterator[tuple[str, str]]:
    """The pairs of parallel tests, A and B: those that a level names, or the two that there are."""
    named = {level.forms for level, _ in levels.values() if level.forms}
    tests = sorted((level.form, name) for name, (level, _) in levels.items() if level.form)
    if not named and [form for form, _ in tests] == ["A", "B"]:
        named = {(tests[0][1], tests[1][1])}
    yield from sorted(pair for pair in named if set(pair) <= set(levels))


def _pictures_of_level(level: Level) -> list[str]:
    """The pictures that a level names in its rounds."""
    return [name for entry in level.rounds if not isinstance(entry, DrawRounds) for name in entry.pictures]


def _kinds(level: Level, pictures: dict[str, Picture]) -> str:
    """How many pictures of each way of making and difficulty a level shows, in words."""
    kinds = Counter(
        f"{pictures[name].made_by}/{pictures[name].difficulty}"
        for name in _pictures_of_level(level)
        if name in pictures
    )
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))


def is_text(path: Path_) -> bool:
    """Whether a mapping at a path holds texts by language."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    return key in schema.text_keys(PicturesFile, TellsFile, LensesFile, Level, Pack)


def lies_inside(file: str) -> bool:
    """Whether a file's name is a path that stays below assets/, on every system."""
    leads_out = r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\\|[\x00-\x1f]"
    return bool(file) and not re.search(leads_out, file)


def _numbers(values: Iterable[Any]) -> str:
    """Numbers, or pairs of them, as YAML has them in a line."""
    return f"[{', '.join(_numbers(item) if isinstance(item, tuple) else f'{item:.10g}' for item in values)}]"


def faults_of_truth(picture: Picture) -> Iterator[tuple[str, str, Severity]]:
    """What goes against a picture's truth in its other keys: at which key, and what."""
    if picture.fake and not picture.evidence:
        message = f"'{picture.id}' has no evidence; add a region and a note, or the tell '{NONE_VISIBLE}'"
        yield "id", message, "warning"
    if not picture.askable and picture.evidence:
        yield "evidence", "nobody knows whether this picture is real, so nothing in it is evidence", "error"
    if not picture.fake and any(item.tell == NONE_VISIBLE for item in picture.evidence):
        yield "evidence", f"'{NONE_VISIBLE}' is for fakes; say in 'looks_odd' why this picture is real", "error"
    implied = {"real": "camera", "unknown": "unknown"}  # truth -> the only way of making that goes with it, and it with
    made_by = implied.get(picture.truth)
    if picture.made_by != made_by if made_by else picture.made_by in implied.values():
        yield "made_by", f"'{picture.made_by}' does not go with truth '{picture.truth}'", "error"
    if picture.source_type is None and picture.askable:
        message = f"'{picture.id}' has no 'source_type': its IPTC digital source type, such as digitalCapture"
        yield "id", message, "error"


def examples(library: Library, tell: str) -> list[tuple[Picture, int]]:
    """The pictures that show a tell, easiest first, and the number of the evidence that shows it.

    Whole pictures are no examples of anything. A picture that is never dealt is one where a tell has no other, unless
    a test keeps it.
    """
    return examples_of_all(library, (tell,)).get(tell, [])


def examples_of_all(library: Library, tells: Iterable[str]) -> dict[str, list[tuple[Picture, int]]]:
    """The examples of each of these tells that has any, as `examples` has them."""
    fakes = [picture for picture in library.each if picture.fake]
    found = _examples([picture for picture in fakes if picture.in_draws], set(tells))
    if missing := set(tells) - set(found):
        kept = {name for level in library.levels.values() if level.form for name in _pictures_of_level(level)}
        aside = [picture for picture in fakes if not picture.in_draws and picture.id not in kept]
        found |= _examples(aside, missing)
    return found


def _examples(pictures: list[Picture], wanted: set[str]) -> dict[str, list[tuple[Picture, int]]]:
    found: dict[str, list[tuple[Picture, int]]] = {}
    for picture in pictures:
        shown: set[str] = set()
        for number, item in enumerate(picture.evidence):
            if item.tell not in wanted or item.tell in shown or item.region.mask:
                continue
            left, top, right, bottom = bounds(item.region)
            if (right - left) * (bottom - top) <= 0.6 * picture.size[0] * picture.size[1]:
                shown.add(item.tell)
                found.setdefault(item.tell, []).append((picture, number))
    return {tell: sorted(rows, key=lambda row: (row[0].difficulty, row[0].id)) for tell, rows in found.items()}
