"""Installed packs: each version in a folder of its own, and a pointer to the one that plays.

Owns the data folder's packs/. An installation is proved whole beside the others and swapped in by replacing one small
file, so that a power cut leaves the old version or the new, and a running kiosk never sees half of one.
"""

from __future__ import annotations

import logging
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta, Struct

from game.base.errors import PackError, TakenError
from game.base.files import FileStamp, locked, move, stamp, working_folder, write_atomically
from game.pack.yamlfile import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.collections.archive import Manifest

log = logging.getLogger(__name__)

KEPT = 3  # versions of a pack, the present one among them
_POINTER = "current.json"


class Pointer(Struct, frozen=True):
    """Which folders hold a pack's versions: the one in use first, then those that a rollback leads to."""

    folders: tuple[Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]*$", max_length=255)], ...]


class Shelf:
    """The packs of one data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "packs"

    def install(
        self, path: Path, trusted: tuple[str, ...] = (), suits: Callable[[Path], None] = lambda _: None
    ) -> Manifest:
        """Prove an archive, or a pack's folder, and put it to use.

        `suits` is given the proved pack's folder before it is used, and raises PackError where it must not be.
        Raises PackError where it is refused: then nothing has changed. OSError where the disk refuses;
        TakenError where another process is installing.
        """
        from game.collections import archive

        with locked(self.folder / ".lock"), working_folder(self.folder / "incoming") as incoming:
            if path.is_dir():
                if trusted:
                    archive.refuse(path.name, "a folder is not signed; build an archive with 'pack build --key'")
                packed = incoming / "built.zip"
                archive.build(path, packed)
                path = packed
            new = incoming / "pack"
            new.mkdir()
            manifest = archive.unpack(path, new, trusted)
            suits(new)
            self._place(manifest, new)
        return manifest

    def _place(self, manifest: Manifest, new: Path) -> None:
        """Move a proved pack to its place, and point to it; then clear away what nothing points to."""
        from game.collections import archive

        home = self.folder / manifest.id
        home.mkdir(exist_ok=True)
        name = f"{manifest.version}-{archive.mark(new)}"
        there = [path for path in sorted(home.glob("*")) if path.name == name or path.name.startswith(f"{name}.")]
        target = next((path for path in there if _same(path, new, manifest)), None)
        if target is None:
            number = 1
            target = home / name
            while target.exists():  # damaged, or signed otherwise; it is in use until the pointer is another one
                number += 1
                target = home / f"{name}.{number}"
            move(new, target)
        pointed = self._pointer(manifest.id).folders
        before = [old for old in pointed if old != target.name and home / old not in there]
        kept = (target.name, *before[: KEPT - 1])
        self._point(manifest.id, kept)
        for path in home.iterdir() if pointed else ():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def clear_up(self) -> None:
        """Delete what installations that were cut off have left beside the packs; neither raises nor waits."""
        if self.folder.is_dir():
            with suppress(OSError, TakenError), locked(self.folder / ".lock"), working_folder(self.folder / "incoming"):
                pass  # whatever makes it anew clears away the abandoned ones

    def rollback(self, name: str) -> str:
        """Go back to the version before, from the oldest to the newest; gives its folder's name.

        Raises PackError where there is none.
        """
        folders = self._pointer(name).folders
        if not folders:
            why = "no such pack is installed; 'pack list' names those that are"
            raise PackError([Problem(name, 0, 0, "error", why)])
        there = [folder for folder in folders[1:] if (self.folder / name / folder).is_dir()]
        if not there:
            raise PackError([Problem(name, 0, 0, "error", "there is no version before to go back to")])
        self._point(name, (*there, folders[0]))
        return there[0]

    def current(self, name: str) -> Path | None:
        """The folder of the version in use; None where the pack is not installed."""
        for folder in self._pointer(name).folders[:1]:
            path = self.folder / name / folder
            if path.is_dir():
                return path
        return None

    def proven(self, pack: Path, trusted: tuple[str, ...], *, or_before: bool = True) -> Path:
        """A pack's folder, proved; or else, of an installed pack, the latest version before it that proves.

        Logs what is refused for another. Raises PackError where nothing is left, ImportError without the library for
        signatures.
        """
        from game.collections import archive

        folders: list[Path] = [pack, *(self.before(pack) if or_before else ())]
        refused: list[object] = []
        for folder in folders:
            try:
                archive.prove(folder, trusted)
            except PackError as error:
                refused += error.problems
                continue
            for problem in refused:
                log.error("%s; the version %s plays instead", problem, folder.name)
            return folder
        raise PackError(refused)

    def before(self, pack: Path) -> list[Path]:
        """The folders of the other versions of an installed pack, the latest first; none for any other folder."""
        if pack.parent.parent.resolve() != self.folder.resolve():
            return []
        return [pack.parent / name for name in self.versions(pack.parent.name) if name != pack.name]

    def version(self, name: str) -> str | None:
        """The version in use; None where the pack is not installed."""
        path = self.current(name)
        return path.name.rpartition("-")[0] if path is not None else None

    def state(self) -> tuple[tuple[str, FileStamp | None], ...]:
        """What tells whether packs were installed, removed or exchanged since: each pack's pointer."""
        if not self.folder.is_dir():
            return ()
        pointers = sorted(self.folder.glob(f"*/{_POINTER}"))
        return tuple((path.parent.name, stamp(path)) for path in pointers)

    def names(self) -> list[str]:
        """The installed packs' ids."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if self.current(path.name) is not None)

    def versions(self, name: str) -> tuple[str, ...]:
        """The folders of a pack's versions, the one in use first."""
        return self._pointer(name).folders

    def _pointer(self, name: str) -> Pointer:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
            return Pointer(())  # no id, but a path
        try:
            return msgspec.json.decode((self.folder / name / _POINTER).read_bytes(), type=Pointer)
        except (OSError, ValueError, RecursionError):
            return Pointer(())

    def _point(self, name: str, folders: tuple[str, ...]) -> None:
        write_atomically(self.folder / name / _POINTER, msgspec.json.encode(Pointer(folders)))


def _same(installed: Path, new: Path, manifest: Manifest) -> bool:
    """Whether an installed pack holds exactly a manifest's files, and is signed as the new one."""
    from game.collections import archive

    signed = [folder / archive.SIGNATURE for folder in (installed, new)]
    signatures = [path.read_bytes() if path.is_file() else None for path in signed]
    try:
        return archive.prove(installed) == manifest and signatures[0] == signatures[1]
    except PackError:
        return False
