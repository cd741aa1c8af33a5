"""Beginnings for authors: a pack and a level that play and pass `check` as they are, with comments that teach.

Owns how a name becomes an id, and how the skeletons beside this are filled in. Refuses to overwrite anything.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from shutil import copyfile
from string import Template

from game.base import places
from game.base.errors import PackError
from game.base.files import move, whole, working_folder
from game.base.text import FALLBACK
from game.collections.archive import RESERVED
from game.model.picture import Picture
from game.model.terms import LONGEST_ID
from game.pack import formats, library
from game.pack.yamlfile import Problem

FOLDER = Path(__file__).resolve().parent
_TEXT = re.compile(r"^( +)[a-z]{2}: (.+)$", re.MULTILINE)
_PLACES = {"pack": "pack.yaml", "pictures": "assets/pictures.yaml", "tells": "assets/tells.yaml"}


def id_of(name: str) -> str:
    """The id that a name becomes: small letters, digits, hyphens. Raises ValueError where none can be made of it."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if re.search(r"[/\\]", name):
        raise ValueError(f"'{name}' is a path; give a name alone")
    if any(one.isalpha() and not one.isascii() for one in plain):
        raise ValueError(f"no id can be made of '{name}'; write it in the letters a to z, and change the title later")
    if not made:
        raise ValueError(f"no id can be made of '{name}'; give it letters or digits")
    if len(made) > LONGEST_ID:
        raise ValueError(
            f"'{made[:20]}…' is too long for an id; at most {LONGEST_ID} characters, the title may be longer"
        )
    if RESERVED.fullmatch(made):
        raise ValueError(f"Windows keeps the name '{made}' for itself; choose another one")
    return made


def title_of(name: str) -> str:
    """The title that a name becomes; a name that is an id already is written as words."""
    words = " ".join(name.split())
    return words if words != id_of(name) else words.replace("-", " ").capitalize()


def make_pack(name: str, folder: Path, language: str) -> Path:
    """Make a pack in a new folder inside `folder`, in one language; gives the new folder.

    Raises ValueError for the name, FileExistsError where the folder is taken, OSError.
    """
    made = id_of(name)
    target = folder / made
    if target.exists():
        raise FileExistsError(f"'{target}' is there already; nothing was written. Choose another name")
    with working_folder(target) as pack:
        values = {"id": made, "title": title_of(name)}
        for kind, place in _PLACES.items():
            links = formats.SCHEMAS if kind == "pack" else f"../{formats.SCHEMAS}"
            _write(pack / place, formats.editor_line(kind, links) + _filled(kind, (language,), language, values))
        for file in _files(pack):
            (pack / "assets" / file).parent.mkdir(exist_ok=True)
            copyfile(places.default_pack() / "assets" / file, pack / "assets" / file)
        formats.write_schemas(formats.OF_PACKS, pack / formats.SCHEMAS)
        make_level(name, pack, language)
        move(pack, target)
    return target


def make_level(name: str, pack: Path, language: str) -> Path:
    """Add a level to a pack, with texts in each of its languages; gives the new file.

    `language` is that of the comments. Raises ValueError for the name, FileExistsError where file or id is taken,
    PackError where the pack has no pack.yaml that can be read or no pictures for a level, OSError.
    """
    made = id_of(name)
    found, problems, _ = library.examine(pack)
    if found is None:
        raise PackError([item for item in problems if item.severity == "error"])
    path = pack / "levels" / f"{made}.yaml"
    if path.exists() or made in found.levels:
        raise FileExistsError(
            f"there is a level '{made}' in this pack already; nothing was written. Choose another name"
        )
    real, fake = _examples(pack, found.pictures)
    places_of_schemas = (formats.SCHEMAS, f"assets/{formats.SCHEMAS}")
    there = (place for place in places_of_schemas if (pack / place / "level.schema.json").is_file())
    own = next(there, formats.SCHEMAS)
    if not all((pack / own / f"{kind}.schema.json").is_file() for kind in formats.OF_PACKS):
        formats.write_schemas(formats.OF_PACKS, pack / own)
    values = {"id": made, "title": title_of(name), "real": real.id, "fake": fake.id}
    text = _filled("level", found.pack.languages, language, values)
    _write(path, formats.editor_line("level", f"../{own}") + text)
    return path


def _files(pack: Path) -> set[str]:
    """The picture and mask files that a pack names, relative to its assets."""
    found, problems, _ = library.examine(pack)
    if found is None:
        raise PackError(problems)
    return {file for item in found.pictures.values() for file in (item.file, item.mask) if file}


def _examples(pack: Path, pictures: dict[str, Picture]) -> tuple[Picture, Picture]:
    """A real picture and a fake with something to see, easy ones, if possible not of the same scene."""
    usable = [item for item in pictures.values() if item.in_draws and item.clip is None]
    usable.sort(key=lambda item: (item.difficulty, item.id))
    fakes = [item for item in usable if item.fake and item.evidence and not item.shows_nothing]
    reals = [item for item in usable if not item.fake]
    if not fakes or not reals:
        message = (
            f"a level needs a real picture and a fake with evidence; here are {len(reals)} and {len(fakes)}. "
            "Describe some in assets/pictures.yaml, or see 'import' and 'annotate'"
        )
        raise PackError([Problem(f"{pack.resolve().name}/", 0, 0, "error", message)])
    return next((item for item in reals if item.family != fakes[0].family), reals[0]), fakes[0]


def _filled(kind: str, texts: tuple[str, ...], comments: str, values: dict[str, str]) -> str:
    """A skeleton with comments in one language and every text in several.

    The skeletons of a kind have the same texts in the same order in all languages. A language without a skeleton gets
    the texts of the fallback, marked TODO.
    """
    known = {code: _skeleton(kind, code) for code in {comments, FALLBACK, *texts} if (FOLDER / code).is_dir()}
    lines = {code: [text for _, text in _TEXT.findall(skeleton)] for code, skeleton in known.items()}
    marked = [f'"TODO: {text[1:]}' if text.startswith('"') else text for text in lines[FALLBACK]]
    rows = iter(zip(*(lines.get(code, marked) for code in texts), strict=True))

    def in_all(match: re.Match[str]) -> str:
        return "\n".join(f"{match[1]}{code}: {text}" for code, text in zip(texts, next(rows), strict=True))

    skeleton = _TEXT.sub(in_all, known[comments])
    return Template(skeleton).substitute(values, title=json.dumps(values["title"], ensure_ascii=False))


def _skeleton(kind: str, language: str) -> str:
    return (FOLDER / language / f"{kind}.yaml").read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    """A file with the same line ends on every system."""
    with whole(path) as file:
        file.write(text)
