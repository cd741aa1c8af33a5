"""Make the four pictures on which compression lenses and the spectrum have something to find.

Every other picture of the pack was scaled and saved alike, which wipes such traces out; these keep theirs: parts with
another compression history than their surroundings, saved once more at high quality; a face enlarged as the networks
of 2016 did it, by transposed convolutions whose steps overlap unevenly.

    PYTHONPATH=. python assets/recipes/lens_examples.py CLEARED_CONTENT_FOLDER
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from game.pixels.encode import save_mask, save_picture

ASSETS = Path(__file__).resolve().parent.parent
LAST_QUALITY = 95
FACE = "gan_0057.jpg"
SMALL = 192  # px: what the face is reduced to before it is enlarged by two steps
OVERLAP = 0.47  # of the middle weight, on each side; half would leave no lattice


def saved(image: Image.Image, quality: int) -> Image.Image:
    """A picture after one JPEG compression."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling="4:4:4")
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def combine(
    ground: Image.Image,
    part: Image.Image,
    taken: tuple[int, int, int, int],
    at: tuple[int, int],
    name: str,
    credit: str,
) -> None:
    """Put a rectangle of one picture into another, and keep picture and mask."""
    left, top, width, height = taken
    combined = ground.copy()
    combined.paste(part.crop((left, top, left + width, top + height)), at)
    mask = Image.new("L", ground.size)
    mask.paste(255, (*at, at[0] + width, at[1] + height))
    file = hashlib.sha256(f"spot-the-fake/{name}".encode()).hexdigest()[:8]
    save_picture(combined, ASSETS / "images" / f"{file}.jpg", "compositeCapture", credit, LAST_QUALITY)
    save_mask(mask, ground.size, ASSETS / "masks" / f"{file}.png")
    sys.stdout.write(f"{name} images/{file}.jpg {ground.size}\n")


def doubled(pixels: npt.NDArray[np.float32], axis: int) -> npt.NDArray[np.float32]:
    """Twice as many pixels along an axis: a transposed convolution with stride 2 and three weights."""
    rows = np.moveaxis(pixels, axis, 0)
    following = np.concatenate([rows[1:], rows[-1:]])
    pairs = np.stack([rows, OVERLAP * (rows + following)], axis=1)
    return np.moveaxis(pairs.reshape(-1, *rows.shape[1:]), 0, axis)


def enlarged(image: Image.Image) -> Image.Image:
    """Four times as wide and high, with the lattice that such steps leave (Odena, Dumoulin & Olah 2016)."""
    pixels = np.asarray(image, np.float32)
    for axis in (0, 1, 0, 1):
        pixels = doubled(pixels, axis)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def main() -> None:
    """Make all four."""
    real = Path(sys.argv[1]) / "real"
    coffee = Image.open(real / "objects" / "coffee.png").convert("RGB")
    books = Image.open(real / "objects" / "books.png").convert("RGB").resize((600, 600), Image.Resampling.LANCZOS)
    credit = "Rachel Michetti / Pikolo Espresso Bar; Pixabay; photographs combined by Spot the Fake"
    combine(saved(coffee, 55), books, (150, 180, 144, 112), (408, 32), "lens-history", credit)
    combine(saved(coffee, 90), saved(books, 55), (144, 176, 160, 112), (400, 32), "lens-ghost", credit)
    shifted = saved(books, 50).crop((3, 5, 600, 600))
    combine(saved(coffee, 60), shifted, (300, 0, 240, 208), (336, 16), "lens-grid", credit)
    face = Image.open(Path(sys.argv[1]) / "generated" / "synthetic_faces_768" / FACE).convert("RGB")
    face = enlarged(face.resize((SMALL, SMALL), Image.Resampling.LANCZOS))
    file = hashlib.sha256(b"spot-the-fake/lens-lattice").hexdigest()[:8]
    target = ASSETS / "noncommercial" / f"{file}.jpg"
    save_picture(face, target, "trainedAlgorithmicMedia", "Spot the Fake, after gan-face-generate", LAST_QUALITY)
    sys.stdout.write(f"lens-lattice noncommercial/{file}.jpg {face.size}\n")


if __name__ == "__main__":
    main()
