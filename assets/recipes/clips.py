"""Make the moving pictures of the default pack from its cleared sources: two as they were, three with something wrong.

Owns the rule that nothing but the content may give the answer away: every clip has the same size, frame rate, length
class and encoding. A pan over a photograph moves no more than a camera on a stand would.

    PYTHONPATH=. python assets/recipes/clips.py CLEARED_CONTENT_FOLDER
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from game.pixels.encode import xmp

ASSETS = Path(__file__).resolve().parent.parent
SIZE = 480, 320  # px
FPS = 12
FRAMES = 36
QUALITY = 74
GRAIN = 1.5  # of 255
MUYBRIDGE = [(9 + 168.2 * column, top, 163, 109) for top in (13, 138, 263, 391) for column in range(6)]

Frame = Image.Image


def opened(path: Path) -> Frame:
    """A photograph in RGB."""
    with Image.open(path) as image:
        return image.convert("RGB")


def view(photo: Frame, centre: tuple[float, float], width: float) -> Frame:
    """What a camera sees that looks at a place (in shares of the photograph) with some width (likewise)."""
    wide = width * photo.width
    high = wide * SIZE[1] / SIZE[0]
    left = min(max(0.0, centre[0] * photo.width - wide / 2), photo.width - wide)
    top = min(max(0.0, centre[1] * photo.height - high / 2), photo.height - high)
    return photo.resize(SIZE, Image.Resampling.LANCZOS, box=(left, top, left + wide, top + high))


def pan(photo: Frame, start: tuple[float, float, float], end: tuple[float, float, float]) -> list[Frame]:
    """A slow move from one view to another (x, y, width), eased at both ends."""
    frames = []
    for number in range(FRAMES):
        share = number / (FRAMES - 1)
        eased = share * share * (3 - 2 * share)
        x, y, width = (a + (b - a) * eased for a, b in zip(start, end, strict=True))
        frames.append(view(photo, (x, y), width))
    return frames


def cat(content: Path) -> list[Frame]:
    """The 24 phases of Muybridge's galloping cat, one after another, and half of them again."""
    plate = opened(content / "real" / "historic" / "locomotion_cat_1887.jpg")
    phases = [
        plate.resize(SIZE, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))
        for left, top, width, height in MUYBRIDGE
    ]
    return [phases[number % 24] for number in range(FRAMES)]


def cat_slowed(content: Path) -> list[Frame]:
    """The same run, but four times slower from the tenth phase on."""
    phases = cat(content)[:24]
    order = [*range(10), *(10 + step // 4 for step in range(20)), *range(15, 21)]
    return [phases[number] for number in order[:FRAMES]]


def swap_flickers(content: Path) -> list[Frame]:
    """A pan over a swapped face; for some frames the face below shines through."""
    portrait = opened(content / "real" / "people" / "grace_hopper.jpg")
    swap = opened(content / "generated" / "face_swaps" / "ganface0182_onto_hopper.png").resize(portrait.size)
    ways = (0.46, 0.35, 0.74), (0.50, 0.33, 0.66)
    below, above = pan(portrait, *ways), pan(swap, *ways)
    return [
        Image.blend(one, two, 0.15 if number in (9, 10, 11, 22, 23) else 1.0)
        for number, (one, two) in enumerate(zip(below, above, strict=True))
    ]


def swap_trembles(content: Path) -> list[Frame]:
    """A camera that stands still, and a pasted face that shakes by a pixel or two in every frame."""
    portrait = opened(content / "real" / "people" / "grace_hopper.jpg")
    folder = content / "generated" / "face_swaps"
    swap = opened(folder / "ganface0114_onto_hopper.png").resize(portrait.size)
    mask = Image.open(folder / "masks" / "ganface0114_onto_hopper.png").convert("L").resize(portrait.size)
    soft = mask.filter(ImageFilter.GaussianBlur(portrait.width / 120))
    rng = np.random.default_rng(4)
    unit = portrait.width / 160
    frames = []
    for _ in range(FRAMES):
        dx, dy = (int(value) for value in (rng.integers(-2, 3, 2) * unit).round())
        moved = Image.new("RGB", portrait.size)
        moved.paste(swap, (dx, dy))
        shifted = Image.new("L", portrait.size)
        shifted.paste(soft, (dx, dy))
        frames.append(view(Image.composite(moved, portrait, shifted), (0.48, 0.34), 0.7))
    return frames


def grained(frame: Frame, rng: np.random.Generator) -> Frame:
    """A frame with the faint grain that every camera adds, so that no two frames are the same file."""
    noise = rng.normal(0, GRAIN, (frame.height, frame.width, 1))
    return Image.fromarray(np.clip(np.asarray(frame) + noise, 0, 255).astype(np.uint8))


def keep(name: str, frames: list[Frame], folder: str, source_type: str, credit: str) -> None:
    """Save a clip as an animated WebP with its source type and credit."""
    file = hashlib.sha256(f"spot-the-fake/{name}".encode()).hexdigest()[:8]
    target = ASSETS / folder / f"{file}.webp"
    target.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    frames = [grained(frame, rng) for frame in frames]
    frames[0].save(
        target, save_all=True, append_images=frames[1:], duration=round(1000 / FPS), loop=0, quality=QUALITY, method=4,
        kmin=0, kmax=1, xmp=xmp(source_type, credit),
    )  # fmt: skip
    sys.stdout.write(f"{name} {folder}/{file}.webp {len(frames)} frames {target.stat().st_size // 1024} KB\n")


def main() -> None:
    """Make them all."""
    content = Path(sys.argv[1])
    keep("clip-cat", cat(content), "clips", "print", "Eadweard Muybridge; animated by Spot the Fake")
    portrait = opened(content / "real" / "people" / "grace_hopper.jpg")
    hopper = "James S. Davis, US Navy; a pan made by Spot the Fake"
    keep("clip-hopper", pan(portrait, (0.46, 0.35, 0.74), (0.50, 0.33, 0.66)), "clips", "positiveFilm", hopper)
    keep("clip-cat-slowed", cat_slowed(content), "clips", "humanEdits", "Eadweard Muybridge; altered by Spot the Fake")
    swapped = "James S. Davis, US Navy; face replaced by Spot the Fake"
    kind = "compositeWithTrainedAlgorithmicMedia"
    keep("clip-swap-flickers", swap_flickers(content), "noncommercial", kind, swapped)
    keep("clip-swap-trembles", swap_trembles(content), "noncommercial", kind, swapped)


if __name__ == "__main__":
    main()
