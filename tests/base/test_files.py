"""Files and folders take their places whole or not at all, and leave nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from game.base.files import move, set_aside, whole, working_folder, write_atomically

POSIX = pytest.mark.skipif(os.name != "posix", reason="rights and process numbers are those of POSIX")


def test_writes_are_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves the old file and nothing else."""
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@POSIX
def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    """Those that it had; a new one has the usual ones, a private one none for others from its first moment."""
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask
    path.chmod(0o664)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o664
    with whole(path, "wb", private=True) as file:
        assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600
    assert path.stat().st_mode & 0o777 == 0o600


@POSIX
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is replaced."""
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "a.txt"
    path.symlink_to(tmp_path / "elsewhere" / "b.txt")
    for content in (b"first", b"second"):
        write_atomically(path, content)
        assert path.is_symlink()
        assert (tmp_path / "elsewhere" / "b.txt").read_bytes() == content


@POSIX
def test_only_files_are_replaced(tmp_path: Path) -> None:
    """Never a folder, a pipe or a device, whatever rights the user has."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(FileExistsError, match="something that is no file"):
            write_atomically(tmp_path / name, b"new")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "pipe"]


@POSIX
def test_what_a_power_cut_left_is_cleared_away(tmp_path: Path) -> None:
    """By the next write to the same place; what a living process writes is left alone, and so is all else."""
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    alive, others = (
        f".a.txt.{os.getppid()}-1.tmp",
        {".a.txt.tmp", ".a.txt.x.tmp", ".a.txt.old.3-3.tmp", ".b.txt.1-1.tmp"},
    )
    (tmp_path / f".a.txt.{int(gone.stdout)}-7.tmp").write_bytes(b"half")
    (tmp_path / f".a.txt.{int(gone.stdout)}-8.tmp").mkdir()
    (tmp_path / f".a.txt.{int(gone.stdout)}-8.tmp" / "file").write_bytes(b"half")
    for name in {alive} | others:
        (tmp_path / name).write_bytes(b"not ours")
    write_atomically(tmp_path / "a.txt", b"whole")
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.txt", alive} | others


def test_a_folder_is_moved_to_its_place_whole(tmp_path: Path) -> None:
    """Nothing of it is there before; afterwards nothing lies beside it, even where filling it failed."""
    place = tmp_path / "new"
    with working_folder(place) as folder:
        (folder / "inner").mkdir()
        (folder / "inner" / "a.txt").write_bytes(b"a")
        assert not place.exists()
        move(folder, place)
    assert (place / "inner" / "a.txt").read_bytes() == b"a"
    with suppress(ValueError), working_folder(place) as folder:
        (folder / "a.txt").write_bytes(b"a")
        raise ValueError("no")
    assert [entry.name for entry in tmp_path.iterdir()] == ["new"]


def test_set_aside_never_overwrites(tmp_path: Path) -> None:
    """A second damaged file gets a second name; what belongs to a file goes with it."""
    for number in (1, 2):
        path = tmp_path / "a.txt"
        path.write_text(str(number), encoding="utf-8")
        (tmp_path / "a.txt-wal").write_text(f"of {number}", encoding="utf-8")
        assert set_aside(path, "-wal", "-shm").name == f"a-damaged-{number}.txt"
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in tmp_path.iterdir()}
    assert texts == {
        "a-damaged-1.txt": "1", "a-damaged-1.txt-wal": "of 1", "a-damaged-2.txt": "2", "a-damaged-2.txt-wal": "of 2",
    }  # fmt: skip
