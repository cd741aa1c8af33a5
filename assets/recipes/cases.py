"""Make the pictures of the cases: they show what their stories say they do, and nothing else gives them away.

Owns what was done to each: cut, copied, pasted, forwarded, framed as a screenshot, signed. All are one size and came
through the same two compressions, real ones as well; only the forwarded one came through more, which is its story. No
file says anything of itself but the one that is signed, with a key made here and thrown away. Refuses living people.

    PYTHONPATH=. python assets/recipes/cases.py CLEARED_CONTENT_FOLDER FOLDER_THAT_FETCH_PY_FILLED

The signed one needs the extra `provenance`; its key is new each time, so that this file alone differs from run to run.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alter import paste, soft
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageSequence

from game.pixels.encode import IPTC, JPEG_QUALITY, alike, save_picture

ASSETS = Path(__file__).resolve().parent.parent
SIZE = (768, 512)  # px of every picture of a case
NATIVE = 640  # px, the most detail that any of them keeps: one in five came no larger
THROUGH = 80  # the WebP quality that generated pictures have behind them, and so all
FORWARDS = 5
FORWARDED = (46, 40, 44, 38, 42)  # JPEG qualities, one for each forward
SHRUNK = (0.92, 0.86, 0.9, 0.84, 0.88)  # and how much smaller each of them made it

Picture = Image.Image
Box = tuple[int, int, int, int]  # left, top, width, height
Trick = Callable[[Picture, Path], Picture]  # a photograph and the content folder: altered

CYGNETS = (  # outline of a cygnet with its mirror image, and the way it is moved, in pixels of the photograph
    (((748, 328), (790, 328), (798, 380), (830, 412), (830, 428), (800, 440), (800, 520), (738, 520), (738, 440)), 70),
    (((412, 350), (478, 350), (520, 420), (520, 445), (478, 455), (478, 520), (432, 520), (412, 440)), -296),
)
BOULDER = (
    (2489, 2192), (2505, 2180), (2525, 2170), (2545, 2172), (2562, 2181), (2590, 2178), (2606, 2190),
    (2618, 2215), (2632, 2245), (2642, 2252), (2638, 2275), (2628, 2292), (2604, 2300), (2570, 2300), (2530, 2302),
    (2496, 2294), (2490, 2260), (2488, 2212),
)  # fmt: skip


def more_cygnets(photo: Picture, _: Path) -> Picture:
    """Two of six appear again a little aside: on black water the lighter of both is enough to hide the join."""
    altered = photo
    for outline, across in CYGNETS:
        alone = Image.composite(photo, Image.new("RGB", photo.size), soft(photo.size, outline, 4))
        altered = ImageChops.lighter(altered, ImageChops.offset(alone, across, 0))
    return altered


def two_of_them(photo: Picture, content: Path) -> Picture:
    """The cygnet on the far left and the one that it was copied from, side by side, as an examiner would lay them."""
    altered = more_cygnets(photo, content)
    beside = Image.new("RGB", (1080, 720), (40, 44, 50))
    for left, place in ((116, 0), (412, 546)):
        beside.paste(
            altered.crop((left, 340, left + 110, 488)).resize((534, 720), Image.Resampling.LANCZOS), (place, 0)
        )
    shown = Image.new("RGB", photo.size)
    shown.paste(beside, (100, 0))
    return shown


def boulder_on_rails(photo: Picture, content: Path) -> Picture:
    """A boulder from another valley, and a shade below it."""
    shade = Image.new("L", photo.size)
    ImageDraw.Draw(shade).ellipse((180, 236, 312, 266), fill=170)
    shade = shade.filter(ImageFilter.GaussianBlur(5))
    dark = Image.composite(Image.new("RGB", photo.size, (26, 24, 22)), photo, shade)
    donor = "real/scenes/picos_de_europa.jpg"
    return paste(dark, content, donor, BOULDER, (186, 160), 0.74, (1.2, 1.12, 1.06), 1)[0]


def forwarded(picture: Picture) -> Picture:
    """What five messengers leave of a picture: each makes it smaller and saves it anew."""
    for quality, scale in zip(FORWARDED[:FORWARDS], SHRUNK, strict=True):
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        picture = Image.open(buffer).convert("RGB")
    return picture


def screenshot(photo: Picture) -> Picture:
    """A post on a large screen, cut out of it: who is said to have posted, the photograph, signs without words."""
    page = Image.new("RGB", SIZE, (236, 239, 242))
    draw = ImageDraw.Draw(page)
    bold, plain = (
        ImageFont.truetype(str(ASSETS / "fonts" / f"AtkinsonHyperlegibleNext-{cut}.ttf"), size)
        for cut, size in (("Bold", 23), ("Regular", 19))
    )
    draw.rounded_rectangle((76, -20, 692, 540), 14, fill=(255, 255, 255))
    draw.ellipse((98, 14, 146, 62), fill=(24, 78, 119))
    draw.line((110, 50, 118, 26), fill="white", width=4)
    draw.line((134, 50, 126, 26), fill="white", width=4)
    for y, half in ((30, 7), (38, 9), (46, 12)):
        draw.line((122 - half, y, 122 + half, y), fill="white", width=3)
    draw.text((160, 10), "Lindorra Rail", font=bold, fill=(20, 24, 28))
    draw.ellipse((304, 16, 322, 34), fill=(29, 125, 216))
    draw.line((308, 25, 312, 29, 318, 20), fill="white", width=2)
    draw.text((160, 38), "@lindorra_rail · 07:52", font=plain, fill=(96, 104, 114))
    page.paste(photo.resize((588, 392), Image.Resampling.LANCZOS), (90, 74))
    draw.text((150, 476), "2.318", font=plain, fill=(96, 104, 114))
    draw.text((330, 476), "947", font=plain, fill=(96, 104, 114))
    draw.polygon(((119, 500), (106, 486), (106, 480), (112, 476), (119, 482), (126, 476), (132, 480), (132, 486)),
                 outline=(96, 104, 114))  # fmt: skip
    draw.line((286, 482, 310, 482), fill=(96, 104, 114), width=2)
    draw.line((303, 476, 310, 482, 303, 488), fill=(96, 104, 114), width=2)
    draw.line((310, 494, 286, 494), fill=(96, 104, 114), width=2)
    draw.line((293, 488, 286, 494, 293, 500), fill=(96, 104, 114), width=2)
    return page


PICTURES: dict[str, tuple[str, Box]] = {  # the file below one of the folders, and the part of it that is shown
    "case-horses": ("real2/files/gcompris_farm_horse.webp", (14, 0, 996, 664)),
    "case-bubble": ("real2/files/sl_frozen_bubble.jpg", (0, 80, 1280, 853)),
    "case-evening": ("comfyui-workflow-templates-media-video/txt_to_image_to_video-1.webp", (80, 0, 864, 576)),
    "case-otter": ("real2/files/budgie_oakland_zoo_otters.jpg", (364, 110, 900, 600)),
    "case-otter-whole": ("real2/files/budgie_oakland_zoo_otters.jpg", (120, 0, 1080, 720)),
    "case-osprey": ("real2/files/budgie_perched_osprey.jpg", (170, 0, 1080, 720)),
    "case-swans": ("real2/files/gcompris_swans.jpg", (100, 0, 1080, 720)),
    "case-swans-two": ("real2/files/gcompris_swans.jpg", (100, 0, 1080, 720)),
    "case-lawn": ("real2/files/sl_garden_swing.jpg", (0, 0, 1280, 853)),
    "case-goat": ("real2/files/gcompris_goat.jpg", (100, 0, 1080, 720)),
    "case-puppy": ("comfyui-workflow-templates-media-image/sdxlturbo_example-1.webp", (0, 130, 512, 341)),
    "case-warehouse": ("real2/files/scratch_building_fireproof.jpg", (0, 20, 480, 320)),
    "case-mirrors": ("real2/files/kitconcept_solar_rings.jpg", (0, 0, 1280, 853)),
    "case-rails": ("real2/files/scratch_train_tracks1.jpg", (0, 40, 480, 320)),
    "case-rails-clear": ("real2/files/scratch_train_tracks1.jpg", (0, 40, 480, 320)),
    "case-sofa": ("real2/files/vendure_paul_weaver_1120584.jpg", (0, 0, 1280, 853)),
}
ALTERED: dict[str, Trick] = {
    "case-swans": more_cygnets, "case-swans-two": two_of_them, "case-rails": boulder_on_rails,
}  # fmt: skip
SIGNED = "case-evening"
SIGNED_BY = "Ostrevane Image Studio"  # an invented program, as the case says


def file_of(name: str) -> str:
    """A file name that says nothing."""
    return hashlib.sha256(f"spot-the-fake/{name}".encode()).hexdigest()[:8]


def opened(path: Path) -> Picture:
    """A picture, or the first frame of a moving one."""
    with Image.open(path) as image:
        return next(iter(ImageSequence.Iterator(image))).convert("RGB")


def shown(name: str, folders: list[Path]) -> Picture:
    """A picture as its case shows it."""
    source, (left, top, width, height) = PICTURES[name]
    photo = opened(next(folder / source for folder in folders if (folder / source).is_file()))
    if name in ALTERED:
        photo = ALTERED[name](photo, folders[0])
    photo = photo.crop((left, top, left + width, top + height))
    if name == "case-warehouse":
        photo = forwarded(photo)
    picture = alike(photo, NATIVE, SIZE[0], SIZE)
    if name == "case-rails":
        picture = screenshot(picture)
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=THROUGH)
    return Image.open(buffer).convert("RGB")


def sign(file: Path, generator: str) -> None:
    """Sign a file's credentials: made by a trained network, then cut and made smaller; with a key that is not kept."""
    import c2pa
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, each)]) for each in (SIGNED_BY, "Nobody in particular")
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain = certificate.public_bytes(serialization.Encoding.PEM)
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=pem, ta_url=None))
    made = {"action": "c2pa.created", "digitalSourceType": f"{IPTC}trainedAlgorithmicMedia", "softwareAgent": generator}
    done = [made, {"action": "c2pa.cropped"}, {"action": "c2pa.resized"}]
    claim = {
        "claim_generator_info": [{"name": SIGNED_BY}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": done}}],
    }
    plain = io.BytesIO(file.read_bytes())
    with file.open("w+b") as out:
        c2pa.Builder(json.dumps(claim)).sign(signer, "image/jpeg", plain, out)


def main() -> None:
    """Make them all; says where each lies."""
    folders = [Path(name) for name in sys.argv[1:]]
    for name in PICTURES:
        picture = shown(name, folders)
        file = ASSETS / "images" / f"{file_of(name)}.jpg"
        if name == SIGNED:
            save_picture(picture, file, "trainedAlgorithmicMedia", "Comfy Org")
            sign(file, "Stable Diffusion XL")
        else:
            picture.info = {}
            picture.save(file, "JPEG", quality=JPEG_QUALITY, subsampling="4:2:0", optimize=True)
        sys.stdout.write(f"{name} images/{file.name} {file.stat().st_size // 1000} KB\n")


if __name__ == "__main__":
    main()
