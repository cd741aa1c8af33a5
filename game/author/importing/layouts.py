"""The one table of layouts: every way in which a source may say which of its pictures are real.

Owns the order of the layouts and the choice among them: a person's own folders win over every guess, a public
collection may only add to what they say, and two that would both do are told. Refuses to choose by one name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from game.author.importing import folders, labels, public_sets, regionfiles, sheets
from game.author.importing.candidate import Defaults
from game.author.importing.filenames import FileNames
from game.author.importing.folders import Folders
from game.author.importing.holdings import Aside, Holdings, Verdicts
from game.author.importing.labels import Around, Labels
from game.author.importing.refused import RefusedFileError, said
from game.author.importing.regionfiles import RegionFile
from game.base.errors import PackError
from game.pack.yamlfile import Problem

OLD_NAMES = {"tampered": ("casia", "columbia", "comofod")}  # names that --layout once took for all of these


class Survey(NamedTuple):
    """A source as the layouts see it."""

    holdings: Holdings
    folders: Folders
    regions: list[RegionFile]
    tells: set[str]  # the ids that evidence may name


class Reading(NamedTuple):
    """What a layout makes of a source."""

    verdicts: Verdicts
    said: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # of a table's texts


class Layout(NamedTuple):
    """One way of saying what is real."""

    name: str  # for --layout
    title: str  # a collection's name, or a key of words below `import.layout.`
    fits: Callable[[Survey], bool]
    read: Callable[[Survey, Defaults], Reading]
    states: bool = False  # it is a statement, of a table or a label, that must not contradict folders

    def titled(self, survey: Survey) -> str:
        """What the layout is called, in words; of folders and names with what they were read as."""
        words = survey.holdings.words
        if self.name == "folders":
            return words("import.layout.folders", meanings=survey.folders.meanings())
        return words(f"import.layout.{self.title}") if words.has(f"import.layout.{self.title}") else self.title


def chosen(survey: Survey, defaults: Defaults, name: str = "auto") -> tuple[Layout, Reading] | None:
    """The layout of a source, by its name or by its structure, and what it says; None where there is none.

    Raises PackError where folders contradict each other or a table, where two layouts would do, and where a layout
    needs to be told more.
    """
    if name != "auto":
        wanted = OLD_NAMES.get(name, (name,))
        some = [layout for layout in LAYOUTS if layout.name in wanted]
        layout = next((one for one in some if one.fits(survey)), some[0])
        if layout.name == "folders":
            survey.folders.check()
        return layout, layout.read(survey, defaults)
    survey.folders.check()
    own = next((layout for layout in LAYOUTS if layout.name == "folders" and layout.fits(survey)), None)
    fitting = [layout for layout in LAYOUTS if layout.name not in ("folders", "names") and layout.fits(survey)]
    if own is None:
        if len(fitting) > 1:
            raise PackError([_several(survey, fitting)])
        last = next((layout for layout in LAYOUTS if layout.name == "names" and layout.fits(survey)), None)
        known = fitting[0] if fitting else last
        return (known, known.read(survey, defaults)) if known is not None else None
    for layout in fitting:
        if layout.states:
            _check_statement(survey, defaults, layout)
        elif not any(_differing(reading := layout.read(survey, defaults), survey.folders)):
            return layout, reading
    return own, own.read(survey, defaults)


def _check_statement(survey: Survey, defaults: Defaults, layout: Layout) -> None:
    """Raises PackError where a table or labels say the opposite of the folders, which are what is read."""
    try:
        reading = layout.read(survey, defaults)
    except PackError:
        return  # it is not needed
    path = next(_differing(reading, survey.folders), None)
    if path is not None:
        side = survey.folders.of(path)
        values = {"layout": layout.titled(survey), "path": path, "folder": side.folder if side else ""}
        raise PackError([Problem(path, 0, 0, "error", survey.holdings.words("import.problem.statement", **values))])


def _several(survey: Survey, fitting: Iterable[Layout]) -> Problem:
    words = survey.holdings.words
    names = ", ".join(f"{layout.titled(survey)} (--layout {layout.name})" for layout in fitting)
    return Problem(survey.holdings.name, 0, 0, "error", words("import.problem.several_layouts", names=names))


def _differing(reading: Reading, sides: Folders) -> Iterator[str]:
    """The pictures of which a layout says the opposite of a person's folders."""
    for item in reading.verdicts.candidates:
        side = sides.of(item.path)
        if side is not None and side.fake != item.fake:
            yield item.path


# --- tables that lie in the source


def _dfdc_tables(survey: Survey) -> list[str]:
    """DFDC's metadata.json, one in each part of the set: a video's name -> its label, split and original."""
    found = []
    for path in survey.holdings.others:
        if path.rpartition("/")[2].lower() == "metadata.json":
            data = survey.holdings.json(path)
            if isinstance(data, dict) and data and all(map(_is_dfdc, data.values())):
                found.append(path)
    return found


def _is_dfdc(value: object) -> bool:
    return isinstance(value, dict) and str(value.get("label")).upper() in ("REAL", "FAKE")


def _read_dfdc(survey: Survey, defaults: Defaults) -> Reading:
    """The Deepfake Detection Challenge: faces were swapped; an original is one of the videos."""
    made = replace(defaults, made_by="faceswap", credit=defaults.credit or "DFDC (Facebook, 2020)")
    return _of_table(survey, made, _dfdc_tables(survey))


def _metadata(survey: Survey) -> list[str]:
    """Hugging Face's metadata files: with a column file_name, beside the pictures or above them."""
    found = []
    for path in survey.holdings.others:
        if re.fullmatch(r"metadata\.(csv|jsonl)", path.rpartition("/")[2].lower()):
            head = survey.holdings.raw(path, 4096)[:4096]
            if b"file_name" in head:
                found.append(path)
    return found


def _has_metadata(survey: Survey) -> bool:
    return bool(_metadata(survey))


def _read_metadata(survey: Survey, defaults: Defaults) -> Reading:
    return _of_table(survey, defaults, _metadata(survey))


def _of_table(survey: Survey, defaults: Defaults, paths: list[str]) -> Reading:
    """The tables of a source, each for its folder; of several in one folder those that are understood."""
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(path.rpartition("/")[0], []).append(path)
    found: list[Labels] = []
    said: list[str] = []
    for folder, some in by_folder.items():
        read, errors = [], []
        for path in some:
            around = around_of(survey, defaults, folder)
            try:
                read.append((path, labels.read(path, survey.holdings.raw(path, sheets.MOST_BYTES), around)))
            except PackError as error:
                errors.append((path, error))
        if not read:
            raise errors[0][1]
        _same(survey, read)
        found.append(read[0][1])
        said += [survey.holdings.words("import.said.table_aside", file=path, instead=read[0][0]) for path, _ in errors]
    return _together(survey, found, said)


def _same(survey: Survey, read: list[tuple[str, Labels]]) -> None:
    """Raises PackError where two tables of a folder contradict each other."""
    (first, one), *others = read
    truths = {item.path: item.fake for item in one.candidates}
    for name, other in others:
        for item in other.candidates:
            if truths.get(item.path, item.fake) != item.fake:
                message = survey.holdings.words("import.problem.tables", one=first, other=name, path=item.path)
                raise PackError([Problem(name, 0, 0, "error", message)])


def around_of(survey: Survey, defaults: Defaults, folder: str = "") -> Around:
    """What a table of this source is read with."""
    holdings = survey.holdings
    names = FileNames(holdings.pictures, holdings.name)
    return Around(holdings.words, names, defaults, survey.tells, holdings.size, holdings.said, folder)


def _together(survey: Survey, found: list[Labels], said: list[str]) -> Reading:
    candidates = {item.path: item for one in found for item in one.candidates}
    masks = {item.mask for item in candidates.values()}
    aside = folders.rest(survey.holdings, {*candidates, *masks}, {})
    unlisted = survey.holdings.words("import.aside.unlisted")
    languages = tuple(dict.fromkeys(code for one in found for code in one.languages))
    told = tuple(dict.fromkeys([*said, *(line for one in found for line in one.said)]))
    return Reading(Verdicts(list(candidates.values()), [Aside(item.path, unlisted) for item in aside]), told, languages)


def of_file(survey: Survey, defaults: Defaults, shown_as: str, raw: bytes, folder: str) -> Reading:
    """A table that a person gave (--labels), and that lies in a folder of the source; folders do not overrule it."""
    found = _together(survey, [labels.read(shown_as, raw, around_of(survey, defaults, folder))], [])
    paths = list(_differing(found, survey.folders))
    if not paths:
        return found
    side = survey.folders.of(paths[0])
    values = {"count": len(paths), "first": paths[0], "folder": side.folder if side else ""}
    return found._replace(said=(*found.said, survey.holdings.words("import.said.against_folders", **values)))


def _parquets(survey: Survey) -> list[str]:
    return [path for path in survey.holdings.others if path.lower().endswith(".parquet")]


def _read_parquets(survey: Survey, defaults: Defaults) -> Reading:
    """Hugging Face's Parquet files: pictures and labels in one."""
    found, candidates = [], []
    for path in _parquets(survey):
        try:
            columns = survey.holdings.parquet.columns(path)
        except RefusedFileError as error:
            raise PackError([Problem(path, 0, 0, "error", said(error, survey.holdings.words))]) from None
        if columns is None:
            continue
        names = FileNames(str(row[0]) for row in columns.rows)
        around = around_of(survey, defaults)._replace(names=names)
        found.append(labels.read_table(path, sheets.of_columns(*columns), around))
        candidates += found[-1].candidates
    languages = tuple(dict.fromkeys(code for one in found for code in one.languages))
    told = tuple(dict.fromkeys(line for one in found for line in one.said))
    return Reading(Verdicts(candidates, list(folders.rest(survey.holdings, set(), {}))), told, languages)


# --- region files


def _is_openforensics(survey: Survey) -> bool:
    """COCO files called …_poly.json whose pictures lie in Images/Train, Images/Val and so on."""
    form = re.compile(r"(?:^|/)Images/(?:Train|Val|Test-Dev|Test-Challenge)/[0-9a-f]{10}\.\w+$", re.IGNORECASE)
    files = [file for file in survey.regions if file.program == "COCO" and file.path.lower().endswith("_poly.json")]
    return any(form.search(path) for file in files for path in file.of) and regionfiles.speaks(survey.holdings, files)


def _read_openforensics(survey: Survey, defaults: Defaults) -> Reading:
    """OpenForensics: every face is a region, called Real or Fake (Le and others 2021)."""
    credit = defaults.credit or "OpenForensics (Le and others, 2021)"
    made = replace(defaults, made_by="faceswap", credit=credit)
    return Reading(regionfiles.read(survey.holdings, survey.regions, made))


def _read_regions(survey: Survey, defaults: Defaults) -> Reading:
    return Reading(regionfiles.read(survey.holdings, survey.regions, defaults))


def _labels_speak(survey: Survey) -> bool:
    return regionfiles.speaks(survey.holdings, survey.regions) and not _is_openforensics(survey)


def _read_folders(survey: Survey, defaults: Defaults) -> Reading:
    return Reading(folders.read(survey.holdings, survey.folders, defaults), tuple(survey.folders.notes))


# --- the table


Names = tuple[Callable[[Holdings], bool], Callable[[Holdings, Defaults], Verdicts]]


def _by_names(name: str, title: str, form: Names) -> Layout:
    """A layout that looks at names alone."""
    fits, read = form
    return Layout(
        name, title, lambda survey: bool(survey.holdings.pictures) and fits(survey.holdings),
        lambda survey, defaults: Reading(read(survey.holdings, defaults)),
    )  # fmt: skip


LAYOUTS = (
    *(_by_names(name, title, form) for name, title, form in (
        ("140k", "140k Real and Fake Faces", public_sets.FACES_140K.form),
        ("cifake", "CIFAKE (REAL, FAKE)", public_sets.CIFAKE.form),
        ("cnnspot", "CNNSpot (0_real, 1_fake)", public_sets.CNNSPOT.form),
        ("genimage", "GenImage (nature, ai)", public_sets.GENIMAGE.form),
        ("yonsei", "Real and Fake Face Detection (training_real, training_fake)", public_sets.YONSEI),
        ("casia", "CASIA (Au_…, Tp_…)", public_sets.CASIA),
        ("columbia", "Columbia (4cam_auth, 4cam_splc)", public_sets.COLUMBIA),
        ("comofod", "CoMoFoD (…_O, …_F, …_B)", public_sets.COMOFOD),
        ("imd2020", "IMD2020 (…_orig, …_mask)", public_sets.IMD2020),
        ("defacto", "DEFACTO (…_img, …_annotations)", public_sets.DEFACTO),
        ("celeb-df", "Celeb-DF (Celeb-real, YouTube-real, Celeb-synthesis)", public_sets.CELEB_DF),
        ("faceforensics", "FaceForensics++ (original_sequences, manipulated_sequences)", public_sets.FACEFORENSICS),
    )),
    Layout("openforensics", "OpenForensics (…_poly.json)", _is_openforensics, _read_openforensics, states=True),
    Layout("dfdc", "DFDC (metadata.json)", lambda survey: bool(_dfdc_tables(survey)), _read_dfdc, states=True),
    Layout("huggingface", "Hugging Face (metadata)", _has_metadata, _read_metadata, states=True),
    Layout("parquet", "Hugging Face (Parquet)", lambda survey: bool(_parquets(survey)), _read_parquets, states=True),
    Layout("regions", "regions", _labels_speak, _read_regions, states=True),
    Layout("folders", "folders", lambda survey: survey.folders.speak, _read_folders),
    _by_names("names", "names", (folders.named, folders.read_names)),
)  # fmt: skip
NAMES = ("auto", *(layout.name for layout in LAYOUTS), *OLD_NAMES)
