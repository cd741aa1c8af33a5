"""A picture as its source describes it, before it is opened; and what an author said once for all of them.

Owns the words that sources use for truth, and what follows from the way of making. Refuses files.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from game.model.picture import Region
from game.model.terms import MadeBy, SourceType, Text, Truth

TODO = "TODO"  # begins every text that a person must still write; `check` lists them
SYNTHETIC = (
    "gan",
    "diffusion",
    "autoregressive",
    "video",
)  # of the ways of making, those that leave nothing of a photograph

SOURCE_TYPES: dict[MadeBy, SourceType] = {
    "camera": "digitalCapture", "gan": "trainedAlgorithmicMedia", "diffusion": "trainedAlgorithmicMedia",
    "faceswap": "compositeWithTrainedAlgorithmicMedia", "morph": "compositeCapture", "retouch": "humanEdits",
    "inpainting": "compositeWithTrainedAlgorithmicMedia", "copymove": "humanEdits", "splice": "compositeCapture",
    "recolour": "humanEdits", "upscale": "compositeWithTrainedAlgorithmicMedia", "stylise": "algorithmicallyEnhanced",
    "autoregressive": "trainedAlgorithmicMedia", "video": "trainedAlgorithmicMedia",
    "lipsync": "compositeWithTrainedAlgorithmicMedia", "instruction-edit": "compositeWithTrainedAlgorithmicMedia",
    "colourise": "compositeWithTrainedAlgorithmicMedia", "relight": "compositeWithTrainedAlgorithmicMedia",
}  # fmt: skip
MAKERS: tuple[MadeBy, ...] = tuple(SOURCE_TYPES)
LIKELY_TELLS: dict[MadeBy, str] = {  # where an area is known and its tell is not: what to look for first
    "gan": "features-melt", "diffusion": "detail-uneven", "faceswap": "swap-seam", "morph": "morph-drift",
    "retouch": "warp-bent", "inpainting": "fill-smear", "copymove": "clone-repeat", "splice": "cut-edge",
    "recolour": "colour-spill", "upscale": "texture-invented", "stylise": "texture-invented",
    "autoregressive": "detail-uneven", "video": "object-pops", "lipsync": "mouth-loop",
    "instruction-edit": "edit-ripple", "colourise": "colour-spill", "relight": "relight-mismatch",
}  # fmt: skip


class Claim(Struct, frozen=True, omit_defaults=True):
    """What gives a fake away, as far as its source says; in pixels of the source picture, upright."""

    region: Region
    tell: str = ""
    note: Text = {}


class Candidate(Struct, frozen=True, omit_defaults=True):
    """One picture that may come into a pack."""

    path: str  # in the source, with slashes
    truth: Truth
    made_by: MadeBy
    source_type: SourceType
    credit: str = ""
    licence: str = ""
    source: str = ""
    generator: str = ""
    year: int | None = None
    difficulty: int = 3
    tags: tuple[str, ...] = ()
    alt: Text = {}
    looks_odd: Text = {}
    claims: tuple[Claim, ...] = ()
    originals: tuple[str, ...] = ()  # paths of what may be the untouched picture, the likeliest first
    originals_sure: bool = False  # the source says so, and not only a likeness of names
    mask: str = ""  # path of a picture of what was altered
    mask_means: Literal["white", "green"] = "white"  # the colour of what was altered
    hint: str = ""  # what the source says of where to look, for the author

    @property
    def fake(self) -> bool:
        """Whether "fake" is the true answer."""
        return self.truth != "real"


class Defaults(Struct, frozen=True):
    """What an author said for all pictures of which their source says nothing."""

    made_by: MadeBy | None = None  # of the fakes
    credit: str = ""
    licence: str = ""


def truth_of(made_by: MadeBy) -> Truth:
    """The truth about a picture made in this way."""
    if made_by == "camera":
        return "real"
    return "synthetic" if made_by in SYNTHETIC else "manipulated"


def candidate(path: str, made_by: MadeBy, **known: object) -> Candidate:
    """A candidate made in this way, with what follows from that."""
    told: dict[str, object] = {"truth": truth_of(made_by), "source_type": SOURCE_TYPES[made_by], "source": path}
    return Candidate(path=path, made_by=made_by, **{**told, **known})  # type: ignore[arg-type] # (fields by name)
