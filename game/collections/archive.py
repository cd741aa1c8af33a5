"""Packs as files: built the same for the same content, and opened only after everything in them was proved.

Owns the archive's form and every limit. An archive is a stranger: whatever is wrong with it, it is refused whole, with
one clear line, before anything is played from it. The manifest names every file with its SHA-256; a signature, where
there is one, covers the manifest (Ed25519, RFC 8032).
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, NoReturn

import msgspec
from msgspec import Meta, Struct

from game.base.errors import PackError
from game.base.files import whole
from game.model.terms import Id, Version
from game.pack.check import check_files as picture_files
from game.pack.index import Index
from game.pack.library import pack_file
from game.pack.yamlfile import Problem

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOST_FILES = 30_000
MOST_BYTES = 4 * 1024**3  # unpacked, all together
MOST_RATIO = 100  # unpacked to packed, of all together and of each file above RATIO_FROM
RATIO_FROM = 1024 * 1024
MOST_DIRECTORY = 8 * 1024 * 1024  # of the archive's list of its files, which is read before they can be counted
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others unpack whole blocks at once, of any size
MOST_MANIFEST = 16 * 1024 * 1024
LONGEST_NAME = 200
_BLOCK = 1024 * 1024
_TOPS = {"assets", "levels"}
_SINGLE = {"pack.yaml", MANIFEST, SIGNATURE}
_KINDS = {".yaml", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".mp4", ".md", ".txt"}
RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE
)  # file names that Windows keeps for itself
_BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
UNSIGNED = "it is not signed, and only signed packs are wanted here; build it with 'pack build --key', and install that"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ArchiveFile(Struct, frozen=True):
    """One file of a pack."""

    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Meta(ge=0)]


class Manifest(Struct, frozen=True):
    """What an archive holds, by path; and whose pack it is."""

    format: int
    id: Id
    version: Version
    files: dict[str, ArchiveFile]


def refuse(name: str, why: str) -> NoReturn:
    """Raise the one line that an archive is refused with."""
    raise PackError([Problem(name, 0, 0, "error", why)])


# --- building


def build(pack: Path, out: Path, key: bytes | None = None, index: Index | None = None) -> Manifest:
    """Write a pack's folder as an archive: the same bytes for the same files, names and versions, on every machine.

    `key` is an Ed25519 private key in PEM. With an index only changed pictures are decoded; what the manifest says of
    a file comes from its bytes all the same. Raises PackError where the pack has errors, OSError where `out` cannot
    be written.
    """
    found, problems = picture_files.read_whole(pack, index)
    if found is None:
        raise PackError([item for item in problems if item.severity == "error"])
    if any(not found.path(item.file).exists() for item in found.pictures.values()):  # those of a description
        why = "its pictures are still to be fetched: 'pack get' it, and build the folder that this installs"
        raise PackError([Problem(str(pack), 0, 0, "error", why)])
    names = sorted(_files_of(pack))
    entries = {}
    for name in names:
        _check_name(out.name, name)
        entries[name] = _entry(pack / name)
    manifest = Manifest(1, found.pack.id, found.pack.version, entries)
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    with whole(out, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        # stored, not deflated: pictures do not get smaller, and no version of zlib changes the bytes
        _add(archive, MANIFEST, text)
        if key is not None:
            _add(archive, SIGNATURE, sign(text, key))
        for name in names:
            _add(archive, name, (pack / name).read_bytes())
    return manifest


def _files_of(pack: Path) -> Iterator[str]:
    """The files that belong to a pack, as paths with slashes: pack.yaml, and what lies in assets/ and levels/."""
    head = pack_file(pack)
    if head.parent == pack:
        yield head.name
    for top in sorted(_TOPS):
        for path in (pack / top).rglob("*"):
            relative = path.relative_to(pack)
            hidden = any(part.startswith((".", "__")) for part in relative.parts)
            inner = relative.parts[:2] in (("assets", "packs"), ("assets", "recipes"), ("assets", "fonts"))
            if path.is_file() and not path.is_symlink() and not hidden and not inner and path.suffix.lower() in _KINDS:
                yield relative.as_posix()


def _entry(path: Path) -> ArchiveFile:
    with path.open("rb") as file:
        return ArchiveFile(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3  # Unix, wherever it was built
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    archive.writestr(info, content)


# --- signatures


def new_key() -> tuple[bytes, str]:
    """A private key in PEM, and the public key as kiosk.yaml wants it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return pem, base64.b64encode(public).decode()


def sign(text: bytes, pem: bytes) -> bytes:
    """The signature of a manifest, in base64. Raises ValueError for what is no Ed25519 private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key; make one with 'spot-the-fake pack key'")  # noqa: TRY004 (a wrong file)
    return base64.b64encode(key.sign(text)) + b"\n"


def signed_by(text: bytes, signature: bytes, trusted: tuple[str, ...]) -> bool:
    """Whether one of the trusted public keys (base64) made a signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for public in trusted:
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
            key.verify(base64.b64decode(signature.strip(), validate=True), text)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


# --- opening


def unpack(path: Path, folder: Path, trusted: tuple[str, ...] = ()) -> Manifest:
    """Write an archive's files into an empty folder, each proved against the manifest, and read the pack.

    Raises PackError for anything that is not right; then the folder holds what must not be played. With `trusted`
    keys an archive without a signature of one of them is refused.
    """
    name = path.name
    try:
        with bounded(path) as file, zipfile.ZipFile(file) as archive:
            infos = _checked(name, archive.infolist(), path.stat().st_size)
            manifest, text = _manifest(name, archive, infos)
            if trusted:
                _check_signature(name, archive, infos, text, trusted)
            (folder / MANIFEST).write_bytes(text)
            if SIGNATURE in infos:
                (folder / SIGNATURE).write_bytes(_read(name, archive, infos[SIGNATURE], 4096))
            for inner, entry in manifest.files.items():
                _extract(name, archive, infos[inner], entry, folder / inner)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError) as error:
        refuse(name, f"this is no archive of a pack, or it is damaged ({error}); fetch it again")
    except OSError as error:
        refuse(name, f"cannot be read or written: {error.strerror or error}")
    found, problems = picture_files.read_whole(folder)
    if found is None:
        errors = [item for item in problems if item.severity == "error"]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        refuse(name, f"the pack in it cannot be played: {errors[0]}{more}")
    if (found.pack.id, found.pack.version) != (manifest.id, manifest.version):
        refuse(name, "its manifest names another pack or version than its pack.yaml")
    return manifest


def bounded(path: Path, most: int = MOST_DIRECTORY) -> io.BufferedReader:
    """An archive to open: one that lists its files in more bytes than `most` is a zipfile.BadZipFile. Raises OSError.

    zipfile reads that list whole, and every name in it takes ten times its bytes in memory, before anybody can count.
    """
    return _Bounded(io.FileIO(path), most)


class _Bounded(io.BufferedReader):
    """A file that gives only so many bytes at once."""

    def __init__(self, raw: io.FileIO, most: int) -> None:
        super().__init__(raw)
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        """As ever; raises BadZipFile where it would be more."""
        content = super().read(self._most + 1 if size is None or size < 0 else min(size, self._most + 1))
        if len(content) > self._most:
            raise zipfile.BadZipFile("its list of files is too long")
        return content


def _checked(name: str, infos: list[zipfile.ZipInfo], size: int) -> dict[str, zipfile.ZipInfo]:
    """The entries of an archive of so many bytes by name, once all of them are harmless."""
    entries = _plain_files(name, infos)
    for inner, info in entries.items():
        _check_name(name, inner)
        if swells(info):
            refuse(name, f"'{inner}' unpacks to more than {MOST_RATIO} times its size")
    total = sum(info.file_size for info in infos)
    if total > MOST_BYTES:
        refuse(name, f"it unpacks to {total // 10**9} GB; at most {MOST_BYTES // 10**9}")
    if total > RATIO_FROM and total > MOST_RATIO * size:
        refuse(name, f"it unpacks to more than {MOST_RATIO} times its size")
    return entries


def _plain_files(name: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries of an archive by name, once each is a plain file with a path of its own below the archive."""
    if len(infos) > MOST_FILES:
        refuse(name, f"{len(infos)} files are too many; at most {MOST_FILES}")
    seen: dict[str, str] = {}
    for info in infos:
        inner = info.filename
        if "\x00" in info.orig_filename:
            refuse(name, "it has a file name with a control character")
        _check_path(name, inner)
        folded = unicodedata.normalize("NFC", inner).casefold()
        if folded in seen:
            why = "twice" if seen[folded] == inner else f"and '{seen[folded]}', which many systems hold to be the same"
            refuse(name, f"it holds '{inner}' {why}")
        seen[folded] = inner
        if info.flag_bits & 0x1:
            refuse(name, f"'{inner}' is encrypted")
        if info.compress_type not in METHODS:
            refuse(name, f"'{inner}' is packed in a way that packs do not use; only stored and deflated files are read")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            refuse(name, f"'{inner}' is a link or something else that is no plain file")
    return {info.filename: info for info in infos}


def swells(info: zipfile.ZipInfo) -> bool:
    """Whether an entry unpacks to more than pictures and texts do: a bomb."""
    return info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(1, info.compress_size)


def _check_path(archive: str, inner: str) -> None:
    """A path inside an archive: plain, relative, the same on every system."""
    parts = inner.split("/")
    shown = inner.encode("ascii", "backslashreplace").decode()[:80]
    if _BAD.search(inner):
        refuse(archive, f"the file name '{shown}' has a character that not every system allows")
    if inner.startswith("/") or ".." in parts or "." in parts or "" in parts:
        refuse(archive, f"the file name '{shown}' leads out of the archive")
    if len(inner) > LONGEST_NAME:
        refuse(archive, f"the file name '{shown}...' is longer than {LONGEST_NAME} characters")
    if any(RESERVED.fullmatch(part) or part.endswith((".", " ")) for part in parts):
        refuse(archive, f"the file name '{shown}' is not allowed on Windows")


def _check_name(archive: str, inner: str) -> None:
    """A path that belongs into a pack."""
    _check_path(archive, inner)
    parts = inner.split("/")
    shown = inner.encode("ascii", "backslashreplace").decode()[:80]
    if inner in _SINGLE:
        return
    if parts[0] not in _TOPS or len(parts) < 2:
        refuse(archive, f"'{shown}' does not belong into a pack; there are pack.yaml, assets/ and levels/")
    if PurePosixPath(inner).suffix.lower() not in _KINDS:
        refuse(archive, f"'{shown}' is of a kind that packs do not hold")


def _manifest(name: str, archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> tuple[Manifest, bytes]:
    """The manifest and its text; it must name exactly the files that are there."""
    if MANIFEST not in infos:
        refuse(name, "it has no manifest.json; build archives with 'spot-the-fake pack build'")
    text = _read(name, archive, infos[MANIFEST], MOST_MANIFEST)
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        refuse(name, f"its manifest cannot be read: {error}")
    if manifest.format != 1:
        refuse(name, "its manifest has a format that this version of the game does not know; use a newer one")
    there = set(infos) - {MANIFEST, SIGNATURE}
    for inner in sorted(there ^ set(manifest.files)):
        why = "is not in its manifest" if inner in there else "is missing"
        refuse(name, f"'{inner}' {why}")
    return manifest, text


def _check_signature(
    name: str, archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo], text: bytes, trusted: tuple[str, ...]
) -> None:
    if SIGNATURE not in infos:
        refuse(name, UNSIGNED)
    if not signed_by(text, _read(name, archive, infos[SIGNATURE], 4096), trusted):
        refuse(name, "none of the trusted keys signed it, or it was changed afterwards")


def _read(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """One small file; more than `most` bytes are refused, whatever its header says."""
    with archive.open(info) as file:
        content = file.read(most + 1)
    if len(content) > most:
        refuse(name, f"'{info.filename}' is larger than it may be")
    return content


def _extract(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, entry: ArchiveFile, target: Path) -> None:
    """Write one file while proving it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(info) as file, target.open("xb") as out:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > entry.bytes:
                break
            digest.update(block)
            out.write(block)
    if size != entry.bytes or digest.hexdigest() != entry.sha256:
        refuse(name, f"'{info.filename}' is not the file that the manifest describes; fetch the archive again")


def prove(folder: Path, trusted: tuple[str, ...] = ()) -> Manifest:
    """Whether an unpacked pack is still as it was built (and signed), with nothing added; raises PackError.

    Files whose names begin with a dot are no part of a pack, and nothing plays them.
    """
    name = folder.name
    if trusted and not (folder / SIGNATURE).exists():
        refuse(name, UNSIGNED)
    try:
        text = (folder / MANIFEST).read_bytes()
        signature = (folder / SIGNATURE).read_bytes() if trusted else b""
        manifest = msgspec.json.decode(text, type=Manifest)
        if trusted and not signed_by(text, signature, trusted):
            refuse(name, "none of the trusted keys signed it, or it was changed afterwards")
        for inner, entry in manifest.files.items():
            if _entry(folder / inner) != entry:
                refuse(name, f"'{inner}' was changed since the pack was installed")
        for path in sorted(folder.rglob("[!.]*")):
            inner = path.relative_to(folder).as_posix()
            if not path.is_dir() and inner not in manifest.files and inner not in (MANIFEST, SIGNATURE):
                refuse(name, f"'{inner}' was put there since the pack was installed")
    except (OSError, ValueError, RecursionError) as error:
        refuse(name, f"cannot be proved: {error}")
    return manifest


def describe(manifest: Manifest) -> str:
    """Id, version, number of files and size, in a line."""
    total = sum(entry.bytes for entry in manifest.files.values())
    return f"{manifest.id} {manifest.version}: {len(manifest.files)} files, {total / 1e6:.1f} MB"


def mark(folder: Path) -> str:
    """Eight letters that tell one manifest from another."""
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()[:8]
