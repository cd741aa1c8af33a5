"""The files of a pack: itself, its lists of pictures, tells and lenses, and the sources of one that is fetched.

Owns the shapes of these files, as frozen values.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from game.model.picture import LensExample, Picture, Tell
from game.model.terms import MINUTES, PIXELS, Format, Id, PixelCount, Text, Version


class Sitting(Struct, frozen=True, forbid_unknown_fields=True):
    """One sitting of a curriculum: what is played in it, to which end, and how one sees that it was reached."""

    title: Annotated[Text, Meta(description="what it is called")]
    minutes: Annotated[int, Meta(ge=5, le=60, description="how long it takes", extra=MINUTES)]
    aim: Annotated[Text, Meta(description="what one can do afterwards")]
    levels: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=4, description="what is played, in order")]
    question: Annotated[Text, Meta(description="what shows whether the aim was reached")]
    expected: Annotated[Text, Meta(description="what a good answer to it says")]


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack says of itself."""

    format: Format
    id: Annotated[Id, Meta(description="its name in commands and on disk")]
    version: Annotated[Version, Meta(description='in quotes, such as "1.0"; raise it with every build')]
    title: Annotated[Text, Meta(description="shown to players")]
    languages: Annotated[
        tuple[str, ...], Meta(min_length=1, description="language codes; every text comes in every one of them")
    ]
    licence: Annotated[str, Meta(description="of texts and arrangement; every picture has its own")]
    credit_phrases: Annotated[
        tuple[Text, ...],
        Meta(description="phrases of credits, licences and sources: found in the first of `languages`, shown in all"),
    ] = ()
    heroes: Annotated[
        tuple[Id, ...],
        Meta(description="pictures that take turns on the first screen; without them the covers of the levels do"),
    ] = ()
    curriculum: Annotated[
        tuple[Sitting, ...], Meta(max_length=20, description="a path through the levels, in sittings")
    ] = ()
    about: Annotated[
        Text | None, Meta(description="two or three lines: what one learns; told before it is fetched")
    ] = None


class PicturesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/pictures*.yaml."""

    format: Format
    pictures: Annotated[tuple[Picture, ...], Meta(description="the pictures, in any order")]


class TellsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/tells.yaml."""

    format: Format
    tells: Annotated[tuple[Tell, ...], Meta(description="tells beside those of the game's own field guide")]


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a pack whose pictures are fetched: where it lies at a fixed commit, and how to know it."""

    file: Annotated[
        str,
        Meta(
            pattern=r"^[0-9A-Za-z_-][0-9A-Za-z._-]*(/[0-9A-Za-z_-][0-9A-Za-z._-]*)*$",
            description="what it becomes, relative to the pack's assets folder",
            extra={"form": "must be a path below assets/ of letters, digits, '.', '-' and '_'"},
        ),
    ]
    url: Annotated[
        str,
        Meta(
            pattern=r"^https://[0-9A-Za-z.-]+(:[0-9]{1,5})?/[!-~]*$",
            description="where it lies",
            extra={"form": "must be https://HOST/PATH in ASCII, with %20 for a space"},
        ),
    ]
    sha256: Annotated[
        str,
        Meta(
            pattern=r"^[0-9a-f]{64}$",
            description="the fetched file's SHA-256; another one is refused",
            extra={"form": "must be 64 digits of 0 to 9 and a to f"},
        ),
    ]
    bytes: Annotated[int, Meta(ge=1, description="the fetched file's size", extra={"unit": "bytes"})]
    crop: Annotated[
        tuple[int, int, int, int] | None,
        Meta(description="left, top, width, height in the fetched picture", extra=PIXELS),
    ] = None
    frames: Annotated[
        tuple[int, int] | None,
        Meta(
            description="of a moving file: the first and the last frame that are kept; it becomes an animated WebP at "
            "the picture's frame rate",
            extra={"unit": "frames"},
        ),
    ] = None
    every: Annotated[int, Meta(ge=1, description="of those frames the first, and then every so manyth")] = 1
    mask: Annotated[bool, Meta(description="a mask: made black and white, not a JPEG")] = False
    keep: Annotated[
        bool, Meta(description="stored as it was fetched, byte for byte: what the file says of itself is the point")
    ] = False


class SourcesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of sources.yaml: what a pack's description fetches, and how all of it is made alike."""

    format: Format
    native: Annotated[PixelCount, Meta(description="long side to which every picture is reduced first", extra=PIXELS)]
    size: Annotated[PixelCount, Meta(description="long side of every picture in the pack", extra=PIXELS)]
    files: Annotated[tuple[SourceFile, ...], Meta(description="the files to fetch")]
    quality: Annotated[int, Meta(ge=50, le=95, description="of the JPEGs")] = 88


class LensesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The form of assets/lenses.yaml."""

    format: Format
    lenses: Annotated[tuple[LensExample, ...], Meta(description="an example of each lens")]
