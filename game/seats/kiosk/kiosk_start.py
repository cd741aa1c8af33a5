"""What `spot-the-fake kiosk` does at the command line: run, set the PIN.

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
from game.collections.shelf import Shelf
from game.pack.yamlfile import Problem
from game.seats.app import Options
from game.seats.kiosk import config, voice
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.kiosk.lock import Lock


def settings(path: Path | None, options: Options) -> tuple[Kiosk, list[Problem]]:
    """The settings of a file (none: the defaults), with what the command line asks for; and what is wrong with them.

    Where that holds errors, the settings are what can be read in spite of them: good for finding more, not for running.
    """
    found, problems = (Kiosk(), []) if path is None else config.read(path)
    kiosk = config.read_partly(path) if found is None and path is not None else found or Kiosk()
    return (kiosk if options.language is None else msgspec.structs.replace(kiosk, language=options.language)), problems


def pack_of(kiosk: Kiosk, path: Path | None, options: Options, data: Path) -> Path | None:
    """The pack's folder: the command line's, else the file's (a folder or an installed pack), else the game's own."""
    if options.pack is not None or kiosk.pack is None or path is None:
        return options.pack
    beside = path.parent / kiosk.pack
    return beside if beside.is_dir() else Shelf(data).current(kiosk.pack) or beside


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
    _ignore_hangup()  # until there is somebody to hear it: everything is being read anyway
    speaker = voice.find() if kiosk.speech else None
    app, seat = kiosk_app(options, kiosk, speaker=speaker, file=path or data / config.FILE)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: seat.stop())
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: seat.begin_anew())
    try:
        app.run()
    finally:
        app.close()
    if seat.restart:
        _ignore_hangup()  # which whoever is started inherits
        _start_anew()
    return seat.code


def _ignore_hangup() -> None:
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _start_anew() -> None:
    """The same command again: in this process where the platform can, so that a supervisor notices nothing."""
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 (our own command)
    subprocess.Popen(command)  # noqa: S603 (likewise)
