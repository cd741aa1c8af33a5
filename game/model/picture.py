"""Pictures: what is shown, where its evidence sits, the tells of the field guide, and examples of lenses.

Owns these shapes, as frozen values; they are also the schema of the YAML files and of the cache. What a pack has by the
thousand is `gc=False`: it holds no cycles, so the garbage collector, which stops the game while it looks, skips it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from game.model.terms import (
    NONE_VISIBLE,
    ONE_SHAPE,
    PIXELS,
    Difficulty,
    Id,
    LensId,
    MadeBy,
    Maker,
    PixelCount,
    Point,
    SourceType,
    TellFamily,
    Text,
    Truth,
    Year,
)


class Region(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """Where a tell sits, in pixels of the full picture; exactly one of the four shapes."""

    box: Annotated[
        tuple[float, float, float, float] | None, Meta(description="left, top, width, height", extra=PIXELS)
    ] = None
    ellipse: Annotated[
        tuple[float, float, float, float] | None,
        Meta(description="centre x, centre y, radius x, radius y", extra=PIXELS),
    ] = None
    polygon: Annotated[
        tuple[Point, ...] | None,
        Meta(description="at least three corners, each as x, y", extra=PIXELS, extra_json_schema={"minItems": 3}),
    ] = None
    mask: Annotated[
        str | None, Meta(description="a picture file below assets/ of the same size, white where altered")
    ] = None


class Keyframe(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Where a moving tell is in one frame of a clip; in between it moves evenly."""

    frame: Annotated[int, Meta(ge=0, description="the frame's number; the first one is 0")]
    region: Annotated[
        Region, Meta(description="where the tell is then: a box or an ellipse", extra_json_schema=ONE_SHAPE)
    ]


class Evidence(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One telltale artifact in one picture: which tell, where, and what is wrong here."""

    tell: Annotated[Id, Meta(description="its kind: a tell of the field guide or of tells.yaml, or none-visible")]
    region: Annotated[Region, Meta(description="where it is", extra_json_schema=ONE_SHAPE)]
    note: Annotated[Text, Meta(description="what is wrong in this picture, in one sentence")]
    keyframes: Annotated[tuple[Keyframe, ...], Meta(description="in a clip: where the tell is in which frame")] = ()
    beside: Annotated[
        Region | None,
        Meta(
            description="the matching part, such as the other ear, shown next to a small tell that is brought near: "
            "a box, an ellipse or a polygon",
            extra_json_schema=ONE_SHAPE,
        ),
    ] = None


class Clip(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What makes a picture a clip: its file is an animated WebP, GIF or APNG, an MP4, or a folder of frames."""

    frames: Annotated[int, Meta(ge=2, le=2000, description="how many pictures it has", extra={"unit": "frames"})]
    fps: Annotated[float, Meta(gt=0, le=120, description="how fast it plays", extra={"unit": "frames per second"})]


class Picture(Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A labelled picture, described once and named by id everywhere else."""

    id: Annotated[Id, Meta(description="its name in levels and results")]
    file: Annotated[str, Meta(description="JPEG, PNG, WebP, AVIF or GIF below assets/; a name that gives nothing away")]
    truth: Annotated[
        Truth,
        Meta(
            description="real: as it was taken; synthetic: wholly made; manipulated: altered; unknown: nobody can say, "
            "so it is never asked (a cover, or what an edit began from)"
        ),
    ]
    made_by: Annotated[MadeBy, Meta(description="how it was made; camera where it is real, unknown where that is")]
    credit: Annotated[str, Meta(description="who made it, as it is to be named on the screen")]
    licence: Annotated[str, Meta(description="under which it may be shown and passed on, such as CC0-1.0")]
    alt: Annotated[Text, Meta(description="what is to be seen, without giving the answer away; read aloud")]
    size: Annotated[tuple[PixelCount, PixelCount], Meta(description="width, height, as in the file", extra=PIXELS)]
    source_type: Annotated[
        SourceType | None, Meta(description="IPTC digital source type; only of an unknown picture there may be none")
    ] = None
    source: Annotated[str, Meta(description="where it comes from: an address, or how it was made")] = ""
    generator: Annotated[str, Meta(description="the program or network that made it")] = ""
    year: Annotated[Year | None, Meta(description="when it was taken or made")] = None
    original: Annotated[Id | None, Meta(description="the untouched picture, for the wipe between both")] = None
    person: Annotated[Id | None, Meta(description="whose face it is, where several pictures show the same")] = None
    mask: Annotated[
        str | None, Meta(description="a file below assets/: exactly what was altered, white on black, of the same size")
    ] = None
    evidence: Annotated[
        tuple[Evidence, ...],
        Meta(
            description="what gives a fake away, the clearest first, one to four; of a real picture one to three "
            "places where a generator fails, and here is right"
        ),
    ] = ()
    looks_odd: Annotated[Text | None, Meta(description="why a real picture is real, odd looks included")] = None
    difficulty: Annotated[Difficulty, Meta(description="from 1 (a child sees it) to 5 (experts fail)")] = 3
    tags: Annotated[tuple[str, ...], Meta(description="what draws choose by, such as face or animal")] = ()
    clip: Annotated[Clip | None, Meta(description="given where the picture moves")] = None
    in_draws: Annotated[
        bool,
        Meta(
            description="false: shown only in levels that name it, such as a test, and as a last example in the guide"
        ),
    ] = True

    @property
    def fake(self) -> bool:
        """Whether "fake" is the true answer."""
        return self.truth in ("synthetic", "manipulated")

    @property
    def askable(self) -> bool:
        """Whether there is a true answer at all."""
        return self.truth != "unknown"

    @property
    def family(self) -> str:
        """What this picture shares with its original and its siblings."""
        return self.original or self.id

    @property
    def kin(self) -> frozenset[str]:
        """All that gives two pictures away beside each other where they share it: the original, and the person."""
        return frozenset((self.family, f"person {self.person}") if self.person else (self.family,))

    @property
    def visible(self) -> tuple[Evidence, ...]:
        """The evidence that an eye can find, against a fake or for a real picture."""
        return tuple(item for item in self.evidence if item.tell != NONE_VISIBLE)

    @property
    def tells(self) -> tuple[str, ...]:
        """The tells that give it away, the clearest first, each once; a real picture shows none."""
        return tuple(dict.fromkeys(item.tell for item in self.visible)) if self.fake else ()

    @property
    def masks(self) -> frozenset[str]:
        """Its mask files: of all that was altered, and of single pieces of evidence."""
        files = (self.mask, *(item.region.mask for item in self.evidence))
        return frozenset(file for file in files if file)

    def moved(self, assets: str, name_of: Callable[[str], str], tell_of: Callable[[str], str] = str) -> Picture:
        """The same picture where another pack names it, and its tells; its files by their paths, `assets` before all.

        A file that has its whole path already keeps it.
        """

        def path_of(file: str) -> str:
            return file if os.path.isabs(file) else assets + file  # noqa: PTH117 (a text: there may be thousands)

        def of(evidence: Evidence) -> Evidence:
            region = evidence.region
            if region.mask:
                region = replace(region, mask=path_of(region.mask))
            elif tell_of(evidence.tell) == evidence.tell:
                return evidence
            return replace(evidence, tell=tell_of(evidence.tell), region=region)

        return replace(
            self,
            id=name_of(self.id),
            file=path_of(self.file),
            original=self.original and name_of(self.original),
            person=self.person and name_of(self.person),
            mask=self.mask and path_of(self.mask),
            evidence=tuple(map(of, self.evidence)) if self.evidence else (),
        )

    @property
    def shows_nothing(self) -> bool:
        """Whether an honest eye finds no tell in it, so that "can't tell" is the right answer."""
        return self.fake and bool(self.evidence) and not self.visible


class Tell(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A telltale artifact that a trained eye knows, and how far it can be trusted today."""

    id: Annotated[Id, Meta(description="its name in evidence")]
    family: Annotated[TellFamily, Meta(description="its chapter of the field guide")]
    generators: Annotated[tuple[Maker, ...], Meta(description="ways of making that leave it")]
    years: Annotated[str, Meta(description='since when and until when fakes show it, such as "2014-2021"')]
    reliability: Annotated[Literal["strong", "fading", "gone"], Meta(description="how far it can be trusted today")]
    source: Annotated[str, Meta(description="who found it: a paper, or own observation")]
    name: Annotated[Text, Meta(description="what it is called")]
    look: Annotated[Text, Meta(description="what to look at")]
    why: Annotated[Text, Meta(description="why fakes show it")]


class LensExample(Struct, frozen=True, forbid_unknown_fields=True):
    """A picture on which a lens helps, and one on which it misleads."""

    id: Annotated[LensId, Meta(description="the lens")]
    helps: Annotated[Id, Meta(description="a picture on which it shows something")]
    helps_note: Annotated[Text, Meta(description="what it shows there")]
    misleads: Annotated[Id, Meta(description="a picture on which it seems to show something")]
    misleads_note: Annotated[Text, Meta(description="why that means nothing")]
