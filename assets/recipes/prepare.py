"""Make the default pack's picture files from their cleared sources, all through one and the same path.

Owns the rule that nothing but the content may give an answer away: every picture, real or not, is reduced to
640 px on its long side, brought to 768 px, and saved as an sRGB JPEG of one quality, under a name that says nothing,
with no metadata but its IPTC digital source type and its credit (XMP). Masks follow their pictures to the pixel.
Refuses to guess: what is not in sources.csv is not made.

    python assets/recipes/prepare.py CLEARED_CONTENT_FOLDER
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

ASSETS = Path(__file__).resolve().parent.parent
NATIVE_SIDE = 640  # px: the altered pictures come at 384 to 768 px; sharpness must not tell them from the rest
LONG_SIDE = 768  # px
JPEG_QUALITY = 88
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def xmp(source_type: str, credit: str) -> bytes:
    """The XMP packet of one picture: its IPTC digital source type and credit line."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<photoshop:Credit>{escape(credit)}</photoshop:Credit>"
        f"<Iptc4xmpExt:DigitalSourceType>{IPTC}{source_type}</Iptc4xmpExt:DigitalSourceType>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def fitted(image: Image.Image, side: int, resample: Image.Resampling) -> Image.Image:
    """The image scaled so that its longer side measures `side` pixels."""
    scale = side / max(image.size)
    return image.resize((round(image.width * scale), round(image.height * scale)), resample)


def prepare(row: dict[str, str], content: Path) -> tuple[int, int]:
    """Write the picture (and mask) of one row; give its size in pixels."""
    name = hashlib.sha256(f"spot-the-fake/{row['id']}".encode()).hexdigest()[:8]
    with Image.open(content / row["source_file"]) as opened:
        image = opened.convert("RGB")
    if max(image.size) > NATIVE_SIDE:
        image = fitted(image, NATIVE_SIDE, Image.Resampling.LANCZOS)
    image = fitted(image, LONG_SIDE, Image.Resampling.LANCZOS)
    target = ASSETS / row["folder"] / f"{name}.jpg"
    target.parent.mkdir(parents=True, exist_ok=True)
    image.save(
        target,
        quality=JPEG_QUALITY,
        subsampling="4:2:0",
        optimize=True,
        xmp=xmp(row["source_type"], row["credit"]),
    )
    if row["mask_file"]:
        with Image.open(content / row["mask_file"]) as opened:
            mask = opened.convert("L").resize(image.size, Image.Resampling.BILINEAR)
        mask = mask.point([0] * 128 + [255] * 128).convert("1")
        (ASSETS / "masks").mkdir(exist_ok=True)
        mask.save(ASSETS / "masks" / f"{name}.png", optimize=True)
    return image.size


def main() -> None:
    """Prepare every row of sources.csv."""
    content = Path(sys.argv[1])
    with (ASSETS / "recipes" / "sources.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            width, height = prepare(row, content)
            sys.stdout.write(f"{row['id']} {width}x{height}\n")


if __name__ == "__main__":
    main()
