"""What `spot-the-fake kiosk` does at the command line: run, check, set the PIN.

Owns the way from the command line's options and kiosk.yaml to the settings in effect.
"""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from game.base import places
from game.base.errors import PackError
from game.collections import archive
from game.collections.shelf import Shelf
from game.pack import cache, formats
from game.pack.yamlfile import Problem
from game.seats.app import Options
from game.seats.kiosk import config, voice
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.kiosk.lock import Lock

FULL_HD = 1920, 1080


def settings(path: Path | None, options: Options) -> tuple[Kiosk | None, list[Problem]]:
    """The settings of a file (none: the defaults), with what the command line asks for; or what is wrong."""
    if path is None:
        found: Kiosk | None = Kiosk()
        problems: list[Problem] = []
    else:
        found, problems = config.read(path)
    if found is not None and options.language is not None:
        found = msgspec.structs.replace(found, language=options.language)
    return found, problems


def pack_of(kiosk: Kiosk, path: Path | None, options: Options, data: Path) -> Path | None:
    """The pack's folder: the command line's, else the file's (a folder or an installed pack), else the game's own."""
    if options.pack is not None or kiosk.pack is None or path is None:
        return options.pack
    beside = path.parent / kiosk.pack
    return beside if beside.is_dir() else Shelf(data).current(kiosk.pack) or beside


def check(kiosk: Kiosk, path: Path | None, options: Options, data: Path) -> int:
    """Print the settings in effect and what a technician should know; 1 where the kiosk could not play."""
    usual = Kiosk()
    say = sys.stdout.write
    say(f"settings: {path or 'the defaults'}\n")
    for name in Kiosk.__struct_fields__:
        value, default = getattr(kiosk, name), getattr(usual, name)
        say(f"  {name}: {formats.shown(value)}{'' if value == default else '   (set)'}\n")
    size = options.size or FULL_HD
    wished, real = kiosk.target_mm, kiosk.target_pixels(size) / kiosk.pixels_per_mm(size)
    say(f"on {size[0]}x{size[1]}: targets of {kiosk.target_pixels(size)} pixels, {real:.1f} mm\n")
    warnings = []
    if real < wished - 0.5:
        warnings.append(f"so small a screen has no room for targets of {wished:g} mm; they have {real:.1f} mm")
    if not Lock(data / "kiosk-pin.json").is_set:
        warnings.append("no PIN is set, so the operator's panel does not open; run 'spot-the-fake kiosk --set-pin'")
    if kiosk.speech and voice.find() is None:
        warnings.append("this machine has no voice, so the button for reading aloud is not shown; install espeak-ng")
    for warning in warnings:
        say(f"warning: {warning}\n")
    return _check_pack(kiosk, pack_of(kiosk, path, options, data))


def _check_pack(kiosk: Kiosk, pack: Path | None) -> int:
    """Whether the pack is there, can be played, and has the level."""
    if pack is not None and not pack.is_dir():
        message = f"error: no folder and no installed pack '{pack.name}'; 'spot-the-fake pack list' shows what there is"
        sys.stdout.write(f"{message}\n")
        return 1
    try:
        if kiosk.trusted_keys and pack is not None:
            archive.prove(pack, kiosk.trusted_keys)
        library = cache.load(pack or places.default_pack(), None)
    except PackError as error:
        for problem in error.problems:
            sys.stdout.write(f"{problem}\n")
        return 1
    if kiosk.level is not None and kiosk.level not in library.levels:
        from game.pack.schema import guess

        known = list(library.levels)
        hint = guess(kiosk.level, known)
        sys.stdout.write(f"error: no level '{kiosk.level}' in the pack; there are: {', '.join(known)}{hint}\n")
        return 1
    sys.stdout.write(f"pack: {library.pack.id} {library.pack.version}, {len(library.pictures)} pictures\n")
    return 0


def set_pin(data: Path, *, named: bool) -> None:
    """Ask for a PIN twice (or read it from a pipe) and keep its hash where the kiosk of this data folder reads it.

    Makes the folder where it is missing. Says for whose kiosk and folder it is; `named` is whether the folder was
    named. Raises ValueError for a PIN that is not taken, OSError where it cannot be kept for that kiosk.
    """
    made = _own_folder(data)
    if sys.stdin.isatty():
        first, second = getpass.getpass("PIN (4 to 12 digits): "), getpass.getpass("once more: ")
    else:
        first = second = sys.stdin.readline().strip()
    if first != second:
        raise ValueError("the two differ; nothing was changed")
    path = data / "kiosk-pin.json"
    Lock(path).set(first)
    owner = _user()
    if os.name == "posix":
        folder = data.stat()
        owner = _user(folder.st_uid)
        if os.geteuid() == 0:
            os.chown(path, folder.st_uid, folder.st_gid)  # else the kiosk could not read what root wrote
    sys.stdout.write(f"the PIN is set, for the kiosk of user '{owner}' with the data folder '{data}'\n")
    if made and owner == "root":
        sys.stdout.write(
            "the folder was made and is root's: systemd gives it to the kiosk's user at its start (StateDirectory=); "
            f"for any other kind of start run 'chown -R USER {data}'\n"
        )
    elif not named:
        sys.stdout.write("a kiosk of another user, or started with --data, needs --data here, too\n")


def _own_folder(data: Path) -> bool:
    """Make the data folder where it is missing, and whether it was; OSError where its owner's kiosk gains nothing."""
    again = f"run 'sudo {_program()} kiosk --set-pin --data {data}'"
    missing = [path for path in (data, *data.parents) if not path.exists()]
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError as error:
        raise PermissionError(f"user '{_user()}' may not make '{data}'; {again}") from error
    if os.name == "posix":
        owner = missing[-1].parent.stat() if missing else data.stat()
        if os.geteuid() not in (0, owner.st_uid) and not missing:
            raise PermissionError(f"'{data}' belongs to user '{_user(owner.st_uid)}', whose kiosk reads it; {again}")
        for path in missing if os.geteuid() == 0 else ():
            os.chown(path, owner.st_uid, owner.st_gid)
    return bool(missing)


def _user(number: int | None = None) -> str:
    """The name of this process's user, or of another one by number (on POSIX)."""
    if os.name != "posix":
        return getpass.getuser()
    import pwd

    number = os.geteuid() if number is None else number
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _program() -> str:
    """How this program is called where PATH is another one, as with sudo."""
    path = Path(sys.argv[0])
    return str(path.resolve()) if path.stem == "spot-the-fake" and path.exists() else "spot-the-fake"


def run(kiosk: Kiosk, path: Path | None, options: Options) -> int:
    """Open the kiosk; gives the exit code: 0 where the operator ended it, 1 after too many crashes."""
    data = options.data or places.data_folder()
    options = options._replace(pack=pack_of(kiosk, path, options, data))
    os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"  # SDL would make of a signal a window's close, which is ignored
    app, seat = kiosk_app(options, kiosk, speaker=voice.find() if kiosk.speech else None)
    signal.signal(signal.SIGTERM, lambda *_: seat.stop())
    try:
        app.run()
    finally:
        app.close()
    if seat.restart:
        _start_anew()
    return seat.code


def _start_anew() -> None:
    """The same command again: in this process where the platform can, so that a supervisor notices nothing."""
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 (our own command)
    subprocess.Popen(command)  # noqa: S603 (likewise)
