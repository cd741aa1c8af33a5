"""The terms of the data: truths, makers, answers, ids and texts, with the bounds that hold in every file.

Owns vocabulary shared by pictures, levels, packs and results.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

PIXELS = {"unit": "pixels"}  # of the full picture

MINUTES = {"unit": "minutes"}

ONE_SHAPE = {"minProperties": 1, "maxProperties": 1}

Text = Annotated[
    dict[str, Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]],
    Meta(title="text by language", extra_json_schema={"minProperties": 1}),
]  # language code -> text

Point = tuple[float, float]  # x, y in pixels of the full picture

LONGEST_ID = 80  # characters

Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        max_length=LONGEST_ID,
        title="id",
        extra={"form": "may hold only small letters, digits and hyphens"},
    ),
]

PictureName = Annotated[
    str,
    Meta(
        pattern=r"^(spot-the-fake/)?[a-z0-9][a-z0-9-]*$",
        max_length=LONGEST_ID + len("spot-the-fake/"),
        title="id",
        extra={"form": "may hold only small letters, digits and hyphens, after 'spot-the-fake/' for the game's own"},
    ),
]  # of one of the pack's own pictures, or of the game's own

VERSION = r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,39}$"  # becomes a folder's name, and a cell of tables

Version = Annotated[
    str,
    Meta(
        pattern=VERSION,
        extra={"form": "must be 1 to 40 letters, digits, dots, hyphens and +, and begin with a letter or digit"},
    ),
]

PUBLIC_KEY = r"^[0-9A-Za-z+/]{43}=$"  # 32 bytes in base64

PublicKey = Annotated[
    str,
    Meta(pattern=PUBLIC_KEY, extra={"form": "must be a public key as 'pack key' shows it: 44 signs, the last one ="}),
]

Difficulty = Annotated[int, Meta(ge=1, le=5)]

PixelCount = Annotated[int, Meta(ge=1, le=20000)]

Year = Annotated[int, Meta(ge=1820, le=2100)]

Format = Annotated[Literal[1], Meta(description="the version of this form; old ones stay readable")]

Truth = Literal["real", "synthetic", "manipulated", "unknown"]

MadeBy = Literal[
    "camera", "gan", "diffusion", "faceswap", "morph", "retouch", "inpainting",
    "copymove", "splice", "recolour", "upscale", "stylise",
    "autoregressive", "video", "lipsync", "instruction-edit", "colourise", "relight", "unknown",
]  # fmt: skip

SourceType = Literal[
    "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "humanEdits",
    "compositeCapture", "algorithmicallyEnhanced", "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic", "algorithmicMedia", "digitalCreation",
]  # fmt: skip

TellFamily = Literal[
    "anatomical", "stylistic", "functional", "physics", "sociocultural", "face-swap", "cheapfake", "source"
]

Maker = Literal[
    "gan", "diffusion", "faceswap", "morph", "retouch", "inpainting",
    "copymove", "splice", "recolour", "upscale", "stylise", "video",
    "autoregressive", "lipsync", "instruction-edit", "colourise", "relight",
]  # fmt: skip

Says = Literal["real", "fake", "unsure"]

Detection = Literal["hit", "miss", "false alarm", "correct rejection", "unsure"]

ShelfName = Literal["start", "deeper", "moving", "beyond", "groups"]  # in the order in which they stand

LensId = Literal[
    "mirror", "levels", "edges", "saturation", "rgb", "ycbcr", "noise", "ela", "ghosts", "grid", "clones", "spectrum",
    "align", "metadata",
]  # fmt: skip

Quality = Literal["symmetry", "proportion", "distinctiveness", "memorability", "expression", "attractiveness"]

CaseAnswer = Literal["true", "altered", "synthetic", "false-context", "cannot-know"]  # what a claim turns out to be

SiftMove = Literal["stop", "investigate", "find", "trace"]  # of SIFT (Caulfield 2019)

SourceKind = Literal["reverse-search", "account", "coverage", "place", "file", "original", "expert"]

NONE_VISIBLE = "none-visible"  # the tell that says: nothing can be seen in this picture
