"""Archives, and what was unpacked from one: packs, and collections that are imported."""

from __future__ import annotations

import hashlib
import io
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock

import msgspec

from game.author.importing import layouts, listing, making
from game.author.importing.candidate import Defaults
from game.author.importing.holdings import Holdings
from game.author.importing.sources import source_at
from game.base.errors import PackError
from game.base.text import Words
from game.collections import archive
from game.commands.benchmarks import material
from game.pack import library, yamlfile

from . import GOOD, STRANGE, Target, bent_json, changing, flipped, folder, is_line, mixed, mutated, written

KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIuaPcHURo="  # RFC 8032's first, as somebody's who is trusted


def archive_file(data: bytes) -> None:
    """Any bytes as a pack's archive: it is refused in one line, or it is a pack that plays and can be proved."""
    target = folder() / "unpacked"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    path = written("pack.zip", data)
    before = {item.name for item in folder().iterdir()}
    trusted = (KEY,) if zlib.crc32(data) % 7 == 0 else ()
    try:
        with mock.patch.object(yamlfile, "read", _read):
            manifest = archive.unpack(path, target, trusted)
    except PackError as error:
        is_line(error)
    else:
        assert archive.prove(target) == manifest
    assert {item.name for item in folder().iterdir()} == before
    assert all(item.is_dir() or (item.is_file() and not item.is_symlink()) for item in target.rglob("*"))


_yaml_read = yamlfile.read


def _read(path: Path, shown_as: str) -> yamlfile.Document:
    """As yamlfile does; the game's own field guide, which is the same for every pack, only once."""
    return (
        msgspec.structs.replace(_guide(), problems=[]) if path == library.guide_file() else _yaml_read(path, shown_as)
    )


@cache
def _guide() -> yamlfile.Document:
    return _yaml_read(library.guide_file(), "tells.yaml")


def installed(data: bytes) -> None:
    """Any bytes as the manifest of an unpacked pack: the pack is as it was built, or it is refused in a line."""
    place = folder() / "installed"
    if not place.exists():
        for name, content in _small_pack().items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
    (place / archive.MANIFEST).write_bytes(data)
    for trusted in ((), (KEY,)):
        try:
            archive.prove(place, trusted)
        except PackError as error:
            is_line(error)


def collection(data: bytes) -> None:
    """Any bytes as the archive of a collection: its pictures by name, or one line that refuses it."""
    path = written("source.zip", data)
    try:
        with source_at(path) as source, closing(Holdings(source, Words("en"))) as holdings:
            for layout in ("auto", "folders", layouts.NAMES[len(data) % len(layouts.NAMES)]):
                try:
                    candidates = listing.listed(holdings, None, layout, Defaults("splice"), folder()).candidates
                except PackError as error:
                    is_line(str(error).partition("\n")[0])
                else:
                    msgspec.msgpack.encode(candidates)
            for name in holdings.pictures[:3]:
                holdings.stamp(name)
                assert "\n" not in making.look(holdings, name, holdings.words).fault
    except PackError as error:
        is_line(error)


# --- what they are made of


@cache
def _small_pack() -> dict[str, bytes]:
    """The files of the smallest pack that plays."""
    level = (
        b"format: 1\nid: one\ntitle: {en: One}\ndifficulty: 1\nintro: {en: Look.}\nrounds:\n"
        b"  - {ask: verdict, picture: real-1}\n"
    )
    head = b"format: 1\nid: small\nversion: '1.0'\ntitle: {en: Small}\nlanguages: [en]\nlicence: CC0-1.0\n"
    picture = (
        b"format: 1\npictures:\n  - id: real-1\n    file: images/a.png\n    truth: real\n    made_by: camera\n"
        b"    source_type: digitalCapture\n    difficulty: 2\n    size: [480, 360]\n    credit: Ada\n"
        b"    licence: CC0-1.0\n    alt: {en: A dog.}\n    looks_odd: {en: The ear.}\n"
    )
    image = (GOOD / "assets" / "images" / "a1.png").read_bytes()
    return {"pack.yaml": head, "assets/pictures.yaml": picture, "assets/images/a.png": image, "levels/one.yaml": level}


_NAMES = (
    "../out.yaml", "/etc/x.yaml", "C:/x.yaml", "a\\b.yaml", "assets/../../x.png", "assets//a.png", "assets/./a.png",
    "assets/con.png",
    "assets/CON .png", "assets/aux", "levels/a.yaml.", "levels/ .yaml", "assets/" + "n" * 250 + ".png",
    "assets/a\nb.png",
    "assets/\u202egnp.exe", "assets/e\u0301.png", "assets/\u00e9.png", "ASSETS/pictures.yaml", "assets/Pictures.yaml",
    "pack.yaml",
    "manifest.json", "manifest.sig", "levels", "assets/", "levels/one.yaml/x.yaml", "levels/one.py", "x", "", " ",
    "assets/packs/x.yaml",
    "assets/images/a.png", "assets/images", "assets/.hidden.png", "assets/pictures-2.yaml", "levels/two.yaml",
    "assets/a:b.png",
    "assets/a\x00.png", "levels/\ud800.yaml",
)  # fmt: skip


def bent_archive(chance: Random) -> bytes:
    """A sound archive whose members, manifest, modes or sizes are not what they should be."""
    content = dict(_small_pack())
    before = dict(content)
    ways = chance.choices(range(9), k=chance.choice([1, 1, 2]))
    if 0 in ways:  # other content, of which the manifest knows
        name = chance.choice(sorted(content))
        content[name] = chance.choice([mutated, flipped])(content[name], chance)
        before = dict(content) if chance.random() < 0.8 else before
    if 1 in ways:  # another name, of which the manifest knows
        name, other = chance.choice(sorted(content)), chance.choice(_NAMES)
        content[other] = content[name] if chance.random() < 0.5 else content.pop(name)
        before = dict(content) if chance.random() < 0.8 else before
    manifest = {"format": 1, "id": "small", "version": "1.0", "files": _entries(before)}
    text = bent_json(manifest, chance) if 2 in ways else msgspec.json.encode(_clean(manifest))
    members = [(archive.MANIFEST, text), *content.items()]
    if chance.random() < 0.2:
        members.append((archive.SIGNATURE, chance.choice([b"", b"x", b"A" * 88, b"\xff", b"A" * 5000])))
    return _zipped(members, chance, ways)


def _entries(content: dict[str, bytes]) -> dict[str, dict[str, str | int]]:
    return {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in content.items()}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return {str(key).encode("utf-8", "replace").decode(): _clean(item) for key, item in value.items()}
    return value


def _zipped(members: list[tuple[str, bytes]], chance: Random, ways: list[int]) -> bytes:
    """The members as a zip file, with some of its fields bent."""
    out, raw = io.BytesIO(), dict[bytes, bytes]()
    if 3 in ways:
        out.write(chance.choice([b"MZ", b"PK\3\4", b"\0" * 100]))
    if 4 in ways:
        members.insert(chance.randrange(len(members) + 1), chance.choice(members))
    with zipfile.ZipFile(out, "w") as file:
        for number, (name, content) in enumerate(members):
            info = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
            info.filename, told = name, content
            try:
                name.encode("utf-8")
            except UnicodeEncodeError:
                info.filename = f"name-{number:04}"
                raw[info.filename.encode()] = b"\xff\xfe\xed\xa0\x80levels"[: len(info.filename)].ljust(9, b"/")
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            if 5 in ways and chance.random() < 0.3:
                kind = chance.choice([stat.S_IFLNK, stat.S_IFDIR, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK, 0, 0o7777])
                info.external_attr = kind << 16 | chance.choice([0, 0x10])
                told = chance.choice([told, b"/etc/passwd", b"../../x"])
            if 6 in ways and chance.random() < 0.3:
                told = chance.choice([b"\0" * 2_000_000, b"", told * 50])
            info.compress_type = chance.choice(
                [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED] if 7 not in ways else [0, 8, 12, 14]
            )
            info.comment = chance.choice([b"", b"", b"x" * 20]) if 7 in ways else b""
            with suppress(ValueError, OSError, struct.error):  # what not even this library writes
                file.writestr(info, told)
        file.comment = chance.choice([b"", b"PK\5\6" * 5]) if 7 in ways else b""
    data = bytearray(out.getvalue())
    for name, other in raw.items():
        data = data.replace(name, other)
    if 8 in ways:
        _bend_fields(data, chance)
    return bytes(data)


def _bend_fields(data: bytearray, chance: Random) -> None:
    """Change a number in one of the heads: version, flags, method, times, CRC, sizes, lengths, offsets."""
    for _ in range(chance.choice([1, 1, 2, 4])):
        sign, fields = chance.choice(
            [
                (
                    b"PK\1\2",
                    [
                        (4, 2),
                        (6, 2),
                        (8, 2),
                        (10, 2),
                        (16, 4),
                        (20, 4),
                        (24, 4),
                        (28, 2),
                        (30, 2),
                        (32, 2),
                        (34, 2),
                        (38, 4),
                        (42, 4),
                    ],
                ),
                (b"PK\3\4", [(4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)]),
                (b"PK\5\6", [(4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)]),
            ]
        )
        places = [at for at in range(len(data) - 3) if data[at] == 0x50 and data[at : at + 4] == sign]
        if not places:
            continue
        at, (offset, size) = chance.choice(places), chance.choice(fields)
        old = int.from_bytes(data[at + offset : at + offset + size], "little")
        new = chance.choice(
            [
                0,
                1,
                old + 1,
                max(0, old - 1),
                old ^ 1 << chance.randrange(size * 8),
                256**size - 1,
                chance.randrange(256**size),
            ]
        )
        data[at + offset : at + offset + size] = (new % 256**size).to_bytes(size, "little")


def _archives() -> Iterator[bytes]:
    out = folder() / "seed.zip"
    archive.build(GOOD, out)
    yield out.read_bytes()
    out.unlink()


def _manifest(chance: Random) -> bytes:
    files = _entries(_small_pack())
    if chance.random() < 0.3:
        files[str(chance.choice([*_NAMES, *STRANGE]))] = files["pack.yaml"]
    whole = {"format": 1, "id": "small", "version": "1.0", "files": files}
    return bent_json(whole, chance) if chance.random() < 0.9 else msgspec.json.encode(_clean(whole))


_FOLDERS = (
    "real/", "fake/", "fake/gan/", "Fake/splice/", "masks/", "train/real/", "test/fake/", "training_real/",
    "training_fake/", "Au/", "Tp/",
    "4cam_auth/", "4cam_splc/", "edgemask/", "original_sequences/youtube/c23/frames/000/",
    "manipulated_sequences/Deepfakes/c23/frames/000_003/",
    "manipulated_sequences/Deepfakes/masks/000_003/", "original_sequences/actors/raw/images/01__walking/", "a/b/c/", "",
    "__MACOSX/", ".x/",
    "original_sequences//", "groundtruth/", "0_real/", "1_fake/", "train/ai/", "train/nature/", "Celeb-real/",
    "Celeb-synthesis/", "Images/Train/", "real/original/", "real/edited/", "vere/", "finte/", "splicing_1_img/img/",
    "splicing_1_annotations/probe_mask/", "1a1ogs/",
)  # fmt: skip
_FILES = (
    "a.jpg", "b.png", "a_gt.png", "a_mask.png", "00012.jpg", "ABCDEFGH01.jpg", "easy_12_0110.jpg", "hard_1_1111.jpg",
    "real_00001.jpg",
    "Au_ani_00001.jpg", "Tp_D_CRN_S_N_cha00063_art00014_11818.tif", "Tp_S_NRN_S_N_ani00001_ani00001_00001.jpg",
    "001_O.png", "001_F.png",
    "001_B.png", "001_F_JC1.jpg", "001_M.png", "0001.png", "0002.png", "canong3_02_sub_01.tif",
    "canong3_02_sub_01_edgemask.jpg", "x.txt",
    "labels.csv", "A.JPG", ".hidden.jpg", "n" * 260 + ".jpg", "\u202e.jpg", "e\u0301.jpg", "\u00e9.jpg", "_gt.png",
    "\u0661_O.png", "001_F.txt", "metadata.json", "via.json", "Train_poly.json", "metadata.csv", "metadata.jsonl",
    "x.xml", "a.heic", "b.mp4", "data.parquet", "0000 (2).jpg", "n01440764_1.JPEG", "1a1ogs_orig.jpg",
    "id0_id1_0000.mp4", "noext",
)  # fmt: skip


@cache
def _dots() -> list[bytes]:
    found = []
    for form in ("JPEG", "PNG", "BMP"):
        out = io.BytesIO()
        material.photograph((16, 12), 2).save(out, form)
        found.append(out.getvalue())
    return found


_SHAPE = {"name": "rect", "x": 1, "y": 1, "width": 5, "height": 5, "cx": 3, "r": 2, "all_points_x": [1, 2]}
_BOX = {"x": 5, "y": 20, "width": 15, "height": 40, "rectanglelabels": ["Fake"], "rotation": 1}
_TEXTS: dict[str, list[object]] = {  # files that lie beside pictures and say something of them
    "metadata.json": [{"a.mp4": {"label": "FAKE", "original": "b.mp4"}, "b.mp4": {"label": "REAL"}}],
    "via.json": [
        {"1": {"filename": "b.png", "regions": [{"shape_attributes": _SHAPE, "region_attributes": {"a": "fake"}}]}},
        {"version": "5", "flags": {"real": True}, "imagePath": "a.jpg",
         "shapes": [{"label": "fake", "points": [[1, 2], [5, 9]], "shape_type": "rectangle"}]},
        [{"data": {"image": "a.jpg"}, "annotations": [{"result": [{"value": _BOX}, {"value": {"choices": ["ai"]}}]}]}],
        [{"image": "a.jpg", "label": [_BOX]}],
    ],
    "Train_poly.json": [{
        "images": [{"id": 1, "file_name": "a.jpg"}], "categories": [{"id": 1, "name": "Fake"}],
        "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4, 5, 6]]}],
    }],
}  # fmt: skip
_XML = b'<annotations><image name="a.jpg"><box label="fake" xtl="1" ytl="2" xbr="9" ybr="8"/></image></annotations>'


def _beside(name: str, chance: Random) -> bytes:
    """What a file says that lies beside the pictures; nothing for the pictures themselves."""
    last = name.rpartition("/")[2]
    if last in _TEXTS:
        return bent_json(chance.choice(_TEXTS[last]), chance)
    if last.endswith((".csv", ".jsonl")):
        text = (
            b"file_name,label\na.jpg,real\nb.png,fake\n" if "csv" in last else b'{"file_name": "a.jpg", "label": 1}\n'
        )
        return mutated(text, chance) if chance.random() < 0.5 else text
    return mutated(_XML, chance) if last.endswith(".xml") else b""


def bent_collection(chance: Random) -> bytes:
    """A zip of pictures under the names that collections have, or nearly."""
    members = []
    for _ in range(chance.choice([1, 2, 5, 9])):
        name = chance.choice(_FOLDERS) + chance.choice(_FILES) if chance.random() < 0.95 else chance.choice(_NAMES)
        content = _beside(name, chance) or chance.choice(_dots())
        members.append((name, mutated(content, chance) if chance.random() < 0.1 else content))
    return _zipped(members, chance, chance.choices(range(3, 20), k=2))


TARGETS: dict[str, Target] = {
    "archive": Target(archive_file, changing(_archives, flipped, mutated)),
    "zip": Target(archive_file, bent_archive),
    "installed": Target(installed, _manifest),
    "collection": Target(
        collection,
        mixed(
            bent_collection, bent_collection, bent_collection, lambda chance: mutated(bent_collection(chance), chance)
        ),
    ),
}
