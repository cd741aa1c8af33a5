"""Archives: the same bytes every time, refused whole for any fault, swapped in or left, signed or not."""

from __future__ import annotations

import binascii
import bz2
import io
import json
import os
import re
import shutil
import stat
import struct
import threading
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image

from game.base import places
from game.base.errors import PackError
from game.base.files import locked
from game.collections import archive, fetch
from game.collections.collection import collections
from game.collections.shelf import KEPT, Shelf
from game.commands.cli import main
from game.pack import cache, library
from game.seats.app import Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from tests.mirror import Described

PACK = Path(__file__).parents[1] / "packs" / "good-1"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack's folder of the test's own."""
    folder = tmp_path / "source"
    shutil.copytree(PACK, folder)
    return folder


@pytest.fixture
def packed(pack: Path, tmp_path: Path) -> Path:
    """It as an archive."""
    archive.build(pack, tmp_path / "pack.zip")
    return tmp_path / "pack.zip"


def again(packed: Path, change: Callable[[zipfile.ZipFile, dict[str, bytes]], None]) -> Path:
    """An archive made anew from another's files by somebody who means no good."""
    with zipfile.ZipFile(packed) as source:
        files = {info.filename: source.read(info) for info in source.infolist()}
    out = packed.with_name("hostile.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore")  # of names that come twice: that is the point
        change(target, files)
        for name, content in files.items():
            target.writestr(name, content)
    return out


def with_manifest(files: dict[str, bytes], *, also: dict[str, bytes] | None = None) -> None:
    """A manifest that fits the files as they are now."""
    import hashlib

    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        for name, content in {**files, **(also or {})}.items()
        if name != "manifest.json"
    }
    files["manifest.json"] = json.dumps(manifest).encode()


def adding(name: str, content: bytes = b"x", **options: Any) -> Callable[[zipfile.ZipFile, dict[str, bytes]], None]:
    """One file more, named in the manifest."""

    def change(target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
        with_manifest(files, also={name: content})
        info = zipfile.ZipInfo(name)
        for key, value in options.items():
            setattr(info, key, value)
        target.writestr(info, content)

    return change


def replacing(name: str, content: bytes) -> Callable[[zipfile.ZipFile, dict[str, bytes]], None]:
    """Another content, which the manifest knows."""

    def change(_target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
        files[name] = content
        with_manifest(files)

    return change


def picture(size: tuple[int, int], form: str = "PNG") -> bytes:
    """A plain picture of a size."""
    file = io.BytesIO()
    Image.new("1", size).save(file, form)
    return file.getvalue()


def first_picture() -> str:
    """The path of a picture in the pack."""
    found, _ = library.read(PACK)
    assert found is not None
    return "assets/" + next(iter(found.pictures.values())).file


def twice(target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
    """The same name two times."""
    target.writestr("pack.yaml", files["pack.yaml"])


def changed(_target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
    """Another content than the manifest says."""
    files[first_picture()] += b"!"


def lies_about_version(_target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
    """A manifest of another version than the pack."""
    manifest = json.loads(files["manifest.json"])
    manifest["version"] = "9.9"
    files["manifest.json"] = json.dumps(manifest).encode()


def many(target: zipfile.ZipFile, files: dict[str, bytes]) -> None:
    """Files below the size from which each one's ratio counts."""
    names = [f"assets/{number}.txt" for number in range(20)]
    with_manifest(files, also=dict.fromkeys(names, bytes(900_000)))
    for name in names:
        target.writestr(name, bytes(900_000))


VERSION = b"{format: 1, id: good-1, version: '%s', title: {en: T, it: T}, languages: [en, it], licence: CC0}"
HOSTILE: dict[str, tuple[Callable[[zipfile.ZipFile, dict[str, bytes]], None], str]] = {
    "path traversal": (adding("assets/../../evil.yaml"), "leads out of the archive"),
    "absolute path": (adding("/etc/evil.yaml"), "leads out of the archive"),
    "drive letter": (adding("C:/evil.yaml"), "not every system allows"),
    "backslashes": (adding("assets\\evil.yaml"), "not every system allows"),
    "control character": (adding("assets/a\x07.yaml"), "not every system allows"),
    "reserved name": (adding("assets/con.yaml"), "not allowed on Windows"),
    "trailing dot": (adding("assets/a./b.yaml"), "not allowed on Windows"),
    "long name": (adding(f"assets/{'a' * 300}.yaml"), "longer than 200"),
    "program": (adding("assets/run.exe"), "of a kind that packs do not hold"),
    "foreign file": (adding("setup.py"), "does not belong into a pack"),
    "symbolic link": (adding("assets/link.txt", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16), "a link"),
    "device": (adding("assets/dev.txt", external_attr=(stat.S_IFCHR | 0o666) << 16), "no plain file"),
    "duplicate name": (twice, "it holds 'pack.yaml' twice"),
    "case clash": (adding("levels/EVERYTHING.yaml"), "many systems hold to be the same"),
    "zip bomb": (adding("assets/bomb.txt", bytes(200_000_000), compress_type=zipfile.ZIP_DEFLATED), "times its size"),
    "changed file": (changed, "not the file that the manifest describes"),
    "another version": (lies_about_version, "another pack or version"),
    "no manifest": (lambda _, files: files.pop("manifest.json") and None, "no manifest"),
    "missing file": (lambda _, files: files.pop(first_picture()) and None, "is missing"),
    "unlisted file": (lambda target, _: target.writestr("assets/extra.txt", b"x"), "is not in its manifest"),
    "manifest of another form": (lambda _, files: files.update({"manifest.json": b'{"files": 3}'}), "cannot be read"),
    "YAML aliases": (replacing("pack.yaml", b"a: &a [1]\nb: *a\n"), "cannot be played"),
    "decompression bomb": (replacing(first_picture(), picture((20_000, 20_000))), "cannot be played"),
    "65k pixels wide": (replacing(first_picture(), picture((65_000, 1000))), "cannot be played"),
    "version that leads out of the shelf": (
        replacing("pack.yaml", VERSION % b"../../../evil"), "'version' is '../../../evil', but must be"
    ),
    "version that is a formula": (replacing("pack.yaml", VERSION % b"=cmd"), "'version' is '=cmd', but must be"),
    "text that acts on a terminal": (replacing("pack.yaml", b'{"\\e[2J": 1}'), "control character U+001B in a text"),
    "a wealth of small files": (many, "unpacks to more than 100 times its size"),
    "no picture": (replacing(first_picture(), b"GIF89a" + bytes(90)), "cannot be played"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_whole(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """One clear line, exit 1, nothing written outside, and the old pack plays on."""
    change, why = HOSTILE[kind]
    data = tmp_path / "data"
    assert main(["pack", "install", str(packed), "--data", str(data)]) == 0
    before = Shelf(data).current("good-1")
    there = sorted(tmp_path.rglob("*"))
    hostile = again(packed, change)
    capsys.readouterr()
    assert main(["pack", "install", str(hostile), "--data", str(data)]) == 1
    said = capsys.readouterr().err
    assert why in said
    assert len(said.splitlines()) == 1
    assert Shelf(data).current("good-1") == before
    assert sorted(tmp_path.rglob("*")) == sorted([*there, hostile])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_refused(packed: Path, tmp_path: Path, share: float) -> None:
    """Wherever it breaks off."""
    content = packed.read_bytes()
    packed.write_bytes(content[: int(len(content) * share)])
    (tmp_path / "to").mkdir()
    with pytest.raises(PackError, match="damaged"):
        archive.unpack(packed, tmp_path / "to")


def test_flipped_bits_are_found(packed: Path, tmp_path: Path) -> None:
    """One bit anywhere in the pictures or the manifest."""
    content = packed.read_bytes()
    for place in range(200, len(content) - 2000, max(1, len(content) // 40)):
        damaged = bytearray(content)
        damaged[place] ^= 0x10
        packed.write_bytes(bytes(damaged))
        folder = tmp_path / f"to-{place}"
        folder.mkdir()
        try:
            archive.unpack(packed, folder)
        except PackError:
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as whole:  # a bit that says nothing, such as of a time
            for name in whole.namelist():
                assert (folder / name).read_bytes() == whole.read(name)


def unpacking(packed: Path, tmp_path: Path) -> str:
    """What an archive is refused with."""
    (tmp_path / "to").mkdir()
    with pytest.raises(PackError) as refused:
        archive.unpack(packed, tmp_path / "to")
    assert not list((tmp_path / "to").iterdir())
    return str(refused.value)


def test_a_way_of_packing_that_unpacks_all_at_once_is_refused(tmp_path: Path) -> None:
    """bzip2 makes 50 MB of 100 bytes, and gigabytes of a few thousand, before anybody can count; the header may lie."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("manifest.json", bz2.compress(bytes(50_000_000)))
    data = bytearray(out.getvalue())
    central = data.rindex(b"PK\x01\x02")
    for place, method, size in ((0, 8, 22), (central, 10, 24)):
        struct.pack_into("<H", data, place + method, zipfile.ZIP_BZIP2)
        struct.pack_into("<I", data, place + size, 100)
    (tmp_path / "bomb.zip").write_bytes(data)
    assert len(data) < 1000
    assert "only stored and deflated files are read" in unpacking(tmp_path / "bomb.zip", tmp_path)


def test_a_list_of_files_is_not_read_at_any_length(tmp_path: Path) -> None:
    """Each of its entries takes ten times its bytes in memory: it is refused before they are counted."""
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = archive.MOST_DIRECTORY // len(entry) + 1
    size = count * len(entry)
    end = b"PK\x06\x06" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, size, 0)
    end += b"PK\x06\x07" + struct.pack("<IQI", 0, size, 1)
    end += b"PK\x05\x06" + struct.pack("<4H2IH", *[0xFFFF] * 4, *[0xFFFFFFFF] * 2, 0)
    (tmp_path / "list.zip").write_bytes(entry * count + end)
    assert "its list of files is too long" in unpacking(tmp_path / "list.zip", tmp_path)


@pytest.mark.parametrize("name", ["con", "NUL.txt", "com1.yaml", "LPT¹.txt", "CONIN$", "aux .txt"])
def test_names_that_windows_keeps_are_known(name: str) -> None:
    """With and without an ending, in any case, and the rarer ones."""
    with pytest.raises(PackError, match="not allowed on Windows"):
        archive._check_name("a.zip", f"assets/{name}")


# --- building


def test_the_same_pack_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    """Whatever the times, the order on the disk and the machine's zlib."""
    archive.build(pack, tmp_path / "a.zip")
    moved = tmp_path / "moved"
    shutil.copytree(pack, moved, copy_function=shutil.copyfile)
    archive.build(moved, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_pack_with_errors_is_not_built(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what `check` says."""
    (pack / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    assert main(["pack", "build", str(pack), "--out", str(tmp_path / "x.zip")]) == 1
    assert "pack.yaml:1:1: error: 'id' is missing" in capsys.readouterr().err
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("way", ["build", "install"])
def test_a_pack_whose_pack_yaml_lies_in_its_assets_is_a_pack(
    way: str, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the game's own: what is built of it is proved, installed, listed and played."""
    (pack / "pack.yaml").rename(pack / "assets" / "pack.yaml")
    data, built = ["--data", str(tmp_path / "data")], tmp_path / "built.zip"
    source = pack
    if way == "build":
        assert main(["pack", "build", str(pack), "--out", str(built)]) == 0
        assert main(["pack", "verify", str(built)]) == 0
        source = built
    assert main(["pack", "install", str(source), *data]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert main(["pack", "list", *data]) == 0
    assert capsys.readouterr().out.startswith("good-1  1.0-")
    assert main(["check", "--pack", "good-1", *data]) == 0
    assert archive.prove(cast("Path", Shelf(tmp_path / "data").current("good-1"))).id == "good-1"


def test_the_games_own_pack_can_be_built_and_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the same id: the game lists it once, as its own, and the installed one can be named."""
    own, built = places.default_pack(), tmp_path / "own.zip"
    assert main(["pack", "build", str(own), "--out", str(built)]) == 0, capsys.readouterr().err
    assert main(["pack", "verify", str(built)]) == 0
    data = tmp_path / "data"
    assert main(["pack", "install", str(built), "--data", str(data)]) == 0
    assert "spot-the-fake 1.0" in capsys.readouterr().out
    assert [item.id for item in collections(data)].count("spot-the-fake") == 1
    installed = Shelf(data).current("spot-the-fake")
    assert installed is not None
    found, problems = library.read(installed)
    assert found is not None
    assert [item for item in problems if item.severity != "hint"] == []
    assert list(found.levels) == list(cache.load(own, None).levels)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("", "pack.yaml:0:0: error: a pack has this file, and it is neither here nor in assets/; name a pack's folder"),
        ("pack.yml", "error: its name must be 'pack.yaml'; rename 'pack.yml'"),
        ("assets/Pack.YAML", "error: its name must be 'pack.yaml'; rename 'assets/Pack.YAML'"),
        ("pack.yaml.txt", "error: its name must be 'pack.yaml'; rename 'pack.yaml.txt'"),
    ],
)
def test_a_folder_that_is_no_pack_is_refused_with_a_remedy(
    made: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By every command that is given one; a folder that is not there, too."""
    folder = tmp_path / "folder"
    (folder / "assets").mkdir(parents=True)
    if made:
        (folder / made).touch()
    data = ["--data", str(tmp_path / "data")]
    for command in (
        ["pack", "build"], ["pack", "install"], ["check"], ["tour", "--out", str(tmp_path / "out"), "--pack"],
        ["handout", "x", "--pack"],
    ):  # fmt: skip
        assert main([*command, str(folder), *data]) == 1, command
        told = capsys.readouterr()
        assert said in told.out + told.err, command
    assert main(["pack", "build", str(tmp_path / "gone")]) == 1
    assert f"there is no folder '{tmp_path / 'gone'}'" in capsys.readouterr().err


def test_what_is_built_can_be_verified_installed_and_played(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, as an author and a museum would go it."""
    monkeypatch.chdir(tmp_path)
    data = ["--data", str(tmp_path / "data")]
    assert main(["pack", "build", str(pack)]) == 0
    built = next(tmp_path.glob("good-1*.zip"))
    assert main(["pack", "verify", str(built)]) == 0
    assert main(["pack", "install", str(built), *data]) == 0
    assert main(["pack", "install", str(pack), *data]) == 0  # a folder, too
    capsys.readouterr()
    assert main(["pack", "list", *data]) == 0
    assert capsys.readouterr().out.startswith("good-1 ")
    assert main(["tour", "--pack", "good-1", "--out", str(tmp_path / "tour"), *data]) == 0
    with pytest.raises(SystemExit) as ended:
        main(["play", "--pack", "nowhere", *data])
    assert ended.value.code == 1
    assert "no folder and no installed pack 'nowhere'" in capsys.readouterr().err


# --- versions


def versions(pack: Path, count: int) -> Iterator[str]:
    """Write one version after another into a pack's folder."""
    text = (pack / "pack.yaml").read_text(encoding="utf-8")
    for number in range(1, count + 1):
        import re

        (pack / "pack.yaml").write_text(re.sub(r"version: .*", f'version: "{number}.0"', text), encoding="utf-8")
        yield f"{number}.0"


def test_versions_are_kept_and_gone_back_to(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The latest few; back to the one before, and forward again."""
    shelf = Shelf(tmp_path / "data")
    for _ in versions(pack, KEPT + 2):
        shelf.install(pack)
    kept = shelf.versions("good-1")
    assert [name.partition("-")[0] for name in kept] == ["5.0", "4.0", "3.0"]
    assert sorted(path.name for path in (shelf.folder / "good-1").iterdir() if path.is_dir()) == sorted(kept)
    assert main(["pack", "rollback", "good-1", "--data", str(tmp_path / "data")]) == 0
    current = shelf.current("good-1")
    assert current is not None
    assert current.name.startswith("4.0")
    shutil.rmtree(current)
    assert shelf.current("good-1") is None
    assert main(["pack", "rollback", "nothing", "--data", str(tmp_path / "data")]) == 1
    assert "no such pack is installed" in capsys.readouterr().err


def test_an_interrupted_installation_leaves_the_old_pack(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whatever step it ends; nothing of it is left behind."""
    shelf = Shelf(tmp_path / "data")
    made = versions(pack, 2)
    next(made)
    shelf.install(pack)
    before = shelf.current("good-1")
    next(made)

    def broken(*_: object) -> None:
        raise OSError("no space left")

    for step in ("_place", "_point"):
        with monkeypatch.context() as patch:
            patch.setattr(Shelf, step, broken)
            with pytest.raises(OSError, match="no space left"):
                shelf.install(pack)
        assert Shelf(tmp_path / "data").current("good-1") == before
    shelf.install(pack)
    current = shelf.current("good-1")
    assert current is not None
    assert current.name.startswith("2.0")
    assert [path.name for path in shelf.folder.glob("[!.]*")] == ["good-1"]
    assert not list(shelf.folder.glob(".incoming.*"))


def test_a_damaged_version_is_mended_by_installing_it_again(pack: Path, tmp_path: Path) -> None:
    """It plays from another folder, so that a kiosk notices; the damaged one goes, the version before stays."""
    shelf = Shelf(tmp_path / "data")
    for _ in versions(pack, 2):
        shelf.install(pack)
    damaged = shelf.current("good-1")
    assert damaged is not None
    (damaged / first_picture()).write_bytes(b"")
    shelf.install(pack)
    current = shelf.current("good-1")
    assert current is not None
    assert current != damaged
    archive.prove(current)
    assert not damaged.exists()
    assert [name.partition("-")[0] for name in shelf.versions("good-1")] == ["2.0", "1.0"]
    shelf.install(pack)
    assert shelf.current("good-1") == current


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_installing_again_mends_what_was_damaged(pack: Path, tmp_path: Path) -> None:
    """A changed file, a missing one, one too many: the same archive puts all of it right."""
    shelf = Shelf(tmp_path / "data")
    shelf.install(pack)
    installed = shelf.current("good-1")
    assert installed is not None
    before = files_in(installed)
    (installed / "pack.yaml").write_bytes(b"changed")
    (installed / first_picture()).unlink()
    (installed / "levels" / "more.yaml").write_bytes(b"more")
    shelf.install(pack)
    mended = shelf.current("good-1")
    assert mended is not None
    assert files_in(mended) == before
    assert not installed.exists()
    assert shelf.version("good-1") == "1.0"


@pytest.mark.parametrize("name", ["..", ".", "", "../packs/good-1", "good-1\n", "/good-1"])
def test_a_path_is_no_pack(pack: Path, tmp_path: Path, name: str) -> None:
    """Only ids lead to installed packs."""
    shelf = Shelf(tmp_path / "data")
    shelf.install(pack)
    (shelf.folder / "current.json").write_bytes((shelf.folder / "good-1" / "current.json").read_bytes())
    assert shelf.current(name) is None
    with pytest.raises(PackError, match="no such pack is installed"):
        shelf.rollback(name)


def test_a_pointer_leads_nowhere_else(pack: Path, tmp_path: Path) -> None:
    """A changed one is none: it neither plays nor deletes what lies elsewhere."""
    shelf = Shelf(tmp_path / "data")
    shelf.install(pack)
    (tmp_path / "precious").mkdir()
    folders = ["../../../precious"] * (KEPT + 1)
    (shelf.folder / "good-1" / "current.json").write_text(json.dumps({"folders": folders}), encoding="utf-8")
    assert shelf.current("good-1") is None
    shelf.install(pack)
    assert (tmp_path / "precious").is_dir()
    assert shelf.current("good-1") is not None


def test_two_installations_do_not_sweep_each_other_away(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second one says that another is at work, and leaves its files alone; what the dead left is swept away."""
    data = tmp_path / "data"
    incoming = Shelf(data).folder / f".incoming.{2**31 - 1}-1.tmp"  # no process has this number
    incoming.mkdir(parents=True)
    with locked(Shelf(data).folder / ".lock"):
        assert main(["pack", "install", str(packed), "--data", str(data)]) == 1
        assert "is in use by another process; wait for it" in capsys.readouterr().err
        assert incoming.is_dir()
    assert main(["pack", "install", str(packed), "--data", str(data)]) == 0
    assert not incoming.exists()


# --- signatures


def test_only_what_a_trusted_key_signed_is_taken(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unsigned, signed by a stranger, changed after signing: refused; signed: taken."""
    assert main(["pack", "key", "--out", str(tmp_path / "mine.pem")]) == 0
    mine = capsys.readouterr().out.split()[-1]
    assert main(["pack", "key", "--out", str(tmp_path / "mine.pem")]) == 1  # a key is never overwritten
    private, other = archive.new_key()
    (tmp_path / "other.pem").write_bytes(private)
    signed, strange, plain = (tmp_path / f"{name}.zip" for name in ("signed", "strange", "plain"))
    assert main(["pack", "build", str(pack), "--out", str(signed), "--key", str(tmp_path / "mine.pem")]) == 0
    assert main(["pack", "build", str(pack), "--out", str(strange), "--key", str(tmp_path / "other.pem")]) == 0
    assert main(["pack", "build", str(pack), "--out", str(plain)]) == 0
    capsys.readouterr()
    for path, keys, code, why in (
        (signed, [mine], 0, ""), (signed, [other], 1, "none of the trusted keys"), (signed, [other, mine], 0, ""),
        (strange, [mine], 1, "none of the trusted keys"), (plain, [mine], 1, "not signed"), (plain, [], 0, ""),
        (again(signed, changed), [mine], 1, "not the file"),
    ):  # fmt: skip
        trusted = [part for key in keys for part in ("--trusted", key)]
        assert main(["pack", "verify", str(path), *trusted]) == code, path
        assert why in capsys.readouterr().err


def test_a_signature_reaches_a_pack_that_was_installed_without(pack: Path, tmp_path: Path) -> None:
    """The files are the same, so is the manifest: the signed one is put to use nevertheless."""
    private, public = archive.new_key()
    shelf = Shelf(tmp_path / "data")
    shelf.install(pack)
    archive.build(pack, tmp_path / "signed.zip", private)
    shelf.install(tmp_path / "signed.zip", (public,))
    current = shelf.current("good-1")
    assert current is not None
    archive.prove(current, (public,))


def test_a_kiosk_takes_only_trusted_packs_and_new_versions_between_visitors(pack: Path, tmp_path: Path) -> None:
    """A changed file or a missing signature: the game's own pack plays on."""
    private, public = archive.new_key()
    shelf = Shelf(tmp_path / "data")
    for number, _ in enumerate(versions(pack, 2)):
        archive.build(pack, tmp_path / f"{number}.zip", private)
    shelf.install(tmp_path / "0.zip", (public,))
    playing = shelf.current("good-1")
    kiosk = Kiosk(pack="good-1", trusted_keys=(public,))
    options = Options(data=tmp_path / "data", size=(1280, 720), headless=True, pack=playing)
    app, seat = kiosk_app(options, kiosk)
    try:
        app._load_library()
        app.step(0.0)
        assert app.kit.library is not None
        assert app.kit.library.pack.version == "1.0"
        shelf.install(tmp_path / "1.zip", (public,))
        seat.reset()
        for thread in threading.enumerate():
            if thread.name == "library":
                thread.join()
        app.step(0.0)
        assert app.kit.library.pack.version == "2.0"
        now = shelf.current("good-1")
        assert now is not None
        with (now / first_picture()).open("ab") as file:
            file.write(b"!")
        app._load_library()
        assert app._loaded is app.kit.library  # what plays plays on
    finally:
        app.close()


def playing(data: Path, kiosk: Kiosk) -> str:
    """The version that a kiosk plays after a restart."""
    options = Options(data=data, size=(1280, 720), headless=True, pack=Shelf(data).current("good-1"))
    app, seat = kiosk_app(options, kiosk)
    try:
        app._load_library()
        app.step(0.0)
        assert app.kit.library is not None
        for _ in range(2):  # visitors come and go
            seat.reset()
            assert not app._coming
        return f"{app.kit.library.pack.id} {app.kit.library.pack.version}"
    finally:
        app.close()


SLIPS = ["unsigned", "strange key", "changed", "added to"]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_signing_slip_leaves_the_latest_trusted_version_on_show(
    pack: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, slip: str
) -> None:
    """A newer version that does not prove: after a restart a kiosk plays the latest one before it that does."""
    (private, public), (stranger, _) = archive.new_key(), archive.new_key()
    shelf, data = Shelf(tmp_path / "data"), tmp_path / "data"
    kiosk = Kiosk(pack="good-1", trusted_keys=(public,))
    keys: list[bytes | None] = [private, private, {"unsigned": None, "strange key": stranger}.get(slip, private)]
    for number, _ in enumerate(versions(pack, 3)):
        archive.build(pack, tmp_path / f"{number}.zip", keys[number])
        shelf.install(tmp_path / f"{number}.zip")
    newest = shelf.current("good-1")
    assert newest is not None
    if slip == "changed":
        (newest / "pack.yaml").write_bytes((newest / "pack.yaml").read_bytes() + b"#")
    if slip == "added to":
        (newest / "levels" / "more.yaml").write_bytes(b"format: 1")
    assert playing(data, kiosk) == "good-1 2.0"
    assert caplog.text.count("the version 2.0-") == 1  # once a start, not once a visitor
    for folder in shelf.versions("good-1")[1:]:
        shutil.rmtree(shelf.folder / "good-1" / folder)
    assert playing(data, kiosk).startswith("spot-the-fake ")
    archive.build(pack, tmp_path / "again.zip", private)
    shelf.install(tmp_path / "again.zip", (public,))
    assert playing(data, kiosk) == "good-1 3.0"


def test_a_folder_that_is_no_installed_pack_proves_itself_or_nothing(pack: Path, tmp_path: Path) -> None:
    """Beside kiosk.yaml lies one version; an installed one of the same name does not stand in for it."""
    private, public = archive.new_key()
    shelf = Shelf(tmp_path / "data")
    archive.build(pack, tmp_path / "signed.zip", private)
    shelf.install(tmp_path / "signed.zip")
    with pytest.raises(PackError, match=r"source:0:0: error: it is not signed, .* 'pack build --key'"):
        shelf.proven(pack, (public,))
    (pack / archive.SIGNATURE).write_bytes(b"x")
    with pytest.raises(PackError, match=r"source:0:0: error: cannot be proved: .*manifest\.json"):
        shelf.proven(pack, (public,))


@pytest.fixture
def kiosks_data(tmp_path: Path) -> tuple[Path, bytes]:
    """The data folder of a kiosk that trusts one key, and the key."""
    private, public = archive.new_key()
    data = tmp_path / "data"
    data.mkdir()
    (data / "kiosk.yaml").write_text(f"pack: good-1\ntrusted_keys: [{public}]\n", encoding="utf-8")
    return data, private


def test_what_a_kiosk_would_not_play_is_not_installed_on_it(
    kiosks_data: tuple[Path, bytes], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its kiosk.yaml says what is trusted, in the data folder or named as for the kiosk itself."""
    data, private = kiosks_data
    settings = data / "kiosk.yaml"
    public = settings.read_text(encoding="utf-8").split("[")[1].rstrip("]\n")
    for name, key in (("signed", private), ("strange", archive.new_key()[0]), ("plain", None)):
        archive.build(pack, tmp_path / f"{name}.zip", key)
    elsewhere = tmp_path / "elsewhere"
    stranger = archive.new_key()[1]
    for what, more, code, why in (
        ("plain.zip", ["--data", str(data)], 1, "it is not signed"),
        ("strange.zip", ["--data", str(data)], 1, "none of the trusted keys"),
        ("source", ["--data", str(data)], 1, "a folder is not signed"),
        (
            "signed.zip",
            ["--data", str(data), "--trusted", stranger],
            1,
            "no key of --trusted is among the trusted_keys",
        ),
        ("signed.zip", ["--data", str(data), "--trusted", public], 0, ""),
        ("signed.zip", ["--data", str(data)], 0, ""),
        ("plain.zip", ["--data", str(elsewhere), "--config", str(settings)], 1, "it is not signed"),
        ("signed.zip", ["--data", str(elsewhere), "--config", str(settings)], 0, ""),
        ("plain.zip", ["--data", str(elsewhere)], 0, ""),
    ):
        assert main(["pack", "install", str(tmp_path / what), *more]) == code, (what, more)
        assert why in capsys.readouterr().err
    settings.write_text("trusted_keys: [none]\n", encoding="utf-8")
    assert main(["pack", "install", str(tmp_path / "plain.zip"), "--data", str(data)]) == 1
    assert "kiosk.yaml:1:16: error: 'trusted_keys' is 'none', but must be a public key" in capsys.readouterr().err


def test_a_pack_without_the_level_that_a_kiosk_plays_is_not_installed_on_it(
    pack: Path, tmp_path: Path, serve: Callable[[Any], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The version before plays on; an address that gave such a one is asked again, as soon as kiosk.yaml suits."""
    data = tmp_path / "data"
    data.mkdir()
    for settings, code in (
        ("pack: good-1\nlevel: one-round\n", 0), ("pack: good-1\nlevel: one-rond\n", 1),
        ("packs: [spot-the-fake, good-1]\nlevel: good-1/one-rond\n", 1),
        ("packs: [spot-the-fake, good-1]\nlevel: good-1/one-round\n", 0),
        ("pack: other\nlevel: one-rond\n", 0), ("level: one-rond\n", 0),
        ("packs: [spot-the-fake, good-1]\nlevel: faces-1\n", 0),
    ):  # fmt: skip
        (data / "kiosk.yaml").write_text(settings, encoding="utf-8")
        assert main(["pack", "install", str(pack), "--data", str(data)]) == code, settings
        said = capsys.readouterr().err
        assert ("the kiosk is set to play what it has not: no level" in said) == bool(code), said
    archive.build(pack, tmp_path / "1.zip")
    new = as_version(tmp_path / "1.zip", tmp_path, "9.0")
    handler = type("Handler", (Marked,), {"content": new.read_bytes(), "etag": '"new"', "answered": []})
    install = ["pack", "install", f"{serve(handler)}/good.zip", "--data", str(data)]
    for level, version in (("one-rond", "1.0"), ("one-round", "9.0")):
        (data / "kiosk.yaml").write_text(f"pack: good-1\nlevel: {level}\n", encoding="utf-8")
        assert main(install) == int(version == "1.0")
        assert Shelf(data).version("good-1") == version
    assert handler.answered == [200, 200]


def test_a_fetched_pack_comes_to_such_a_kiosk_by_being_signed(
    kiosks_data: tuple[Path, bytes], described: Described, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`pack get` says so before it fetches; elsewhere it fetches, `pack build ID` signs, `pack install` is content."""
    data, private = kiosks_data
    (tmp_path / "key.pem").write_bytes(private)
    fetch = ["pack", "get", str(described.recipe), "--from", str(described.mirror)]
    assert main([*fetch, "--data", str(data)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "plays signed packs only" in line
    assert "--key FILE', here 'pack install FILE'" in line
    assert main([*fetch, "--data", str(tmp_path / "else")]) == 0
    signed = str(tmp_path / "noise.zip")
    build = ["pack", "build", "noise", "--data", str(tmp_path / "else"), "--key", str(tmp_path / "key.pem")]
    assert main([*build, "--out", signed]) == 0
    assert main(["pack", "install", signed, "--data", str(data)]) == 0
    assert Shelf(data).version("noise") == "1.0"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere modes say nothing")
def test_a_private_key_is_nobody_elses(tmp_path: Path) -> None:
    """From its first moment on, whatever the umask; and it is never overwritten."""
    before = os.umask(0)
    try:
        assert main(["pack", "key", "--out", str(tmp_path / "mine.pem")]) == 0
    finally:
        os.umask(before)
    assert (tmp_path / "mine.pem").stat().st_mode & 0o777 == 0o600


def test_nothing_put_beside_signed_files_is_played(pack: Path, tmp_path: Path) -> None:
    """Not a level, not a list of pictures, not a picture; what begins with a dot is no part of a pack."""
    secret, public = archive.new_key()
    archive.build(pack, tmp_path / "signed.zip", secret)
    shelf = Shelf(tmp_path / "data")
    shelf.install(tmp_path / "signed.zip", (public,))
    folder = shelf.current("good-1")
    assert folder is not None
    signed = library.read(folder)
    for hidden in (".DS_Store", "levels/.evil.yaml", "levels/._lesson.yaml", "assets/._pictures.yaml"):
        (folder / hidden).write_bytes(b"\x00\x05\x16\x07")
    archive.prove(folder, (public,))
    assert library.read(folder) == signed
    for name in ("levels/evil.yaml", "assets/pictures-evil.yaml", "assets/tells2.yaml", "assets/images/evil.jpg"):
        (folder / name).write_bytes(b"format: 1")
        with pytest.raises(PackError, match=f"'{name}' was put there"):
            archive.prove(folder, (public,))
        (folder / name).unlink()
    archive.prove(folder, (public,))


def test_what_is_kept_of_a_signed_pack_is_not_believed(pack: Path, tmp_path: Path) -> None:
    """The cache beside it is not signed: a kiosk that demands signatures reads the pack itself."""
    secret, public = archive.new_key()
    archive.build(pack, tmp_path / "signed.zip", secret)
    shelf = Shelf(tmp_path / "data")
    shelf.install(tmp_path / "signed.zip", (public,))
    playing = shelf.current("good-1")
    assert playing is not None
    cache.load(playing, tmp_path / "data" / "cache")
    (kept,) = (tmp_path / "data" / "cache").iterdir()
    content = kept.read_bytes()
    assert content.count(b"Small pack") == 1
    evil = content[4:].replace(b"Small pack", b"Evil pack!")
    kept.write_bytes(binascii.crc32(evil).to_bytes(4, "big") + evil)  # its checksum is no secret
    for keys, title in (((public,), "Small pack"), ((), "Evil pack!")):
        options = Options(data=tmp_path / "data", size=(1280, 720), headless=True, pack=playing)
        app, _ = kiosk_app(options, Kiosk(pack="good-1", trusted_keys=keys))
        try:
            app._load_library()
            app.step(0.0)
            assert app.kit.pack.pack.title["en"] == title
        finally:
            app.close()


# --- from an address


class Unreliable(BaseHTTPRequestHandler):
    """Breaks off, lies, or does not have it."""

    def do_GET(self) -> None:
        """By what is asked for."""
        if self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x" * 10)
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is named above)
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Any], str]]:
    """Start servers on loopback."""
    servers: list[HTTPServer] = []

    def start(handler: Any) -> str:
        server = HTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_pack_is_installed_from_an_address(packed: Path, tmp_path: Path, serve: Callable[[Any], str]) -> None:
    """As from a file."""
    address = serve(partial(SimpleHTTPRequestHandler, directory=str(packed.parent)))
    data = tmp_path / "data"
    assert main(["pack", "install", f"{address}/{packed.name}", "--data", str(data)]) == 0
    assert Shelf(data).names() == ["good-1"]


class Marked(BaseHTTPRequestHandler):
    """Serves one file with an ETag, and notes what it was asked and how it answered."""

    content, etag, answered = b"", "", list[int]()

    def do_GET(self) -> None:
        """The file, or 304 where the client has it."""
        known = self.etag and self.headers.get("If-None-Match") == self.etag
        type(self).answered.append(304 if known else 200)
        self.send_response(self.answered[-1])
        if self.etag:
            self.send_header("ETag", self.etag)
        self.send_header("Content-Length", str(0 if known else len(self.content)))
        self.end_headers()
        if not known:
            self.wfile.write(self.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is named above)
        """Say nothing."""


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_an_address_that_gives_the_same_again_installs_nothing(
    packed: Path, tmp_path: Path, serve: Callable[[Any], str], capsys: pytest.CaptureFixture[str], etag: str
) -> None:
    """By its ETag nothing is fetched, else its hash tells; a rollback stays, damage is repaired, news is installed."""
    handler = type("Handler", (Marked,), {"content": packed.read_bytes(), "etag": etag, "answered": []})
    data = tmp_path / "data"
    install = ["pack", "install", f"{serve(handler)}/good.zip", "--data", str(data)]
    shelf = Shelf(data)
    assert main(install) == 0
    assert capsys.readouterr().out.startswith("installed good-1 ")
    assert main(install) == 0
    assert capsys.readouterr().out.startswith("unchanged: good-1 ")
    assert handler.answered == [200, 304 if etag else 200]
    newer = as_version(packed, tmp_path, "9.0")
    handler.content, handler.etag = newer.read_bytes(), etag and '"two"'
    assert main(install) == 0
    assert shelf.version("good-1") == "9.0"
    assert main(["pack", "rollback", "good-1", "--data", str(data)]) == 0
    before = shelf.version("good-1")
    assert main(install) == 0
    assert shelf.version("good-1") == before != "9.0"
    damaged = next((data / "packs" / "good-1").glob("9.0-*"))
    (damaged / "pack.yaml").write_bytes(b"")
    assert main(install) == 0
    assert shelf.version("good-1") == "9.0"


def test_what_an_address_gave_before_must_be_signed_by_who_is_trusted_now(
    packed: Path, tmp_path: Path, serve: Callable[[Any], str], capsys: pytest.CaptureFixture[str]
) -> None:
    """An unsigned pack that is installed already is not called unchanged where kiosk.yaml has come to demand keys."""
    handler = type("Handler", (Marked,), {"content": packed.read_bytes(), "etag": '"one"', "answered": []})
    data = tmp_path / "data"
    install = ["pack", "install", f"{serve(handler)}/good.zip", "--data", str(data)]
    assert main(install) == 0
    (data / "kiosk.yaml").write_text(f"trusted_keys: ['{archive.new_key()[1]}']\n", encoding="utf-8")
    assert main(install) == 1
    assert "not signed" in capsys.readouterr().err
    assert handler.answered == [200, 200]


def as_version(packed: Path, folder: Path, version: str) -> Path:
    """A packed pack as another version."""
    with zipfile.ZipFile(packed) as file:
        file.extractall(folder / version)
    head = folder / version / "pack.yaml"
    text = re.sub(r"version:.*", f'version: "{version}"', head.read_text(encoding="utf-8"))
    head.write_text(text, encoding="utf-8")
    for name in (archive.MANIFEST, archive.SIGNATURE):
        (folder / version / name).unlink(missing_ok=True)
    archive.build(folder / version, folder / f"{version}.zip")
    return folder / f"{version}.zip"


def test_a_bad_connection_is_a_line(tmp_path: Path, serve: Callable[[Any], str]) -> None:
    """Not there, broken off, nobody listens, no address."""
    address = serve(Unreliable)
    for url, why in (
        (f"{address}/none", "answers 404"), (f"{address}/short", "broke off after 10 of 1000"),
        ("http://127.0.0.1:9/x", "cannot be reached"), ("file:///etc/passwd", "no address"),
    ):  # fmt: skip
        with pytest.raises(OSError, match=why):
            fetch.download(url, tmp_path / "x")
