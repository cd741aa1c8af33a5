"""A process that cannot reach a network: Python may open no socket, and on Linux the kernel ends whoever does.

    python -m tests.sealed FOLDER [--reach]

Owns the seal, and the sessions played behind it: tour, desk, kiosk, workshop and every command that reads or writes
what a player has. A process that so much as asks for a socket ends at once. `--reach` does so, to show that it would.
Used by tests/test_network.py.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import socket
import struct
import sys
from pathlib import Path
from random import Random

ENDED = 99  # exit code of a process that Python's side of the seal has ended
_SYSTEM_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # the architecture's mark; socket(2)
_AT_HOME = (1, 16)  # address families that do not leave the machine: AF_UNIX, AF_NETLINK (the kernel's own)


def seal() -> bool:
    """Close the network to this process for good; gives whether the kernel sees to it, too."""
    sys.addaudithook(_listen)
    marks = _SYSTEM_CALLS.get(platform.machine())
    return sys.platform == "linux" and marks is not None and _ask_the_kernel(*marks)


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    """Python's own word for everything that leads to a network (see "Audit events table" in its documentation)."""
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "webbrowser.")):
        os.write(2, f"the network was asked for: {event} {arguments}\n".encode())
        os._exit(ENDED)


def _ask_the_kernel(architecture: int, number: int) -> bool:
    """A seccomp filter: socket(2) for any family but those at home ends the process, and those it starts."""
    load, same, give = 0x20, 0x15, 0x06  # BPF: a word of the call's data; go on so far if it is equal; the answer
    end, allow = 0x80000000, 0x7FFF0000  # SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW
    steps = [
        (load, 0, 0, 4), (same, 1, 0, architecture), (give, 0, 0, end),
        (load, 0, 0, 0), (same, 1, 0, number), (give, 0, 0, allow),
        (load, 0, 0, 16), *((same, len(_AT_HOME) - place, 0, kind) for place, kind in enumerate(_AT_HOME)),
        (give, 0, 0, end), (give, 0, 0, allow),
    ]  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    library = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
    if library.prctl(38, *arguments) != 0:  # PR_SET_NO_NEW_PRIVS
        return False
    filtering = (ctypes.c_ulong(2), ctypes.c_void_p(ctypes.addressof(program)), ctypes.c_ulong(0), ctypes.c_ulong(0))
    return library.prctl(22, *filtering) == 0  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def sessions(folder: Path) -> None:
    """Play and run everything that needs no address."""
    from game.base import places
    from game.commands.cli import main
    from game.pack import cache
    from game.seats.kiosk import voice

    from . import soak

    shipped = cache.load(places.default_pack(), None)
    rng = Random(5)
    for number, mode in ((0, "desk"), (0, "kiosk"), (1, "workshop")):  # the second workshop has no phones
        around = soak.Surroundings(folder / mode, folder / "sources")
        for name in soak.COLLECTIONS:
            around.install(name, soak.VERSIONS[0])
        app = soak.window(mode, number, folder / mode, shipped, rng)
        player = soak.Wanderer(app, rng, around)
        for _ in range(200):
            player.act()
        app.close()
    speaker = voice.find()
    if speaker is not None:
        speaker.say("a", "en", 0)
        speaker.stop()
    data, pack = ["--data", str(folder / "desk")], str(Path(__file__).parent / "packs" / "good-1")
    for command in (
        ["tour", "one-round", "--pack", pack, "--out", str(folder / "tour"), "--size", "800x600"],
        ["check", pack, "--reading", "--shortcuts"],
        ["import", str(_labelled(folder / "set")), "--out", str(folder / "imported"), "--made-by", "splice"],
        ["handout", "one-round", "--pack", pack, "--out", str(folder / "sheet.pdf")],
        ["handout", "--card", "--out", str(folder / "card.pdf")],
        ["pack", "build", pack, "--out", str(folder / "pack.zip")],
        ["pack", "install", str(folder / "pack.zip"), *data],
        ["pack", "list", *data],
        ["schema", "--out", str(folder / "schemas")],
        ["kiosk", "--check", *data],
        ["results", "summary", *data],
        ["results", "export", "--out", str(folder / "csv"), *data],
        ["results", "export", "--format", "xapi", "--out", str(folder / "xapi.json"), *data],
        ["report", "--out", str(folder / "report.html"), *data],
        ["report", "--out", str(folder / "report.pdf"), *data],
    ):
        if main(command) not in (0, 3):  # 3: an extra is not installed
            raise SystemExit(f"{command} failed")
    _annotate(folder, Path(pack))


def _labelled(folder: Path) -> Path:
    """A folder of pictures to import."""
    images = Path(__file__).parent / "packs" / "good-1" / "assets" / "images"
    for kind, names in (("real", ("a1", "b1")), ("fake", ("a2", "b2"))):
        (folder / kind).mkdir(parents=True)
        for name in names:
            shutil.copy(images / f"{name}.png", folder / kind)
    return folder


def _annotate(folder: Path, pack: Path) -> None:
    """The annotation window: a box is drawn, and saved."""
    from game.author.author_seat import AuthorSeat
    from game.base.settings import Settings
    from game.commands.annotate_command import lacks_ruamel
    from game.commands.tour import Player
    from game.pack import library
    from game.seats.app import App, Options

    if lacks_ruamel():
        return
    copy = folder / "annotated"
    shutil.copytree(pack, copy)
    found, _ = library.survey(copy)
    assert found is not None
    settings = Settings(language="it", reduced_motion=True)
    app = App(
        Options(headless=True, data=folder / "author", size=(1280, 720), pack=copy, settings=settings, debug=True),
        AuthorSeat("apple-blue"),
    )
    app.finish_start(found)
    player = Player(app)
    player.settle()
    player.write("b")
    player.drag((300, 150), (360, 200), (400, 230))
    player.let(2.0)
    app.close()
    assert (copy / "assets" / "pictures.yaml").read_bytes() != (pack / "assets" / "pictures.yaml").read_bytes()


if __name__ == "__main__":
    by_the_kernel = seal()
    sys.stdout.write(f"sealed{' by the kernel' if by_the_kernel else ''}\n")
    sys.stdout.flush()
    if "--reach" in sys.argv:
        if by_the_kernel:
            ctypes.CDLL(None).socket(2, 1, 0)  # as a library written in C would
        socket.create_connection(("127.0.0.1", 9))
    sessions(Path(sys.argv[1]))
    sys.stdout.write("played\n")
