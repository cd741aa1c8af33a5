"""What was made becomes the pack's YAML: pictures, pack and a first level, with TODO where a person must speak.

Owns the form of these files. Never changes a file that is there: what it adds goes into new ones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from game.author.importing.candidate import LIKELY_TELLS, TODO, Claim
from game.author.importing.choosing import ASIDE, IN, MASK, RELABELLED, THERE, UNUSABLE
from game.author.importing.journal import Journal, MadePicture, PlannedPicture
from game.author.skeletons.write import id_of, title_of
from game.base.errors import PackError
from game.base.files import no_formulas, whole
from game.base.text import Words, languages
from game.model.picture import Region
from game.model.terms import Text
from game.pack import formats, yamlfile
from game.pack.library import pack_file
from game.pack.yamlfile import quoted

PER_FILE = 500  # pictures in one pictures*.yaml: an editor opens it at once
LEVEL = "real-or-fake"
REPORT = "import-report.csv"
MOST_ROUNDS = 10
BOM = "\ufeff"


def pack_languages(root: Path) -> tuple[str, ...]:
    """The languages of the pack in a folder; none where there is no pack yet. Raises PackError."""
    path = pack_file(root)
    if not path.is_file():
        return ()
    document = yamlfile.read(path, path.relative_to(root).as_posix())
    found = document.data.get("languages") if isinstance(document.data, dict) else None
    if document.problems or not isinstance(found, list) or not all(isinstance(code, str) for code in found):
        raise PackError(document.problems or [document.problem(("languages",), "a pack lists its languages")])
    return tuple(found)


class DescribedPicture(NamedTuple):
    """A picture that the pack's files describe."""

    id: str
    truth: str
    made_by: str
    file: Path  # the YAML
    place: int  # of the picture in it, from 0


def described(root: Path) -> dict[str, DescribedPicture]:
    """Every picture that the pack's files describe, by what its file is called. Raises PackError."""
    found: dict[str, DescribedPicture] = {}
    for path in sorted((root / "assets").glob("pictures*.yaml")):
        document = yamlfile.read(path, path.relative_to(root).as_posix())
        if document.problems:
            raise PackError(document.problems)
        items = document.data.get("pictures") if isinstance(document.data, dict) else None
        for place, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict) and isinstance(item.get("file"), str):
                label = str(item.get("truth")), str(item.get("made_by"))
                found[Path(item["file"]).stem] = DescribedPicture(str(item.get("id")), *label, path, place)
    return found


def describe(
    journal: Journal, root: Path, codes: tuple[str, ...], known: dict[str, DescribedPicture], words: Words
) -> None:
    """Write every picture that is in and not yet described into new files.

    `known` are the pictures that the pack describes already; `words` are the author's, for comments.
    """
    block: list[str] = []
    for row in journal.rows(IN):
        kept = journal.made(row.look.name)
        if kept is None or kept[1].fault:
            continue
        block.append("".join(f"{line}\n" for line in _picture(journal, row, kept[1], codes, known, words)))
        journal.labelled(row.look.name, row.candidate.truth, row.candidate.made_by)
        if len(block) == PER_FILE:
            _write(_free(root), block, words)
            block.clear()
    if block:
        _write(_free(root), block, words)


def _free(root: Path) -> Path:
    """The first name for a file of pictures that is not taken."""
    path, number = root / "assets" / "pictures.yaml", 1
    while path.exists():
        number += 1
        path = path.with_name(f"pictures-{number}.yaml")
    return path


def _write(path: Path, pictures: list[str], words: Words) -> None:
    with whole(path) as file:
        file.write(_editor_line("pictures", path.parents[1]))
        file.write(f"# {words('import.yaml.head')}\n")
        file.write("format: 1\npictures:\n")
        file.writelines(pictures)


def _picture(
    journal: Journal, row: PlannedPicture, made: MadePicture, codes: tuple[str, ...],
    known: dict[str, DescribedPicture], words: Words,
) -> Iterator[str]:  # fmt: skip
    """The lines of one picture."""
    item, name = row.candidate, row.look.name
    yield f"  - id: {_id(name)}"
    yield f"    file: images/{name}.jpg"
    yield "    size: [{}, {}]".format(*made.lies.size)
    yield f"    truth: {item.truth}"
    yield f"    made_by: {item.made_by}"
    if item.generator:
        yield f"    generator: {quoted(item.generator)}"
    if item.year:
        yield f"    year: {item.year}"
    yield f"    source_type: {item.source_type}"
    yield f"    credit: {quoted(item.credit or wanted(words('import.todo.credit')))}"
    yield f"    licence: {quoted(item.licence or wanted(words('import.todo.licence')))}"
    yield f"    source: {quoted(item.source)}"
    original = _original(journal, row)
    if original is not None:
        sure = "" if item.originals else f"  # {wanted(words('import.todo.original'))}"
        yield f"    original: {known[original].id if original in known else _id(original)}{sure}"
    if made.mask:
        yield f"    mask: masks/{name}.png"
    yield f"    difficulty: {item.difficulty}"
    if item.tags:
        yield f"    tags: [{', '.join(quoted(tag) for tag in item.tags)}]"
    yield "    alt:"
    yield from _texts(item.alt, codes, "alt", 6)
    if item.fake:
        yield from _evidence(row, made, codes, words)
    elif item.looks_odd:
        yield "    looks_odd:"
        yield from _texts(item.looks_odd, codes, "looks_odd", 6)
    else:
        yield f"    # TODO looks_odd: {words('import.todo.why_real')}"


def _original(journal: Journal, row: PlannedPicture) -> str | None:
    """The name of a picture's original, if that came into the pack."""
    if row.original is None:
        return None
    original = journal.row(row.original)
    kept = journal.made(original.look.name) if original.fate == IN else None
    there = original.fate in (THERE, RELABELLED) or (kept is not None and not kept[1].fault)
    return original.look.name if there else None


def _id(name: str) -> str:
    """The id of a picture: its name, with a letter before it so that it is never a number."""
    return f"p-{name}"


def wanted(what: str) -> str:
    """A text that stands for one that a person must still write."""
    return f"{TODO}: {what}"


def _texts(texts: Text, codes: tuple[str, ...], what: str, indent: int) -> Iterator[str]:
    """A text in every language of the pack; what is still to be written is asked for in that language."""
    for code in codes:
        yield f"{' ' * indent}{code}: {quoted(texts.get(code) or wanted(Words(code)(f'import.todo.{what}')))}"


def _evidence(row: PlannedPicture, made: MadePicture, codes: tuple[str, ...], words: Words) -> Iterator[str]:
    """The evidence of a fake, from its claims or the areas of its mask; without either, a comment."""
    item = row.candidate
    claims = list(item.claims)
    if claims:
        moved = [(claim, made.lies.region(claim.region)) for claim in claims]
        claims = [Claim(region, claim.tell, claim.note) for claim, region in moved if region is not None]
    else:
        claims = [Claim(Region(box=box)) for box in made.boxes]
    if not claims:
        hint = f"; {item.hint}" if item.hint else ""
        yield f"    # TODO evidence: {words('import.todo.evidence')}{hint}"
        return
    if item.hint:
        yield f"    # {item.hint}"
    yield "    evidence:"
    for claim in claims:
        guessed = "" if claim.tell else f"  # {wanted(words('import.todo.tell'))}"
        yield f"      - tell: {claim.tell or LIKELY_TELLS[item.made_by]}{guessed}"
        yield "        region:"
        yield f"          {_shape(claim.region)}"
        yield "        note:"
        yield from _texts(claim.note, codes, "note", 10)


def _shape(region: Region) -> str:
    """A region in YAML."""
    if region.polygon is not None:
        return f"polygon: [{', '.join(f'[{x:g}, {y:g}]' for x, y in region.polygon)}]"
    name, numbers = ("ellipse", region.ellipse) if region.ellipse is not None else ("box", region.box)
    return f"{name}: [{', '.join(f'{number:g}' for number in numbers or ())}]"


# --- the pack and its first level


def write_schemas(root: Path) -> None:
    """The schemas by which editors complete and check what an author writes."""
    formats.write_schemas(formats.OF_PACKS, root / formats.SCHEMAS)


def _editor_line(kind: str, root: Path) -> str:
    """The first line of a file below a pack's folder, where that holds schemas."""
    folder = formats.SCHEMAS if kind == "pack" else f"../{formats.SCHEMAS}"
    return formats.editor_line(kind, folder) if (root / formats.SCHEMAS).is_dir() else ""


def write_pack(root: Path, codes: tuple[str, ...]) -> None:
    """A pack.yaml, named after the folder."""
    title = root.resolve().name
    try:
        made, title = id_of(title), title_of(title)
    except ValueError:  # a folder may be called by more than an id can say
        made = "pack"
    with whole(root / "pack.yaml") as file:
        file.write(f'{_editor_line("pack", root)}format: 1\nid: {quoted(made)}\nversion: "1.0"\ntitle:\n')
        file.writelines(f"  {code}: {quoted(title)}\n" for code in codes)
        file.write(f"languages: [{', '.join(map(quoted, codes))}]\nlicence: Each picture has its own licence\n")


def write_level(root: Path, codes: tuple[str, ...], fakes: int, reals: int) -> None:
    """A first level: a draw in balance from all pictures, or from whatever there is."""
    balanced = min(fakes, reals) > 0
    count = min(MOST_ROUNDS, 2 * min(fakes, reals) if balanced else fakes + reals)
    with whole(root / "levels" / f"{LEVEL}.yaml") as file:
        file.write(_level(root, codes, count, "half" if balanced else "any"))


def mend_level(root: Path, codes: tuple[str, ...], fakes: int, reals: int) -> None:
    """The first level for other numbers of pictures, where nobody changed it since it was written."""
    path = root / "levels" / f"{LEVEL}.yaml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"count: (\d+)\n +balance: (half|any)\n", text)
    if found and text == _level(root, codes, int(found[1]), found[2]):
        write_level(root, codes, fakes, reals)


def _level(root: Path, codes: tuple[str, ...], count: int, balance: str) -> str:
    lines = [f"{_editor_line('level', root)}format: 1", f"id: {LEVEL}"]
    for key in ("title", "intro"):
        lines.append(f"{key}:")
        for code in codes:
            text = Words(code)(f"import.level.{key}")
            lines.append(f"  {code}: {quoted(text if code in languages() else wanted(text))}")
    return "\n".join([*lines, "rounds:", "  - draw:", f"      count: {count}", f"      balance: {balance}", ""])


def write_report(journal: Journal, root: Path) -> None:
    """Every file of the source and what became of it, as a table for a spreadsheet."""
    with whole(root / REPORT) as file:
        file.write(BOM)  # without it spreadsheets take UTF-8 for something else
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
        writer.writerow(("path", "outcome", "id", "why"))
        writer.writerows(map(no_formulas, outcomes(journal)))
        writer.writerows(no_formulas((path, MASK if mask else ASIDE, "", why)) for path, why, mask in journal.aside())


def outcomes(journal: Journal) -> Iterator[tuple[str, str, str, str]]:
    """(path, what became of it, id, why) of every picture of the plan."""
    for row in journal.rows():
        kept = journal.made(row.look.name) if row.fate in (IN, RELABELLED) else None
        made = kept[1] if kept else MadePicture()
        fate = UNUSABLE if made.fault else IN if row.fate in (THERE, RELABELLED) else row.fate
        name = _id(row.look.name) if fate == IN else ""
        yield row.candidate.path, fate, name, made.fault or made.remark or row.why
