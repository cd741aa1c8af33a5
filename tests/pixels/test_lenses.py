"""Each lens against constructed truth: what was planted lights up, what was not stays dark."""

from __future__ import annotations

import io
import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from game.base.text import Words, languages
from game.model.terms import LensId
from game.pack.cases import said_by_file
from game.pixels import lenses, panels
from game.pixels.encode import IPTC, xmp
from game.pixels.lenses import RGBArray, Stopped
from tests.conftest import MIRROR


def scene(side: int = 512, seed: int = 3) -> RGBArray:
    """A picture with structure at every scale, as photographs have it (1/f noise), in colour."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    frequency[0, 0] = 1
    planes = []
    for _ in range(3):
        waves = np.fft.fft2(rng.standard_normal((side, side))) / frequency
        plane = np.real(np.fft.ifft2(waves))
        planes.append((plane - plane.mean()) / plane.std())
    mixed = np.stack([planes[0] + 0.25 * plane for plane in planes], axis=-1)
    return np.clip(mixed * 42 + 120 + rng.normal(0, 2.5, mixed.shape), 0, 255).astype(np.uint8)


def jpeg(pixels: RGBArray, quality: int) -> RGBArray:
    """After one JPEG compression."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling="4:4:4")
    return np.asarray(Image.open(io.BytesIO(buffer.getvalue())).convert("RGB"))


def calm(seed: int) -> RGBArray:
    """A picture without fine grain, as most photographs are in most places."""
    small = Image.fromarray(scene(128, seed)).resize((512, 512), Image.Resampling.BICUBIC)
    return np.asarray(small)


INSIDE = np.zeros((512, 512), bool)
INSIDE[160:320, 200:360] = True


def spliced(outer: int, inner: int, last: int) -> RGBArray:
    """A picture saved at `outer`, with a part of another one saved at `inner`, all saved at `last`."""
    ground, part = jpeg(scene(), outer), scene(seed=9)
    if inner:
        part = jpeg(part, inner)
    ground = ground.copy()
    ground[INSIDE] = part[INSIDE]
    return jpeg(ground, last)


def test_a_splice_lights_up_under_ela() -> None:
    """A part never compressed before changes at least 1.5 times as much as a surround that was; without it: no more."""
    errors = lenses.error_levels(spliced(60, 0, 95))
    assert errors[INSIDE].mean() > 1.5 * errors[~INSIDE].mean()
    plain = lenses.error_levels(jpeg(jpeg(scene(), 60), 95))
    assert plain[INSIDE].mean() == pytest.approx(plain[~INSIDE].mean(), rel=0.15)


def test_a_splice_leaves_a_ghost() -> None:
    """A part once saved at 60 fits that quality at least three times as well as the rest does."""
    found = lenses.ghost_map(spliced(90, 60, 92))
    inside = lenses.blocks(INSIDE.astype(float), 8) > 0.5
    assert found[inside].mean() > 3 * found[~inside].mean()
    plain = lenses.ghost_map(jpeg(jpeg(scene(), 90), 92))
    assert plain[inside].mean() < 1.5 * plain[~inside].mean() + 0.02


def test_a_shifted_grid_is_found() -> None:
    """A pasted part whose block grid lies elsewhere stands out in most places, and hardly any of the rest does."""
    ground, part = jpeg(calm(3), 55).copy(), jpeg(calm(9), 55)
    ground[192:448, 192:448] = part[195:451, 197:453]
    offsets = lenses.grid_offsets(ground)
    other = (offsets != 0) & (offsets >= 0)
    assert other[13:27, 13:27].mean() > 0.9
    assert other[:10].mean() < 0.1
    assert (lenses.grid_offsets(jpeg(calm(3), 55)) == 0).mean() > 0.9
    amber = lenses.grid(ground)[..., 0] > 200
    assert amber[220:420, 220:420].mean() > 0.9
    assert amber[:160].mean() < 0.01


@pytest.mark.parametrize(("down", "across"), [(140, 37), (0, 201), (233, -61)])
def test_a_clone_is_found_within_four_pixels(down: int, across: int) -> None:
    """The shift of a planted clone, and its place; saved as JPEG afterwards."""
    pixels = scene().copy()
    row, column = 60, 150
    pixels[row + down : row + down + 90, column + across : column + across + 90] = pixels[
        row : row + 90, column : column + 90
    ]
    corners, shift, scale = lenses.clone_pairs(jpeg(pixels, 90))
    assert scale == 1.0
    assert np.hypot(shift[0] - down, shift[1] - across) <= 4
    middle = corners.mean(axis=0) + lenses.BLOCK / 2
    assert np.hypot(*(middle - (row + 45, column + 45))) <= 12


def test_no_clone_where_none_was_planted() -> None:
    """An untouched picture has none; nor has a very small or an even one."""
    for pixels in (jpeg(scene(), 90), np.full((300, 300, 3), 90, np.uint8), scene(20)):
        corners, _, _ = lenses.clone_pairs(pixels)
        assert len(corners) == 0


def test_enlarging_leaves_peaks_in_the_spectrum() -> None:
    """A picture enlarged by a network's crudest step has peaks that are marked; an untouched one has none."""
    small = scene(256)
    enlarged = np.repeat(np.repeat(small, 2, axis=0), 2, axis=1)
    checker = enlarged.astype(np.int16)
    checker[::2, ::2] += 3
    checker = np.clip(checker, 0, 255).astype(np.uint8)
    assert lenses.peaks(lenses.log_spectrum(checker)).max() > 4
    assert lenses.peaks(lenses.log_spectrum(scene())).max() < 3
    marked = [(np.ptp(lenses.spectrum(pixels), axis=2) > 100).any() for pixels in (checker, scene())]
    assert marked == [True, False]


def test_noise_shows_a_smoothed_part() -> None:
    """A part without grain is at most a third as bright as the rest."""
    pixels = scene().copy()
    smooth = np.asarray(Image.fromarray(pixels).resize((128, 128)).resize((512, 512), Image.Resampling.BICUBIC))
    pixels[INSIDE] = smooth[INSIDE]
    shown = lenses.noise(pixels)[..., 0]
    assert shown[INSIDE].mean() < shown[~INSIDE].mean() / 3


def test_mirror_shows_each_half_with_its_mirror_image() -> None:
    """The left pair is symmetric, the right pair is symmetric, and both halves are there."""
    pixels = scene(100)
    shown = lenses.mirror(pixels)
    assert (shown[:, :100] == shown[:, :100][:, ::-1]).all()
    assert (shown[:, -100:] == shown[:, -100:][:, ::-1]).all()
    assert (shown[:, :50] == pixels[:, :50]).all()
    assert (shown[:, -50:] == pixels[:, -50:]).all()


def test_levels_edges_saturation_and_channels_do_what_they_say() -> None:
    """Stretch to the full range; an edge where there is one; colour where there is colour; each channel apart."""
    flat = np.full((60, 80, 3), 100, np.uint8)
    flat[:, 40:] = 120
    stretched = lenses.levels(flat)
    assert (int(stretched.min()), int(stretched.max())) == (0, 255)
    lit = lenses.edges(flat)[..., 0]
    assert lit[:, 39:41].min() == 255
    assert lit[:, :38].max() == 0
    red = flat.copy()
    red[:, :40] = (200, 20, 20)
    coloured = lenses.saturation(red)[..., 0]
    assert coloured[:, :40].min() > 200
    assert coloured[:, 40:].max() < 20
    parts = lenses.rgb(red)[..., 0]
    assert [int(parts[0, left]) for left in (0, 82, 164)] == [200, 20, 20]
    assert lenses.ycbcr(red).shape[1] == 3 * 80 + 2 * 2


def test_an_overlay_of_equal_pictures_is_the_picture() -> None:
    """And of several a mean; sizes may differ."""
    pixels = scene(64)
    assert (lenses.overlay([pixels, pixels]) == pixels).all()
    black = np.zeros((128, 128, 3), np.uint8)
    assert lenses.overlay([pixels, black]).mean() == pytest.approx(pixels.mean() / 2, abs=1)


def test_metadata_names_source_type_and_credit(tmp_path: Path) -> None:
    """What encode.py embeds is read back; a file without anything has its format alone."""
    image = Image.fromarray(scene(64))
    image.save(tmp_path / "a.jpg", xmp=xmp("trainedAlgorithmicMedia", "A & B"))
    found = dict(lenses.metadata(tmp_path / "a.jpg"))
    assert found["DigitalSourceType"] == "trainedAlgorithmicMedia"
    assert found["Credit"] == "A & B"
    image.save(tmp_path / "b.png")
    assert lenses.metadata(tmp_path / "b.png") == [("format", "PNG, 64 x 64")]


def test_metadata_tells_camera_and_time(tmp_path: Path) -> None:
    """EXIF of both of its tables, and that there is a place; numbers of offsets are nobody's business."""
    exif = Image.Exif()
    exif[IFD.Exif] = {Base.DateTimeOriginal: "2024:05:04 12:00:00", Base.FNumber: 2.8}
    exif[IFD.GPSInfo] = {GPS.GPSLatitudeRef: "N"}
    exif[Base.Make], exif[Base.Model] = "Maker", "Model 1"
    Image.fromarray(scene(64)).save(tmp_path / "a.jpg", exif=exif)
    assert lenses.metadata(tmp_path / "a.jpg")[1:] == [
        ("Make", "Maker"), ("Model", "Model 1"), ("DateTimeOriginal", "2024:05:04 12:00:00"), ("FNumber", "2.8"),
        ("GPSInfo", ""),
    ]  # fmt: skip


def signed(source: Path, target: Path, *edits: str) -> None:
    """Sign a picture's credentials, and the edits that they list, with a key of the test's own."""
    c2pa = pytest.importorskip("c2pa", reason="the extra 'provenance' is not installed")
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "A newspaper")])
    issuer = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "An authority")])
    authority = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key()).serial_number(2)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain = certificate.public_bytes(serialization.Encoding.PEM)
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=pem, ta_url=None))
    action = {"action": "c2pa.created", "digitalSourceType": f"{IPTC}trainedAlgorithmicMedia"}
    done = [action, *({"action": f"c2pa.{edit}"} for edit in edits)]
    claim = {
        "claim_generator_info": [{"name": "A painting program"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": done}}],
    }
    with source.open("rb") as plain, target.open("w+b") as out:
        c2pa.Builder(json.dumps(claim)).sign(signer, "image/jpeg", plain, out)


def test_content_credentials_are_read_and_a_change_is_noticed(tmp_path: Path) -> None:
    """Who signed, what made it; one pixel more and the file is no longer what was signed; a broken one is said so."""
    Image.fromarray(scene(64)).save(tmp_path / "plain.jpg", quality=90)
    signed(tmp_path / "plain.jpg", tmp_path / "signed.jpg")
    assert lenses.metadata(tmp_path / "signed.jpg")[1:] == [
        ("c2pa", "whole"), ("action", "created"), ("claim_generator", "A painting program"), ("issuer", "A newspaper"),
        ("trust", "unchecked"), ("digitalSourceType", "trainedAlgorithmicMedia"),
    ]  # fmt: skip
    data = bytearray((tmp_path / "signed.jpg").read_bytes())
    data[-9] ^= 0xFF
    (tmp_path / "changed.jpg").write_bytes(data)
    assert ("c2pa", "changed") in lenses.metadata(tmp_path / "changed.jpg")
    (tmp_path / "broken.jpg").write_bytes((tmp_path / "plain.jpg").read_bytes() + b"c2pa")
    assert lenses.metadata(tmp_path / "broken.jpg")[1:] == [("c2pa", "broken")]


def test_signed_edited_broken_and_missing_are_told_apart(tmp_path: Path) -> None:
    """In different words in each language, none of which calls a picture real, true or authentic."""
    plain = tmp_path / "missing.jpg"
    Image.fromarray(scene(64)).save(plain, quality=90, xmp=xmp("digitalCapture", "Somebody"))
    signed(plain, tmp_path / "signed.jpg")
    signed(plain, tmp_path / "edited.jpg", "cropped", "color_adjustments")
    data = bytearray((tmp_path / "signed.jpg").read_bytes())
    data[-9] ^= 0xFF
    (tmp_path / "broken.jpg").write_bytes(data)
    (tmp_path / "damaged.jpg").write_bytes(plain.read_bytes() + b"c2pa")
    names = ("missing", "signed", "edited", "broken", "damaged")
    for language in languages():
        words = Words(language)
        label = words("file.c2pa").partition(" ")[0]
        said = [said_by_file(tmp_path / f"{name}.jpg", words).splitlines() for name in names]
        states = [next(line for line in lines if line.startswith(label) and "C2PA" in line) for lines in said]
        assert len(set(states)) == len(names), states
        assert not re.search(r"\b(real|true|authentic|genuine|vera|vero|autentic\w+)\b", " ".join(states))
    assert ("c2pa", "edited") in lenses.metadata(tmp_path / "edited.jpg")
    assert ("trust", "unchecked") in lenses.metadata(tmp_path / "signed.jpg")


def test_notes_of_the_file_name_an_ai_system_and_a_day(tmp_path: Path) -> None:
    """As XMP holds them since IPTC 2025.1; they are notes, and the words say so."""
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><Iptc4xmpExt:AISystemUsed>A painter</Iptc4xmpExt:AISystemUsed>'
        b'<rdf:Description photoshop:DateCreated="2026-03-01"/></x:xmpmeta>'
    )
    Image.fromarray(scene(64)).save(tmp_path / "a.jpg", quality=90, xmp=packet)
    assert lenses.metadata(tmp_path / "a.jpg")[1:] == [("AISystemUsed", "A painter"), ("DateCreated", "2026-03-01")]
    assert "AI system, by a note in the file: A painter" in said_by_file(tmp_path / "a.jpg", Words("en"))


REAL_FILES: dict[str, tuple[str, set[tuple[str, str]]]] = {  # in the mirror: what the file has to say of itself
    "ChatGPT_Image.png": ("whole", {("certificate", "expired"), ("digitalSourceType", "trainedAlgorithmicMedia")}),
    "Firefly_tabby_cat.jpg": ("whole", {("action", "created"), ("digitalSourceType", "trainedAlgorithmicMedia")}),
    "car-es-Ps-Cr.jpg": ("edited", {("action", "opened"), ("action", "cropped"), ("action", "resized")}),
    "cloudscape-ACA-Cr.jpeg": ("whole", {("action", "opened"), ("action", "watermarked")}),
    "adobe-20220124-C.jpg": ("edited", {("action", "drawing"), ("trust", "unchecked")}),
    "adobe-20220124-E-dat-CA.jpg": ("changed", set()),
    "adobe-20220124-E-sig-CA.jpg": ("changed", set()),
    "adobe-20220124-XCA.jpg": ("changed", set()),
}


@pytest.mark.parametrize("name", REAL_FILES)
def test_credentials_of_real_files_say_what_they_prove(name: str) -> None:
    """A certificate that ran out is no change; one byte of the picture or of the signature is."""
    pytest.importorskip("c2pa", reason="the extra 'provenance' is not installed")
    file = next(MIRROR.rglob(name), None)
    if file is None:
        pytest.skip("there is no mirror of the pictures beside this clone")
    state, said = REAL_FILES[name]
    told = lenses.metadata(file)
    assert ("c2pa", state) in told
    assert said <= set(told)


def test_every_lens_is_lent_and_has_its_words() -> None:
    """Those that need one picture's pixels, and the two that need more or less, are the data's terms."""
    assert {*lenses.LENSES, "align", "metadata"} == set(get_args(LensId))
    words = Words("en")
    for lens in get_args(LensId):
        own = [f"lens.{lens}", f"lens.{lens}.shows", f"lens.{lens}.limit"]
        own += [f"lens.{lens}.panel-{number}" for number in range(1, panels.PANELS.get(lens, 0) + 1)]
        assert [key for key in own if not words.has(key)] == []


@pytest.mark.parametrize("name", list(lenses.LENSES))
def test_every_lens_gives_pixels_and_stops_when_told(name: str) -> None:
    """RGB pixels for any picture, odd sizes included; Stopped as soon as nobody wants them."""
    for pixels in (scene(97)[:61], np.zeros((40, 40, 3), np.uint8)):
        shown = lenses.LENSES[name](pixels, lenses.go_on)
        assert shown.dtype == np.uint8
        assert shown.ndim == 3
        assert shown.shape[2] == 3
    with pytest.raises(Stopped):
        lenses.LENSES[name](scene(97), lambda: True)


def test_a_histogram_counts_every_channel() -> None:
    """A picture of one colour has one bar for each channel."""
    drawn = lenses.histogram(np.full((10, 10, 3), (200, 100, 50), np.uint8), (256, 60))
    for channel, value in enumerate((200, 100, 50)):
        assert drawn[10, value, channel] == 215
        assert drawn[10, value - 30, channel] == 24


if __name__ == "__main__":
    for side in (1024, 4000):
        picture = scene(1024) if side == 1024 else np.tile(scene(1024), (3, 4, 1))[:3000, :4000]
        for lens, run in lenses.LENSES.items():
            start = time.perf_counter()
            run(picture, lenses.go_on)
            print(f"{side} {lens:11} {(time.perf_counter() - start) * 1000:7.0f} ms")  # noqa: T201
