"""Which lenses help with a picture whose making is known.

Owns that order. Refuses to be asked before the answer is given: the order would tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.model.picture import LensExample, Picture

# what each way of making leaves, and the lenses that look for it; a way without a row leaves what the file says
TRACES: dict[str, tuple[str, ...]] = {
    "gan": ("align", "spectrum", "mirror"),
    "faceswap": ("noise", "edges", "ycbcr"),
    "morph": ("mirror", "edges", "noise"),
    "retouch": ("mirror", "noise", "edges"),
    "inpainting": ("noise", "edges", "levels", "clones"),
    "copymove": ("clones", "noise", "edges"),
    "splice": ("ghosts", "grid", "ela", "noise"),
    "recolour": ("saturation", "ycbcr", "rgb"),
    "colourise": ("ycbcr", "saturation", "rgb"),
    "upscale": ("spectrum", "metadata", "edges"),
    "stylise": ("edges", "noise"),
    "relight": ("levels", "noise"),
    "instruction-edit": ("noise", "metadata", "ela"),
}
FILE_FIRST = ("metadata",)


def helpful_first(lenses: Sequence[str], picture: Picture, examples: Mapping[str, LensExample]) -> tuple[str, ...]:
    """The lenses, those first that show something on this picture, those last that mislead on it; else as given."""

    def rank(lens: str) -> tuple[int, int]:
        example, traces = examples.get(lens), TRACES.get(picture.made_by, FILE_FIRST)
        if example is not None and picture.id in (example.helps, example.misleads):
            return (0 if picture.id == example.helps else 2, 0)
        return (1, traces.index(lens) if lens in traces else len(traces))

    return tuple(sorted(lenses, key=rank))
