"""Make the default pack's picture files from their cleared sources, all through one and the same path.

Owns the rule that nothing but the content may give an answer away: every picture, real or not, is reduced to
640 px on its long side, brought to 768 px, and saved as an sRGB JPEG of one quality, under a name that says nothing,
with no metadata but its IPTC digital source type and its credit (XMP). Masks follow their pictures to the pixel.
A row may name a crop: left, top, width, height in pixels of its source. Several content folders may be given; a file
is taken from the first that has it (the altered crops come from the scratch folder of alter.py).
Refuses to guess: what is not in sources.csv is not made.

    python assets/recipes/prepare.py CLEARED_CONTENT_FOLDER [MORE_FOLDERS]
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

from PIL import Image

from game.pixels.encode import alike, save_mask, save_picture

ASSETS = Path(__file__).resolve().parent.parent
NATIVE_SIDE = 640  # px: the altered pictures come at 384 to 768 px; sharpness must not tell them from the rest
LONG_SIDE = 768  # px


def found(name: str, folders: list[Path]) -> Path:
    """The file of this name in the first folder that has it."""
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(name)


def prepare(row: dict[str, str], folders: list[Path]) -> tuple[int, int]:
    """Write the picture (and mask) of one row; give its size in pixels."""
    name = hashlib.sha256(f"spot-the-fake/{row['id']}".encode()).hexdigest()[:8]
    with Image.open(found(row["source_file"], folders)) as opened:
        image = opened.convert("RGB")
    if row["crop"]:
        left, top, width, height = (int(value) for value in row["crop"].split())
        image = image.crop((left, top, left + width, top + height))
    image = alike(image, NATIVE_SIDE, LONG_SIDE)
    save_picture(image, ASSETS / row["folder"] / f"{name}.jpg", row["source_type"], row["credit"])
    if row["mask_file"]:
        with Image.open(found(row["mask_file"], folders)) as opened:
            save_mask(opened, image.size, ASSETS / "masks" / f"{name}.png")
    return image.size


def main() -> None:
    """Prepare every row of sources.csv."""
    folders = [Path(argument) for argument in sys.argv[1:]]
    with (ASSETS / "recipes" / "sources.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            width, height = prepare(row, folders)
            sys.stdout.write(f"{row['id']} {width}x{height}\n")


if __name__ == "__main__":
    main()
