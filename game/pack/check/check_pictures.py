"""What an editor has to say of one picture's description: alt text, licence, source type, evidence.

Owns those opinions and their limits. Pure. Refuses the files (`check_files`) and how pictures meet
in levels (`check_levels`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from game.model.picture import Evidence, Picture, Region
from game.model.shapes import bounds, has_bounds
from game.model.terms import NONE_VISIBLE
from game.pack.check import check_licences as licences
from game.pack.check.check_levels import judged
from game.pack.library import Library, Manuscript
from game.pack.yamlfile import Document, Fix, Path_, Problem, Severity

LONGEST_ALT = 200  # characters: some 15 seconds, read aloud
SMALLEST = 0.02  # of the picture's longer side: 15 pixels where it is shown 768 pixels large
WHOLE = 0.6  # of the picture's area: what is larger points nowhere
_GENERATED = {
    "trainedAlgorithmicMedia",
    "algorithmicMedia",
    "compositeSynthetic",
    "compositeWithTrainedAlgorithmicMedia",
}
_CAPTURED = {"digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print"}
CONTRADICTS = {  # truth -> source types that say the opposite
    "real": _GENERATED | {"digitalCreation"},
    "synthetic": _CAPTURED | {"humanEdits", "compositeCapture", "algorithmicallyEnhanced"},
    "manipulated": _CAPTURED | {"trainedAlgorithmicMedia", "algorithmicMedia", "digitalCreation"},
}
_TRUTH_WORDS = {  # language -> words in an alt text that are the answer
    "en": r"fakes?|faked|deep-?fakes?|ai|a\.i\.|ai-generated|generated|synthetic|edited|altered|manipulated|doctored|"
    r"retouched|photoshopped|composited?|photo-?montage|face-?swap(ped)?|inpainted|upscaled|authentic|unaltered|unedited",
    "it": r"fals[oaie]|fint[oaie]|deep-?fake|ia|i\.a\.|generat[oaie]|sintetic(o|a|i|he)|ritoccat[oaie]|modificat[oaie]|"
    r"alterat[oaie]|manipolat[oaie]|contraffatt[oaie]|fotomontaggi[oi]?|photoshop|autentic(o|a|i|he)",
}


def review(library: Library, manuscript: Manuscript) -> Iterator[Problem]:
    """Everything about every picture."""
    named = {picture.id for level in library.levels.values() for picture in judged(level, library)}
    titles = {text.strip().lower() for level in library.levels.values() for text in level.title.values()}
    for name, picture in library.own.items():
        document, path = manuscript.pictures[name]
        yield from _alt(picture, document, path, titles, asked=picture.in_draws or name in named)
        yield from _licence(library, picture, document, path)
        if picture.source_type in CONTRADICTS.get(picture.truth, ()):
            message = f"'{picture.source_type}' contradicts truth '{picture.truth}'; see IPTC's digital source types"
            yield document.problem((*path, "source_type"), message, severity="warning")
        for number, evidence in enumerate(picture.evidence):
            yield from _evidence(evidence, picture, document, (*path, "evidence", number))


def _alt(picture: Picture, document: Document, path: Path_, titles: set[str], *, asked: bool) -> Iterator[Problem]:
    """An alt text says what is to be seen, briefly, and not what is to be found out."""
    names = {picture.id, picture.id.replace("-", " "), picture.file.rpartition("/")[2], *titles}
    for language, text in picture.alt.items():
        message = ""
        words = _TRUTH_WORDS.get(language)
        given = re.search(rf"(?<![\w-])({words})(?![\w-])", text, re.IGNORECASE) if words and asked else None
        if given:
            message = f"the alt text gives the answer away: '{given[0]}'; say only what is to be seen"
        elif text.strip().lower().rstrip(".") in names:
            message = "the alt text repeats a title or a name; say what is to be seen"
        elif len(text) > LONGEST_ALT:
            message = f"the alt text has {len(text)} characters; more than {LONGEST_ALT} are tiring to listen to"
        if message:
            yield document.problem((*path, "alt", language), message, severity="warning")


def _licence(library: Library, picture: Picture, document: Document, path: Path_) -> Iterator[Problem]:
    """The licence is one by a known name, and allows what was done."""
    if not picture.licence.strip() or "TODO" in picture.licence:
        return  # said elsewhere
    opinion = licences.opinion(picture.licence, altered=picture.truth == "manipulated")
    if opinion.message:
        fix = Fix((*path, "licence"), "value", opinion.better) if opinion.better else None
        severity: Severity = "warning" if opinion.grave else "hint"
        yield document.problem((*path, "licence"), opinion.message, severity=severity, fix=fix)
    original = library.pictures.get(picture.original or "")
    if original is not None and licences.forbids_changes(original.licence):
        message = f"the licence of its original '{original.id}', '{original.licence}', allows no altered versions"
        yield document.problem((*path, "original"), message, severity="warning")


def _evidence(evidence: Evidence, picture: Picture, document: Document, path: Path_) -> Iterator[Problem]:
    """A region points at something: neither too small to be seen nor nearly everything; keyframes come in order."""
    if evidence.tell != NONE_VISIBLE and has_bounds(evidence.region):
        yield from _region(evidence.region, picture, document, (*path, "region"))
    for number, (before, after) in enumerate(pairwise(evidence.keyframes), 1):
        if after.frame <= before.frame:
            message = f"frame {after.frame} comes after frame {before.frame}; write keyframes in order, each frame once"
            yield document.problem((*path, "keyframes", number, "frame"), message, severity="warning")


def _region(region: Region, picture: Picture, document: Document, path: Path_) -> Iterator[Problem]:
    left, top, right, bottom = bounds(region)
    width, height = right - left, bottom - top
    share = width * height / (picture.size[0] * picture.size[1])
    if max(width, height) < SMALLEST * max(picture.size):
        whole = "{}x{}".format(*picture.size)
        message = f"the region has {width:g}x{height:g} pixels of {whole}; too small to be seen"
        yield document.problem(path, message, severity="warning")
    elif share > WHOLE:
        message = (
            f"the region covers {share:.0%} of the picture and points nowhere; ring the clearest part, or give a mask"
        )
        yield document.problem(path, message, severity="hint")
