"""The index of files: a second check opens only what has changed, and nothing that is wrong with it does any harm."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import time
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from game.collections import archive
from game.commands.cli import main
from game.pack import index, library
from game.pack.check import check_files as files
from game.pack.index import Facts, FileLook, Found, Index, mark_of
from game.pack.yamlfile import Problem
from game.pixels.budget import MemoryBudget

PACK = Path(__file__).parents[1] / "packs" / "good-1"
LATER_NS = 10_000_000_000


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small good pack, ten seconds old."""
    shutil.copytree(PACK, tmp_path / "pack")
    now = time.time_ns
    monkeypatch.setattr(index.time, "time_ns", lambda: now() + LATER_NS)
    return tmp_path / "pack"


def looked(
    root: Path, file: Path, monkeypatch: pytest.MonkeyPatch, checker: str = "1"
) -> tuple[list[Problem], list[str]]:
    """What a check of a pack with an index in `file` finds, and which files it opened."""
    opened: list[str] = []
    facts = files._facts
    found, _, manuscript = library.examine(root)
    assert found is not None
    with monkeypatch.context() as patch:
        patch.setattr(files, "_facts", lambda path, *rest: opened.append(path.name) or facts(path, *rest))
        kept = Index(file, checker)
        problems = files.review(found, manuscript, kept)
        kept.close()
    return problems, sorted(opened)


def test_a_second_check_opens_no_file(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures and masks; and it says the same as the first."""
    (pack / "assets" / "images" / "d1.png").write_bytes(b"no picture")
    first, opened = looked(pack, tmp_path / "index", monkeypatch)
    assert len(opened) == 13
    assert [problem.message.split(" ")[0] for problem in first] == ["not"]
    assert looked(pack, tmp_path / "index", monkeypatch) == (first, [])


def test_a_changed_file_is_looked_at(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that is as large as it was and claims to be as old."""
    looked(pack, tmp_path / "index", monkeypatch)
    path = pack / "assets" / "images" / "c1.png"
    before, content = path.stat(), path.read_bytes()
    path.write_bytes(bytes(len(content)))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    problems, opened = looked(pack, tmp_path / "index", monkeypatch)
    assert opened == ["c1.png"]
    assert [problem.message[:13] for problem in problems] == ["not a picture"]
    path.write_bytes(content)
    assert looked(pack, tmp_path / "index", monkeypatch) == ([], ["c1.png"])


def test_a_file_that_may_still_change_unseen_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes within one tick of a file system's clock leave the same mark: young files are looked at again."""
    shutil.copytree(PACK, tmp_path / "pack")
    looked(tmp_path / "pack", tmp_path / "index", monkeypatch)
    assert len(looked(tmp_path / "pack", tmp_path / "index", monkeypatch)[1]) == 13


def test_another_checker_looks_for_itself(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version found is not taken over; the newer findings take its place."""
    looked(pack, tmp_path / "index", monkeypatch, "1")
    assert len(looked(pack, tmp_path / "index", monkeypatch, "2")[1]) == 13
    assert looked(pack, tmp_path / "index", monkeypatch, "2")[1] == []


@pytest.mark.parametrize("damage", ["rubbish", "empty", "cut", "format", "folder"])
def test_a_damaged_index_costs_time_and_nothing_else(
    damage: str, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check says what it says without one, and leaves a sound index behind where there is room for it."""
    file = tmp_path / "index"
    looked(pack, file, monkeypatch)
    content = file.read_bytes()
    if damage == "format":
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes({"rubbish": b"rubbish" * 900, "empty": b"", "cut": content[: len(content) // 2]}[damage])
    problems, opened = looked(pack, file, monkeypatch)
    assert (problems, len(opened)) == ([], 13)
    looked(pack, file, monkeypatch)
    assert len(looked(pack, file, monkeypatch)[1]) == (13 if damage == "folder" else 0)


def test_an_index_in_use_or_out_of_reach_is_done_without(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it, or the folder cannot be made."""
    file = tmp_path / "index"
    looked(pack, file, monkeypatch)
    monkeypatch.setattr(index, "_WAIT_SECONDS", 0.01)
    holder = sqlite3.connect(file)
    holder.execute("BEGIN EXCLUSIVE")
    problems, opened = looked(pack, file, monkeypatch)
    assert (problems, len(opened)) == ([], 13)
    holder.rollback()
    holder.close()
    assert looked(pack, file, monkeypatch)[1] == []
    assert looked(pack, pack / "pack.yaml" / "index", monkeypatch)[0] == []


def test_what_is_gone_is_forgotten(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that left their pack, and packs that are no more."""
    file, gone = tmp_path / "index", tmp_path / "gone"
    gone.mkdir()
    kept = Index(file, "1")
    mark = mark_of(pack / "pack.yaml")
    for root in (gone, pack):
        kept.keep(root, [Found(FileLook("images/old.png", "picture"), mark, Facts("0" * 64, (1, 1)))])
    gone.rmdir()
    kept.close()
    looked(pack, file, monkeypatch)
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT root, count(*), sum(path LIKE '%old%') FROM files GROUP BY root").fetchall()
    database.close()
    assert rows == [(str(pack.resolve()), 13, 0)]


def test_building_a_pack_uses_the_index_but_hashes_for_itself(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No picture is decoded a second time; the archive holds the bytes that its manifest names."""
    data = tmp_path / "data"
    assert main(["check", str(pack), "--data", str(data)]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(files, "_facts", lambda *_: pytest.fail("a picture was opened"))
        assert main(["pack", "build", str(pack), "--out", str(tmp_path / "a.zip"), "--data", str(data)]) == 0
    (tmp_path / "out").mkdir()
    assert archive.unpack(tmp_path / "a.zip", tmp_path / "out").id == "good-1"


def test_large_pictures_wait_for_room(tmp_path: Path) -> None:
    """However many threads look, no more bytes are decoded at once than there is room for; a larger one goes alone."""
    import threading

    room, most, now, lock = MemoryBudget(100), 0, 0, threading.Lock()

    def decode(weight: int) -> None:
        nonlocal most, now
        with room.of(weight):
            with lock:
                now += min(weight, 100)
                most = max(most, now)
            time.sleep(0.002)
            with lock:
                now -= min(weight, 100)

    threads = [threading.Thread(target=decode, args=(weight,)) for weight in (60, 60, 30, 500, 40, 10, 90, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    assert 60 <= most <= 100


def test_a_reduced_look_sees_that_a_jpeg_is_cut(tmp_path: Path) -> None:
    """An eighth of the size is decoded, and all of the file is read: baseline and progressive, a cut is seen."""
    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    for name, progressive in (("baseline", False), ("progressive", True)):
        path = tmp_path / f"{name}.jpg"
        picture.save(path, quality=80, progressive=progressive)
        assert files._facts(path, "picture", MemoryBudget(10**9))[1:3] == ((640, 480), "")
        path.write_bytes(path.read_bytes()[:-2000])
        assert files._facts(path, "picture", MemoryBudget(10**9)).fault.startswith("the file is damaged")


@pytest.mark.filterwarnings("ignore")  # Pillow's, of metadata; a check does not show them either
def test_no_damage_makes_a_look_raise(tmp_path: Path) -> None:
    """Whatever bytes of a picture or its metadata are wrong, a look ends with facts."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    picture, rng, room = Image.effect_noise((120, 90), 60).convert("RGB"), Random(4), MemoryBudget(10**9)
    for name in ("a.jpg", "a.png", "a.webp", "a.avif"):
        path = tmp_path / name
        try:
            picture.save(path, exif=exif)
        except (OSError, KeyError, ValueError):
            continue  # this Pillow writes no such file
        sound = path.read_bytes()
        found = files._facts(path, "picture", room)
        assert found[:3] == (hashlib.sha256(sound).hexdigest(), (90, 120), "")
        for _ in range(150):
            damaged = bytearray(sound)
            for _ in range(rng.randrange(1, 9)):
                damaged[rng.randrange(min(len(damaged), 500))] = rng.randrange(256)
            path.write_bytes(damaged)
            for kind in ("picture", "mask"):
                assert isinstance(files._facts(path, kind, room), Facts)


def test_nothing_outside_a_pack_is_opened(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that leads out of the pack is an error, and is not looked at to say more of it."""
    shutil.copy(pack / "assets" / "images" / "d1.png", tmp_path / "outside.png")
    pictures = pack / "assets" / "pictures.yaml"
    for outside in ("../../outside.png", (tmp_path / "outside.png").as_posix()):
        text = (PACK / "assets" / "pictures.yaml").read_text(encoding="utf-8")
        for name in ("images/d1.png", "masks/a2.png"):
            text = text.replace(name, outside)
        pictures.write_text(text, encoding="utf-8")
        problems = library.survey(pack)[1]
        assert sum("is not a path below assets/" in item.message for item in problems) == 2
        assert "outside.png" not in looked(pack, tmp_path / "index", monkeypatch)[1]
