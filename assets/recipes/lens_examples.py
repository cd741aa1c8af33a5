"""Make the three pictures on which compression lenses and the spectrum have something to find.

Every other picture of the pack was scaled and saved alike, which wipes such traces out; these keep theirs: a part with
another compression history than its surroundings, saved once more at high quality; a face as its generator made it.

    PYTHONPATH=. python assets/recipes/lens_examples.py CLEARED_CONTENT_FOLDER
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

from PIL import Image

from game.encode import save_mask, save_picture

ASSETS = Path(__file__).resolve().parent.parent
LAST_QUALITY = 95
FACE = "gan_grid_0020.png"  # a raw face of the generator, with its checkerboard


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


def main() -> None:
    """Make all three."""
    real = Path(sys.argv[1]) / "real"
    coffee = Image.open(real / "objects" / "coffee.png").convert("RGB")
    books = Image.open(real / "objects" / "books.png").convert("RGB").resize((600, 600), Image.Resampling.LANCZOS)
    credit = "Rachel Michetti / Pikolo Espresso Bar; Pixabay; photographs combined by Spot the Fake"
    combine(saved(coffee, 55), books, (150, 180, 144, 112), (408, 32), "lens-history", credit)
    shifted = saved(books, 50).crop((3, 5, 600, 600))
    combine(saved(coffee, 60), shifted, (120, 160, 192, 128), (384, 0), "lens-grid", credit)
    face = Image.open(Path(sys.argv[1]) / "generated" / "synthetic_faces" / FACE).convert("RGB")
    file = hashlib.sha256(b"spot-the-fake/lens-lattice").hexdigest()[:8]
    target = ASSETS / "noncommercial" / f"{file}.jpg"
    save_picture(face, target, "trainedAlgorithmicMedia", "Spot the Fake, after gan-face-generate", LAST_QUALITY)
    sys.stdout.write(f"lens-lattice noncommercial/{file}.jpg {face.size}\n")


if __name__ == "__main__":
    main()
