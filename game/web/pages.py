"""Levels as one web page: a folder, a file that opens from a stick, or a SCORM 1.2 package.

Owns the page's form: its policy, which lets nothing in and asks nobody, and how code, data and pictures are put
together. Refuses to know what a level is: `pages_book` has said it. The page's own code is in `client/`, as plain HTML,
CSS and scripts; it stands in the page itself, in every form, named to the policy by its hash.
"""

from __future__ import annotations

import base64
import html
import json
import zipfile
import zlib
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any, Literal

from msgspec import Struct

from game import __version__
from game.base.files import whole, write_atomically
from game.base.text import Words
from game.pack.library import Library
from game.web.pages_book import Book
from game.web.pages_code import client, script, style
from game.web.pages_media import FOLDER, PageMedia
from game.web.pages_scorm import manifest

GENERATOR = "Spot the Fake"
INDEX = "index.html"
_BYTES = "application/octet-stream"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the date of every file in a package: the same pages, the same bytes

PageForm = Literal["folder", "file", "package"]


class Written(Struct, frozen=True):
    """What was written, in bytes."""

    levels: int
    pictures: int
    page: int  # the page with its code, and its data in one language
    tongues: int  # the other languages
    media: int  # the pictures


class ForeignPageError(Exception):
    """The folder holds a page that is not ours."""


def write_pages(
    library: Library, levels: Iterable[str], language: str, seed: int | None, out: Path, form: PageForm, *, chosen: bool
) -> Written:
    """Write levels as a page to `out`; `chosen`: it opens in `language`, else in the reader's own where it has it.

    Raises PackError, UnknownPictureError, OSError, and ForeignPageError for a folder with a page of somebody else's.
    """
    media = PageMedia(library, scripts=form != "file")
    book = Book(library, levels, language, seed, media.name)
    data, tongues = book.parts(scored=form == "package")
    packed = {code: _packed(tongue) for code, tongue in tongues.items()}
    named = {code: f"{FOLDER}/{sha256(tongue).hexdigest()[:16]}.js" for code, tongue in packed.items()}
    data["languages"] = {code: {"name": name, "file": named[code]} for code, name in data["languages"].items()}
    own, *others = (_embedded(named[code], _BYTES, tongue) for code, tongue in packed.items())
    inside = [own]
    if form == "file":
        inside += [*others, *(_embedded(name, media.type(name), media.content(name)) for name in media.names)]
    page = _page(book, _packed(data), language if chosen else "", form)
    text = page.replace("$inside", "".join(inside)).encode()
    beside = {named[code]: _handed(named[code], packed[code]) for code in book.languages[1:]}
    beside |= {name: _beside(media, name) for name in media.names}
    if form == "folder":
        _write_folder(out, text, beside)
    elif form == "file":
        write_atomically(out, text)
    else:
        _write_package(out, text, beside, book)
    size = sum(len(media.content(name)) for name in media.names)
    return Written(
        len(book.levels), len(media.names), len(page.encode()) + len(own), sum(map(len, others)), size
    )  # fmt: skip


# --- the page


def policy(style_text: str, script_text: str, form: PageForm) -> str:
    """The content security policy: this style and this code, pictures and typeface from the page itself or beside it.

    Clips and other languages come as scripts beside it. Everything else is refused, and so is every connection.
    """
    beside = "" if form == "file" else "'self' "
    return "; ".join((
        "default-src 'none'", f"script-src {beside}{_hashed(script_text)}", f"style-src {_hashed(style_text)}",
        f"img-src {beside}blob: data:", "font-src data:", "base-uri 'none'", "form-action 'none'",
    ))  # fmt: skip


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _packed(data: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def _page(book: Book, data: bytes, chosen: str, form: PageForm) -> str:
    """The page, with a place for files that stand in it."""
    style_text, script_text = style(), script()
    words = Words(book.language)
    title = book.levels[0]["title"] if len(book.levels) == 1 else book.library.pack.title
    return Template(client("page.html")).substitute(
        language=html.escape(book.language),
        chosen=f' data-chosen="{html.escape(chosen)}"' if chosen else "",
        policy=html.escape(policy(style_text, script_text, form), quote=False),
        generator=f"{GENERATOR} {__version__}",
        title=html.escape(words.of(title)),
        style=style_text,
        script=script_text,
        noscript=html.escape(words("web.noscript")),
        book=base64.b64encode(data).decode(),
        inside="$inside",
    )


def _embedded(name: str, mime: str, content: bytes) -> str:
    """A file that stands in the page."""
    text = base64.b64encode(content).decode()
    return f'<script type="{_BYTES}" id="{name}" data-type="{mime}">{text}</script>\n'


# --- where it goes


def _handed(name: str, content: bytes) -> bytes:
    """A file beside the page, as the script that hands it over: a page without a server can read no other."""
    return f'hand("{name}","{base64.b64encode(content).decode()}");\n'.encode()


def _beside(media: PageMedia, name: str) -> bytes:
    """A picture's file beside the page: the picture itself, or a clip to be handed over."""
    content = media.content(name)
    return _handed(name, content) if name.endswith(".js") else content


def _write_folder(out: Path, page: bytes, beside: dict[str, bytes]) -> None:
    """The page last: it never names a file that is not there. What an earlier page left of files goes."""
    index = out / INDEX
    if index.exists() and f'content="{GENERATOR}' not in index.read_text(encoding="utf-8", errors="replace")[:20_000]:
        raise ForeignPageError(f"'{index}' is a page of somebody else's; name a folder of its own")
    for name, content in beside.items():
        write_atomically(out / name, content)
    write_atomically(index, page)
    for old in (out / FOLDER).glob("[0-9a-f]*.*"):
        if f"{FOLDER}/{old.name}" not in beside and len(old.stem) == 16:
            old.unlink()


def _write_package(out: Path, page: bytes, beside: dict[str, bytes], book: Book) -> None:
    """A zip with the manifest at its top, as SCORM 1.2 wants it."""
    words = Words(book.language)
    title = words.of(book.levels[0]["title"] if len(book.levels) == 1 else book.library.pack.title)
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        described = manifest(book.library.pack.id, [level["id"] for level in book.levels], title, [INDEX, *beside])
        for name, data in (("imsmanifest.xml", described), (INDEX, page)):
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
        for name, data in beside.items():
            package.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_STORED)
    with whole(out, "wb") as file:
        file.write(content.getvalue())
