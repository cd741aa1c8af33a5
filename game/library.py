"""A pack folder becomes a Library of pictures, tells and levels, or all of its problems.

Owns what a pack must hold and how its parts refer to each other; every problem of every file in one run.
Refuses to open picture files while playing (`check_files` does, for `check`), and to show or score anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from game import places, rules, schema, yamlfile
from game.imagefiles import FORMATS, MAX_PIXELS, Frames, decoding
from game.model import (
    NONE_VISIBLE,
    ChooseRound,
    Clip,
    ClipRound,
    DrawRounds,
    Evidence,
    LensesFile,
    LensExample,
    Level,
    OrderRound,
    Pack,
    PickRound,
    Picture,
    PicturesFile,
    PointRound,
    ReadRound,
    Region,
    Round,
    SourcesFile,
    Tell,
    TellsFile,
    VerdictRound,
)
from game.yamlfile import Document, Path_, Problem

SOURCES = "sources.yaml"  # in a pack whose pictures are fetched: where they come from
MIN_SIDE = 200  # px: below this there is nothing to look at
MOST_VALUES = 2 * yamlfile.MAX_VALUES  # of all files of a pack: they take about a gigabyte while it is read
AROUND = 0.35  # of the evidence's size: how much of the surroundings an example shows on each side
LEAST_PIECE = 150  # px: the smallest piece of a picture shown as an example


class Library(Struct, frozen=True):
    """One pack, read: what the game plays from."""

    root: str
    pack: Pack
    levels: dict[str, Level]  # in the order of play: paths with tests first, then from easy to hard
    pictures: dict[str, Picture]
    tells: dict[str, Tell]
    lenses: dict[str, LensExample] = {}

    def path(self, file: str) -> Path:
        """Where a picture or mask file lies."""
        return Path(self.root) / "assets" / file


def cover(library: Library) -> Picture | None:
    """The picture that stands for a pack: the last level's cover, and rather one with evidence; None without covers."""
    covers = [level.cover for level in library.levels.values() if level.cover in library.pictures]
    shown = [name for name in covers if name and library.pictures[name].evidence]
    return library.pictures[(shown or covers)[-1] or ""] if covers else None


def yaml_files(root: Path) -> list[Path]:
    """Every YAML file that a pack's folder may hold, in order: the pack itself, pictures, tells, levels."""
    pack = root / "pack.yaml"
    if not pack.is_file() and (root / "assets" / "pack.yaml").is_file():
        pack = root / "assets" / "pack.yaml"
    tells = root / "assets" / "tells.yaml"
    lenses = root / "assets" / "lenses.yaml"
    return [
        pack,
        *sorted((root / "assets").glob("pictures*.yaml")),
        *([tells] if tells.is_file() else []),
        *([lenses] if lenses.is_file() else []),
        *sorted((root / "levels").glob("[!.]*.yaml")),  # macOS leaves files such as ._faces.yaml on USB sticks
    ]


def guide_file() -> Path:
    """The game's own field guide, whose tells every pack may name."""
    return places.default_pack() / "assets" / "tells.yaml"


def read(root: Path) -> tuple[Library | None, list[Problem]]:
    """Read a pack: the library, or None where there are errors, and every problem, sorted.

    Its tells are those of the game's own field guide and, before them, its own.
    """
    library, problems = read_in_part(root)
    return (None if any(item.severity == "error" for item in problems) else library), problems


def read_in_part(root: Path) -> tuple[Library | None, list[Problem]]:
    """As `read`, but with a library of all that is sound, whatever is wrong with the rest; None without a pack.yaml."""
    reading = _Reading(root)
    library = reading.library(_guide(root))
    return library, sorted(set(reading.problems))


def _guide(root: Path) -> dict[str, Tell]:
    """The tells of the game's own field guide; none for the game's own pack, which has them anyway."""
    guide: dict[str, Tell | None] = {}
    if root.resolve() != places.default_pack().resolve():
        reading = _Reading(places.default_pack())
        reading._items(yamlfile.read(guide_file(), "assets/tells.yaml"), TellsFile, "tells", Tell, guide)  # noqa: SLF001
    return {name: tell for name, tell in guide.items() if tell is not None}


class _Reading:
    """The work of one `read`: documents as they come, problems as they are found."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.listings: dict[Path, set[str]] = {}
        self.coming: set[str] = set()  # files that are fetched when the pack is assembled
        self.languages: tuple[str, ...] = ()  # none while the pack itself cannot be read

    def library(self, guide: Mapping[str, Tell]) -> Library | None:
        """Read all files, then check what they say of each other."""
        files = yaml_files(self.root)
        documents = self._documents(files)
        pack = self._whole(documents[files[0]], Pack)
        if (self.root / SOURCES).is_file():
            sources = self._whole(yamlfile.read(self.root / SOURCES, SOURCES), SourcesFile)
            self.coming = {item.file for item in sources.files} if sources else set()
        if pack is not None:
            self.languages = pack.languages
        pictures: dict[str, tuple[Picture | None, Document, Path_]] = {}
        tells: dict[str, Tell | None] = {}
        levels: dict[str, tuple[Level, Document]] = {}
        lenses: dict[str, LensExample | None] = {}
        lens_document: Document | None = None
        level_documents = []
        for path in files[1:]:
            document = documents[path]
            if path.parent.name == "levels":
                level_documents.append(document)
            elif path.name == "lenses.yaml":
                self._items(document, LensesFile, "lenses", LensExample, lenses)
                lens_document = document
            elif path.name == "tells.yaml":
                self._items(document, TellsFile, "tells", Tell, tells)
            else:
                self._pictures(document, pictures)
        for name, (picture, document, path_) in pictures.items():
            if picture is not None:
                self._picture(name, picture, pictures, set(tells) | set(guide), document, path_)
        good = {name: entry[0] for name, entry in pictures.items() if entry[0] is not None}
        if lens_document is not None:
            self._lenses(list(lenses.values()), lens_document, set(pictures))
        for document in level_documents:
            level = self._whole(document, Level)
            if level is None:
                continue
            if level.id in levels:
                message = f"level '{level.id}' is already defined in {levels[level.id][1].file}"
                self.problems.append(document.problem(("id",), message))
                continue
            levels[level.id] = (level, document)
            self._level(level, document, good, set(pictures))
        if not files[1:] or not level_documents:
            self.problems.append(Problem(files[0].parent.name + "/", 0, 0, "error", "the pack has no levels/*.yaml"))
        if pack is None:
            return None
        self._forms(levels, good)
        ordered = sorted(
            (level for level, _ in levels.values()), key=lambda level: (not level.forms, level.difficulty, level.id)
        )
        return Library(
            str(self.root),
            pack,
            {level.id: level for level in ordered},
            good,
            {**guide, **{name: tell for name, tell in tells.items() if tell is not None}},
            {name: lens for name, lens in lenses.items() if lens is not None},
        )

    def _documents(self, files: list[Path]) -> dict[Path, Document]:
        """The files, read; once they are too much for any machine, the rest is refused unread."""
        documents: dict[Path, Document] = {}
        values = 0
        for path in files:
            shown_as = path.relative_to(self.root).as_posix()
            if values > MOST_VALUES:
                message = f"the files before this one hold more than {MOST_VALUES:,} values; make two packs of this one"
                problem = Problem(shown_as, 0, 0, "error", message)
                documents[path] = Document(shown_as, None, {}, {}, [problem])
                continue
            documents[path] = yamlfile.read(path, shown_as)
            values += len(documents[path].places) + len(documents[path].key_places)
        return documents

    def _lenses(self, lenses: list[LensExample | None], document: Document, ids: set[str]) -> None:
        """The examples of the lenses exist."""
        for place, lens in enumerate(lenses):
            for key in ("helps", "misleads"):
                name = getattr(lens, key) if lens is not None else None
                if name is not None and name not in ids:
                    message = f"no picture '{name}'{schema.guess(name, sorted(ids))}"
                    self.problems.append(document.problem(("lenses", place, key), message))

    def _whole(self, document: Document, kind: type[Any]) -> Any:
        """A file as one value; its texts and problems checked."""
        value = None if document.problems else schema.read_as(document, kind)
        self.problems += document.problems
        if document.data is not None and kind is not Pack:
            self._texts(document, document.data, ())
        return value

    def _items(self, document: Document, kind: type[Any], key: str, item_kind: type[Any], into: dict[str, Any]) -> None:
        """The items of a list file by id, each read by itself so that one fault does not hide the others."""
        for name, value, path in self._entries(document, kind, key, item_kind):
            if name in into:
                self.problems.append(document.problem((*path, "id"), f"id '{name}' is used twice; ids are unique"))
            else:
                into[name] = value

    def _pictures(self, document: Document, into: dict[str, tuple[Picture | None, Document, Path_]]) -> None:
        for name, value, path in self._entries(document, PicturesFile, "pictures", Picture):
            if name in into:
                self.problems.append(document.problem((*path, "id"), f"id '{name}' is used twice; ids are unique"))
            else:
                into[name] = (value, document, path)

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
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        if key in schema.text_keys(PicturesFile, TellsFile, LensesFile, Level):
            for language in self.languages:
                if language not in value:
                    message = f"'{key}' has no text in '{language}', a language of this pack"
                    self.problems.append(document.problem(path, message, at_key=True))
                elif isinstance(value[language], str) and not value[language].strip():
                    message = f"'{key}' is empty in '{language}'"
                    self.problems.append(document.problem((*path, language), message))
            for language in set(value) - set(self.languages):
                hint = schema.guess(language, list(self.languages)) or "; list it in the pack's languages"
                message = f"'{language}' is not a language of this pack{hint}"
                self.problems.append(document.problem((*path, language), message, severity="warning", at_key=True))
            return
        for key, item in value.items():
            self._texts(document, item, (*path, key))

    def _picture(
        self,
        name: str,
        picture: Picture,
        pictures: dict[str, tuple[Picture | None, Document, Path_]],
        tells: set[str],
        document: Document,
        path: Path_,
    ) -> None:
        """What one picture says of its files, its original, its tells and its regions."""

        def report(key: str, message: str, severity: yamlfile.Severity = "error") -> None:
            self.problems.append(document.problem((*path, key), message, severity=severity))

        self._file(document, (*path, "file"), picture.file)
        if picture.mask:
            self._file(document, (*path, "mask"), picture.mask)
        for key in ("credit", "licence"):
            if not getattr(picture, key).strip():
                report(key, f"'{key}' is empty; say who made the picture and under which licence")
        if picture.original is not None:
            if picture.original not in pictures:
                report("original", f"no picture '{picture.original}'{schema.guess(picture.original, list(pictures))}")
            elif not picture.fake:
                report("original", "a real picture has no original; delete this line")
        if picture.fake and not picture.evidence:
            report("id", f"'{name}' has no evidence; add a region and a note, or the tell '{NONE_VISIBLE}'", "warning")
        if not picture.fake and picture.evidence:
            report("evidence", "a real picture has no evidence of a fake; use 'looks_odd' to say why it is real")
        if picture.fake == (picture.made_by == "camera"):
            report("made_by", f"'{picture.made_by}' does not go with truth '{picture.truth}'")
        for place, evidence in enumerate(picture.evidence):
            at = (*path, "evidence", place)
            if evidence.tell not in tells and evidence.tell != NONE_VISIBLE:
                message = f"no tell '{evidence.tell}' in the field guide{schema.guess(evidence.tell, sorted(tells))}"
                self.problems.append(document.problem((*at, "tell"), message))
            self._region(evidence, picture, document, (*at, "region"))
            for number, keyframe in enumerate(evidence.keyframes):
                here = (*at, "keyframes", number)
                if picture.clip is None or keyframe.frame >= picture.clip.frames:
                    message = f"there is no frame {keyframe.frame}; the first one is 0"
                    self.problems.append(document.problem((*here, "frame"), message))
                moved = Evidence(evidence.tell, keyframe.region, evidence.note)
                self._region(moved, picture, document, (*here, "region"))

    def _region(self, evidence: Evidence, picture: Picture, document: Document, path: Path_) -> None:
        """A region has one shape, and lies inside its picture."""
        region = evidence.region
        shapes = [name for name in ("box", "ellipse", "polygon", "mask") if getattr(region, name) is not None]
        message = ""
        if len(shapes) != 1:
            message = f"a region is one of box, ellipse, polygon, mask; here are {len(shapes)}"
        elif region.mask:
            self._file(document, (*path, "mask"), region.mask)
        elif region.polygon is not None and len(region.polygon) < 3:
            message = "a polygon needs at least three corners"
        else:
            left, top, right, bottom = bounds(region)
            width, height = picture.size
            if right - left <= 0 or bottom - top <= 0:
                message = "the region is empty"
            elif left < 0 or top < 0 or right > width or bottom > height:
                edges = f"x {left:g} to {right:g}, y {top:g} to {bottom:g}"
                message = f"the region ({edges}) leaves the picture of {width}x{height} pixels"
        if message:
            self.problems.append(document.problem(path, message))

    def _file(self, document: Document, path: Path_, file: str) -> None:
        """A file that a pack names exists below assets/, in exactly this spelling."""
        message = ""
        if re.search(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\\|[\x00-\x1f]", file) or not file:
            message = f"'{file}' is not a path below assets/; write it with '/' and without '..'"
        elif file not in self.coming:
            folder = self.root / "assets"
            for step in Path(file).parts:
                names = self._names(folder)
                if step not in names:
                    same = next((name for name in names if name.lower() == step.lower()), None)
                    hint = f"; it is spelt '{same}'" if same else schema.guess(step, sorted(names))
                    message = f"no file 'assets/{file}'{hint}"
                    break
                folder /= step
        if message:
            self.problems.append(document.problem(path, message))

    def _names(self, folder: Path) -> set[str]:
        """What a folder holds, in exact spelling; listed once."""
        if folder not in self.listings:
            self.listings[folder] = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
        return self.listings[folder]

    def _level(self, level: Level, document: Document, pictures: dict[str, Picture], ids: set[str]) -> None:
        """A level's pictures exist, its draws can be dealt, and truth and lies are in balance."""
        fakes: list[float] = [0, 0]  # fakes, reals among judged pictures
        for place, entry in enumerate(level.rounds):
            path: Path_ = ("rounds", place)
            if isinstance(entry, DrawRounds):
                self._draw(entry, document, path, pictures)
                continue
            names = rules.pictures_of(entry)
            for key, name in _named_pictures(entry):
                if name not in ids:
                    message = f"no picture '{name}'{schema.guess(name, sorted(ids))}"
                    self.problems.append(document.problem((*path, *key), message))
            if isinstance(entry, ChooseRound) and not any(choice.right for choice in entry.choices):
                message = "none of the choices is right; write 'right: true' beside at least one"
                self.problems.append(document.problem((*path, "choices"), message))
            known = [pictures[name] for name in names if name in pictures]
            if isinstance(entry, ClipRound) and known and known[0].clip is None:
                message = (
                    f"'{entry.picture}' is no clip; write 'clip: {{frames: N, fps: N}}' beside it, or ask 'verdict'"
                )
                self.problems.append(document.problem((*path, "picture"), message))
            if isinstance(entry, (VerdictRound, ClipRound, PickRound)):
                for picture in known:
                    fakes[0 if picture.fake else 1] += 1
            if len(names) != len(set(names)):
                self.problems.append(document.problem((*path, "pictures"), "the same picture twice in one round"))
            elif len({picture.family for picture in known}) < len(known):
                message = "a picture and its original (or two of one original) in one round give each other away"
                self.problems.append(document.problem((*path, "pictures"), message, severity="warning"))
            if isinstance(entry, PointRound) and known and not known[0].fake:
                message = f"'{entry.picture}' is real; a 'point' round shows a fake with evidence"
                self.problems.append(document.problem((*path, "picture"), message))
            if level.form and not isinstance(entry, VerdictRound):
                message = f"level '{level.id}' is form {level.form} of a test, which asks 'verdict' rounds only"
                self.problems.append(document.problem((*path, "ask"), message))
        if level.cover and level.cover not in ids:
            self.problems.append(document.problem(("cover",), f"no picture '{level.cover}'"))
        if not level.rounds:
            self.problems.append(document.problem(("rounds",), "the level has no rounds"))
        if sum(fakes) >= 4 and not 0.4 <= fakes[1] / sum(fakes) <= 0.75:
            message = (
                f"level '{level.id}' shows {fakes[0]:g} fake and {fakes[1]:g} real pictures; aim for half and half"
            )
            self.problems.append(document.problem(("rounds",), message, severity="warning", at_key=True))

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
                if picture.in_draws:
                    message = f"'{name}' could be drawn elsewhere; write 'in_draws: false' beside it"
                    self.problems.append(document.problem(("rounds", place), message))
        matched = {form: _kinds(level, pictures) for level, _ in levels.values() if (form := level.form)}
        if len(matched) == 2 and matched["A"] != matched["B"]:
            level, document = next(item for item in levels.values() if item[0].form == "B")
            message = (
                f"form A shows {matched['A']}, form B {matched['B']}; parallel tests match in kinds and difficulty"
            )
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


def _named_pictures(entry: Round) -> list[tuple[Path_, str]]:
    """The pictures that a round names, and where in it."""
    if isinstance(entry, PickRound):
        return [(("pictures", number), name) for number, name in enumerate(entry.pictures)]
    if isinstance(entry, OrderRound):
        return [(("steps", number, "picture"), step.picture) for number, step in enumerate(entry.steps) if step.picture]
    if isinstance(entry, ReadRound) and entry.series:
        return [(("series", number, "picture"), frame.picture) for number, frame in enumerate(entry.series)]
    return [(("picture",), entry.picture)] if entry.picture else []


def _pictures_of_level(level: Level) -> list[str]:
    """The pictures that a level names in its rounds."""
    return [name for entry in level.rounds if not isinstance(entry, DrawRounds) for name in rules.pictures_of(entry)]


def _kinds(level: Level, pictures: dict[str, Picture]) -> str:
    """How many pictures of each way of making and difficulty a level shows, in words."""
    kinds = Counter(
        f"{pictures[name].made_by}/{pictures[name].difficulty}"
        for name in _pictures_of_level(level)
        if name in pictures
    )
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))


def bounds(region: Region) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box, ellipse or polygon, in picture pixels."""
    if region.box is not None:
        left, top, width, height = region.box
        return left, top, left + width, top + height
    if region.ellipse is not None:
        x, y, radius_x, radius_y = region.ellipse
        return x - radius_x, y - radius_y, x + radius_x, y + radius_y
    if region.polygon is not None:
        xs, ys = zip(*region.polygon, strict=True)
        return min(xs), min(ys), max(xs), max(ys)
    raise ValueError("a mask region has no bounds of its own")


def examples(library: Library, tell: str) -> list[tuple[Picture, int]]:
    """The pictures that show a tell and may be drawn, easiest first, and the number of the evidence that shows it.

    Whole pictures are no examples of anything, and pictures kept for tests are not shown.
    """
    found = []
    for picture in library.pictures.values():
        for number, item in enumerate(picture.evidence):
            if item.tell != tell or item.region.mask or not picture.in_draws:
                continue
            left, top, right, bottom = bounds(item.region)
            if (right - left) * (bottom - top) <= 0.6 * picture.size[0] * picture.size[1]:
                found.append((picture, number))
                break
    return sorted(found, key=lambda row: (row[0].difficulty, row[0].id))


def piece(
    picture: Picture, evidence: int, shape: tuple[int, int], least: int = LEAST_PIECE
) -> tuple[int, int, int, int]:  # fmt: skip
    """Left, top, width and height (px) of the part to show, in the proportions of `shape` where it fits."""
    left, top, right, bottom = bounds(picture.evidence[evidence].region)
    width, height = (right - left) * (1 + 2 * AROUND), (bottom - top) * (1 + 2 * AROUND)
    width, height = max(width, least), max(height, least)
    ratio = shape[0] / shape[1]
    width, height = max(width, height * ratio), max(height, width / ratio)
    most = min(picture.size[0] / width, picture.size[1] / height, 1.0)
    width, height = round(width * most), round(height * most)
    x = min(max(0, round((left + right - width) / 2)), picture.size[0] - width)
    y = min(max(0, round((top + bottom - height) / 2)), picture.size[1] - height)
    return x, y, width, height


def check_files(library: Library) -> list[Problem]:
    """Open every picture and mask of a library: format, size as stated, masks that fit and are not empty."""
    root = Path(library.root)
    problems: list[Problem] = []
    for path in yaml_files(root):
        if path.parent.name != "assets" or not path.name.startswith("pictures"):
            continue
        document = yamlfile.read(path, path.relative_to(root).as_posix())
        for place, item in enumerate(document.data["pictures"]):
            picture = library.pictures[item["id"]]
            if (root / SOURCES).is_file() and not library.path(picture.file).is_file():
                continue  # it is still to be fetched
            for key, message in _file_faults(library, picture):
                problems.append(document.problem(("pictures", place, key), message))
    return problems


def _file_faults(library: Library, picture: Picture) -> Iterable[tuple[str, str]]:
    """(key, what is wrong) for the files of one picture."""
    if picture.clip is not None:
        yield from _clip_faults(library, picture, picture.clip)
        return
    fault, size = _open_fault(library.path(picture.file))
    if fault:
        yield "file", fault
        return
    if size != picture.size:
        yield "size", f"'size' says {list(picture.size)}, the file has {list(size)}"
    if min(size) < MIN_SIDE:
        yield "file", f"the picture has {size[0]}x{size[1]} pixels; below {MIN_SIDE} there is nothing to look at"
    masks = {item.region.mask for item in picture.evidence} | {picture.mask}
    for mask in sorted(name for name in masks if name):
        fault, mask_size = _open_fault(library.path(mask), mask=True)
        if fault:
            yield "mask", fault
        elif mask_size != size:
            yield "mask", f"the mask has {list(mask_size)} pixels, the picture {list(size)}"
    original = library.pictures.get(picture.original or "")
    if original is not None:
        ratio, ratio_original = size[0] / size[1], original.size[0] / original.size[1]
        if abs(ratio / ratio_original - 1) > 0.01:
            yield "original", "the original has other proportions, so that the wipe would not line up"


def _clip_faults(library: Library, picture: Picture, clip: Clip) -> Iterable[tuple[str, str]]:
    """What is wrong with a clip: its last frame must be there and have the size stated."""
    try:
        with Frames(library.path(picture.file)) as frames:
            size = frames.get(clip.frames - 1).size
    except (OSError, ValueError, SyntaxError) as error:
        yield "file", f"cannot be opened as a clip of {clip.frames} frames: {error}"
        return
    if size != picture.size:
        yield "size", f"'size' says {list(picture.size)}, the clip has {list(size)}"


def _open_fault(path: Path, *, mask: bool = False) -> tuple[str, tuple[int, int]]:
    """What is wrong with one picture file (nothing: ''), and its size in pixels."""
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with decoding(path), Image.open(path, formats=FORMATS) as image:
                size = image.size
                if size[0] * size[1] > MAX_PIXELS:
                    return f"{size[0]}x{size[1]} pixels are too many; at most {MAX_PIXELS // 10**6} megapixels", size
                image.load()
                if mask and image.convert("L").getbbox() is None:
                    return "the mask is empty (all black)", size
    except UnidentifiedImageError:
        return f"not a picture in a format that the game reads ({', '.join(FORMATS)})", (1, 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        return f"cannot be opened as a picture: {error}", (1, 1)
    return "", size
