"""The kiosk as a real process on displays of the test's own: what it shows, where clicks land, what systemd hears.

Skipped, with the reason, where Xvfb, xdotool, xwininfo, xauth or cage is missing.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from PIL import ImageGrab

from game.commands.tour import Player
from game.pack.library import Library
from game.seats.app import Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.kiosk.lock import Lock
from game.seats.video import missing_libraries

if sys.platform != "linux":
    pytest.skip("needs Linux: X servers and Wayland compositors of its own", allow_module_level=True)

from tests import endurance
from tests.endurance import SIZE, Running, until

REPOSITORY = Path(__file__).parents[2]
MISSING = endurance.missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
PIN = "2581"
STILL_SECONDS = 0.4  # a display that does not change so long shows what came of a click
STEP_SECONDS = 1.2  # and a new step of a round, which takes no answer at first, takes one for sure
AS_SOMEBODY = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]  # cage refuses to run as root


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """An X server of the test's own."""
    with endurance.display() as name:
        yield name


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, shipped: Library) -> dict[str, tuple[int, int]]:
    """Where the parts that the tests press lie on a screen of that size."""
    data = tmp_path_factory.mktemp("places")
    Lock(data / "kiosk-pin.json").set(PIN)
    app, _ = kiosk_app(Options(data=data, size=SIZE, seed=1, headless=True), Kiosk(reduced_motion=True, rounds=3))
    app.finish_start(shipped)
    player, found = Player(app), {}
    width, height = SIZE[0] - 4, SIZE[1] - 4
    corners = {"top-left": (4, 4), "top-right": (width, 4), "bottom-right": (width, height), "bottom-left": (4, height)}
    for name in ("begin", "fake", "sure-2", "language", "language-it"):
        player.settle(0.1)
        found[name] = player.place(name)
        player.click(name)
    for pos in corners.values():
        player.click_at(pos)
    for name in (*(f"digit-{digit}" for digit in PIN), "enter", "restart", "quit"):
        found[name] = player.place(name)
        if name != "restart":
            player.click(name)
    app.close()
    return {**found, **corners}


def click(kiosk: Running, pos: tuple[int, int], still: float = STILL_SECONDS) -> None:
    """Click a place of the display, and let what comes of it be drawn: until it has not changed for some seconds."""
    kiosk.hand("mousemove", *pos, "sleep", 0.05, "click", 1)
    shown, since = b"", time.monotonic()
    while time.monotonic() - since < still:
        now = ImageGrab.grab(xdisplay=kiosk.hands["DISPLAY"]).tobytes()
        if now != shown:
            shown, since = now, time.monotonic()


def starts(kiosk: Running) -> int:
    """How often it has told what it plays."""
    return log_of(kiosk).count(" plays the pack ") if (kiosk.data / "spot-the-fake.log").is_file() else 0


def playing(kiosk: Running, count: int = 1) -> None:
    """Wait until it is ready and can be played, after so many starts."""
    kiosk.ready()
    until(lambda: starts(kiosk) == count and kiosk.listen().count("READY=1") == count, "a pack")


def enter(kiosk: Running, places: dict[str, tuple[int, int]]) -> None:
    """The operator comes in by corners and PIN."""
    for name in ("top-left", "top-right", "bottom-right", "bottom-left"):
        click(kiosk, places[name])
    for name in (*(f"digit-{digit}" for digit in PIN), "enter"):
        click(kiosk, places[name])


def log_of(kiosk: Running) -> str:
    """What it has logged."""
    return (kiosk.data / "spot-the-fake.log").read_text(encoding="utf-8")


def languages(data: Path) -> list[str]:
    """The languages of the visits that were counted."""
    with closing(sqlite3.connect(f"file:{data / 'results.sqlite3'}?mode=ro", uri=True)) as database:
        return [name for (name,) in database.execute("SELECT name FROM counts WHERE what = 'language'")]


def visit_and_quit(kiosk: Running, places: dict[str, tuple[int, int]]) -> None:
    """A visitor answers and changes the language; then the operator comes in, and ends the kiosk."""
    for name in ("begin", "fake", "sure-2", "language", "language-it"):
        click(kiosk, places[name], STEP_SECONDS)
    enter(kiosk, places)
    click(kiosk, places["quit"])
    until(lambda: not kiosk.alive, "the end")
    assert kiosk.process.returncode == 0
    assert "the operator ends the kiosk" in log_of(kiosk)
    assert kiosk.answers() == 1
    assert languages(kiosk.data) == ["it"]


# --- a display that somebody sees


@contextmanager
def guarded(folder: Path) -> Iterator[tuple[str, Path]]:
    """An X server that lets in only whoever has its cookie; gives its name and the cookie's file."""
    cookie = folder / "cookie"
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-auth", str(cookie), "-screen", "0", "800x480x24"]
    cookie.touch()
    subprocess.run(["xauth", "-f", str(cookie), "add", ":0", ".", "0" * 31 + "1"], check=True, capture_output=True)
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as numbers:
        name = f":{numbers.readline().strip()}"
    subprocess.run(["xauth", "-f", str(cookie), "add", name, ".", "0" * 31 + "1"], check=True, capture_output=True)
    try:
        yield name, cookie
    finally:
        server.terminate()
        server.wait()


def start(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the program with no display but what is named, and wait for its end."""
    gone = ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR")
    kept = {key: value for key, value in os.environ.items() if key not in gone}
    return subprocess.run(
        [sys.executable, "main.py", *arguments, "--data", str(data)],
        cwd=REPOSITORY, env=kept | environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


NO_SERVER = "no X server answers at ':9999' (DISPLAY)"
UNSEEN: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
    "empty": ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, "neither DISPLAY nor WAYLAND_DISPLAY is set"),
    "no server": ({"DISPLAY": ":9999"}, NO_SERVER),
    "no host": ({"DISPLAY": "nowhere.invalid:0"}, "no X server answers at 'nowhere.invalid:0' (DISPLAY)"),
    "no runtime folder": ({"WAYLAND_DISPLAY": "wayland-7"}, "without XDG_RUNTIME_DIR"),
    "no socket": (
        {"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": "/nowhere"},
        "no Wayland compositor answers at '/nowhere/wayland-7' (WAYLAND_DISPLAY)",
    ),
    "neither": ({"DISPLAY": ":9999", "WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": "/nowhere"}, f"{NO_SERVER}; no Way"),
    "x11 by name": ({"DISPLAY": ":9999", "SDL_VIDEODRIVER": "x11"}, NO_SERVER),
    "wayland by name": ({"DISPLAY": ":9999", "SDL_VIDEODRIVER": "wayland"}, "XDG_RUNTIME_DIR"),
    "dummy": ({"SDL_VIDEODRIVER": "dummy"}, "SDL_VIDEODRIVER is 'dummy', which shows nothing"),
    "offscreen": ({"SDL_VIDEODRIVER": "offscreen", "DISPLAY": ":9999"}, "SDL_VIDEODRIVER is 'offscreen'"),
    "evdev": ({"SDL_VIDEODRIVER": "evdev"}, "SDL_VIDEODRIVER is 'evdev'"),
    "no driver": ({"SDL_VIDEODRIVER": "nonsense"}, "nonsense"),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_what_nobody_sees_is_no_display(tmp_path: Path, case: str) -> None:
    """Exit 3, in one line and in the log, before a supervisor is told that all is well."""
    environment, why = UNSEEN[case]
    missing = missing_libraries()
    if missing and (environment.get("WAYLAND_DISPLAY") or environment.get("SDL_VIDEODRIVER") == "wayland"):
        why = f"SDL's Wayland driver needs {', '.join(missing)}"
    done = start(tmp_path, "kiosk", **environment)
    assert done.returncode == 3, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("spot-the-fake: no display (")
    assert why in line
    assert "NoDisplayError" in (tmp_path / "spot-the-fake.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["play", "workshop", "annotate"])
def test_every_window_needs_a_display(tmp_path: Path, command: str) -> None:
    """Not the kiosk alone."""
    pack = [str(REPOSITORY / "tests" / "packs" / "good-1")] if command == "annotate" else []
    done = start(tmp_path, command, *pack, DISPLAY=":9999")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert NO_SERVER in done.stderr


@pytest.mark.skipif(shutil.which("xauth") is None, reason="not installed: xauth")
def test_a_display_wants_its_cookie(tmp_path: Path) -> None:
    """Without it, or with a wrong one, the line names it, and nothing of Xlib's; with it the screen is shown."""
    with guarded(tmp_path) as (name, cookie):
        for given in ({}, {"XAUTHORITY": str(tmp_path / "none")}):
            done = start(tmp_path / "data", "kiosk", DISPLAY=name, **given)
            assert done.returncode == 3
            (line,) = done.stderr.splitlines()
            assert f"'{name}'" in line
            assert "cookie" in line
            assert f"XAUTHORITY is {'not set' if not given else repr(given['XAUTHORITY'])}" in line
        kiosk = Running(name, tmp_path / "data", XAUTHORITY=str(cookie))
        try:
            kiosk.ready()
        finally:
            kiosk.close()


def test_systemd_hears_that_it_is_ready_when_a_frame_is_shown(screen: str, tmp_path: Path) -> None:
    """Once; at that moment words and a button are on the display."""
    kiosk = Running(screen, tmp_path)
    try:
        kiosk.ready()
        shown = ImageGrab.grab(xdisplay=screen)
        assert len(shown.getcolors(1 << 24) or ()) > 20
        time.sleep(1)
        assert kiosk.listen().count("READY=1") == 1
    finally:
        kiosk.close()


# --- clicks


def test_clicks_in_full_screen_land_where_they_point(
    screen: str, tmp_path: Path, places: dict[str, tuple[int, int]]
) -> None:
    """Of an absolute pointer under X11: on the buttons, on the corners of the operator's door, on its PIN pad."""
    Lock(tmp_path / "kiosk-pin.json").set(PIN)
    kiosk = Running(screen, tmp_path)
    try:
        playing(kiosk)
        visit_and_quit(kiosk, places)
    finally:
        kiosk.close()


@contextmanager
def caged(screen: str, folder: Path) -> Iterator[tuple[dict[str, dict[str, str]], subprocess.Popen[bytes]]]:
    """The compositor cage in a window that fills an X server; gives an environment for each of SDL's drivers.

    xdotool moves the X server's pointer, and cage hands that on to what it shows, by Xwayland or by Wayland.
    """
    if shutil.which("cage") is None or shutil.which("Xwayland") is None:
        pytest.skip("not installed: cage and Xwayland, without which it does not start")
    prefix = AS_SOMEBODY if os.geteuid() == 0 else []
    if prefix and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
        pytest.skip("cage refuses to run as root, and this machine allows no user namespace")
    folder.mkdir(mode=0o700)
    environment = {
        **os.environ, "DISPLAY": screen, "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder), "WLR_BACKENDS": "x11",
        "WLR_RENDERER": "pixman",
    }  # fmt: skip
    names = folder / "names"
    # it ends with what runs in it
    inside = ["sh", "-c", f'echo "$DISPLAY $WAYLAND_DISPLAY" > {names}.new; mv {names}.new {names}; exec cat']
    cage = subprocess.Popen(
        [*prefix, "cage", "--", *inside], env=environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        until(names.is_file, "cage")
        x, wayland = names.read_text(encoding="ascii").split(" ")

        def resized() -> bool:
            known = subprocess.run(
                ["xwininfo", "-root", "-tree"], env=environment, capture_output=True, text=True, check=False
            )
            line = next(
                (line for line in known.stdout.splitlines() if line.strip().endswith("+0+0") and ": ()" in line), ""
            )
            if line and f"{SIZE[0]}x{SIZE[1]}" not in line:
                sizing = ["xdotool", "windowsize", line.split()[0], str(SIZE[0]), str(SIZE[1])]
                subprocess.run(sizing, env=environment, capture_output=True, check=False)
            return f"{SIZE[0]}x{SIZE[1]}" in line

        until(resized, "cage's window")
        yield (
            {
                "x11": {"DISPLAY": x},
                "wayland": {"DISPLAY": "", "WAYLAND_DISPLAY": wayland.strip(), "XDG_RUNTIME_DIR": str(folder)},
            },
            cage,
        )
    finally:
        cage.terminate()
        cage.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of a short name: a socket's has at most 107 letters."""
    with tempfile.TemporaryDirectory(prefix="stf-") as name:
        yield Path(name)


def runs_in_cage(environment: dict[str, str]) -> None:
    """Skip where SDL's Wayland driver cannot be used."""
    missing = missing_libraries()
    if environment.get("WAYLAND_DISPLAY") and missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.mark.parametrize("driver", ["x11", "wayland"])
def test_clicks_under_cage_land_where_they_point(
    screen: str, folder: Path, places: dict[str, tuple[int, int]], driver: str
) -> None:
    """By Xwayland and by SDL's own Wayland driver; a frame is shown when it says that it is ready."""
    with caged(screen, folder / "run") as (drivers, _):
        runs_in_cage(drivers[driver])
        data = folder / "data"
        data.mkdir()
        Lock(data / "kiosk-pin.json").set(PIN)
        kiosk = Running(screen, data, **drivers[driver])
        try:
            kiosk.ready()
            assert len(ImageGrab.grab(xdisplay=screen).getcolors(1 << 24) or ()) > 20
            playing(kiosk)
            visit_and_quit(kiosk, places)
        finally:
            kiosk.close()


@pytest.mark.parametrize("driver", ["x11", "wayland"])
def test_a_display_that_goes_ends_the_kiosk(screen: str, folder: Path, driver: str) -> None:
    """A compositor that crashed shows nothing: a supervisor has to start both again."""
    with caged(screen, folder / "run") as (drivers, cage):
        runs_in_cage(drivers[driver])
        kiosk = Running(screen, folder / "data", **drivers[driver])
        try:
            kiosk.ready()
            cage.kill()
            until(lambda: not kiosk.alive, "the end")
            assert kiosk.process.returncode != 0
            if driver == "wayland":
                assert "the display is gone" in log_of(kiosk)
        finally:
            kiosk.close()


# --- systemd


def test_a_hangup_reads_the_settings_again(screen: str, tmp_path: Path) -> None:
    """`systemctl reload`: the same process begins anew with them, and never says that it stops."""
    kiosk = Running(screen, tmp_path)
    try:
        playing(kiosk)
        (tmp_path / "kiosk.yaml").write_text("language: it\nhours: {monday: closed}\n", encoding="utf-8")
        kiosk.process.send_signal(signal.SIGHUP)
        playing(kiosk, 2)
        heard = [told.splitlines()[0] for told in kiosk.listen() if told != "WATCHDOG=1"]
        assert heard == ["READY=1", "RELOADING=1", "READY=1"]
        assert kiosk.alive
    finally:
        kiosk.close()


def test_a_hangup_with_wrong_settings_changes_nothing(screen: str, tmp_path: Path) -> None:
    """The journal says why, a line an event with its level, and systemd that the reload is over."""
    stream = "1:2"
    kiosk = Running(screen, tmp_path, JOURNAL_STREAM=stream)
    try:
        playing(kiosk)
        (tmp_path / "kiosk.yaml").write_text("rounds: 90\nspech: false\n", encoding="utf-8")
        kiosk.process.send_signal(signal.SIGHUP)
        until(lambda: kiosk.listen().count("READY=1") == 2, "the end of the reload")
        assert "STOPPING=1" not in kiosk.heard
        assert starts(kiosk) == 1
        assert kiosk.alive
    finally:
        said = kiosk.close().splitlines()
    assert said[0].startswith('<6>event="spot-the-fake ')
    assert " on 1280x720 by SDL's driver x11; settings: " in said[0]
    assert " driver=x11 fallback=false" in said[0]
    assert said[1].startswith('<3>event="the kiosk keeps the settings that it has: kiosk.yaml:1:9: error: ')
    assert "kiosk.yaml:2:1: error: unknown key 'spech'" in said[1]
    assert said[2:] == ['<6>event="the supervisor ends the kiosk" logger=game.seats.kiosk.kiosk_seat']


def test_the_operators_restart_is_no_end(screen: str, tmp_path: Path, places: dict[str, tuple[int, int]]) -> None:
    """After STOPPING systemd would kill what begins anew."""
    Lock(tmp_path / "kiosk-pin.json").set(PIN)
    kiosk = Running(screen, tmp_path)
    try:
        playing(kiosk)
        enter(kiosk, places)
        click(kiosk, places["restart"])
        playing(kiosk, 2)
        assert "STOPPING=1" not in kiosk.heard
        kiosk.process.terminate()
        until(lambda: not kiosk.alive, "the end")
        assert kiosk.process.returncode == 0
        assert kiosk.listen()[-1] == "STOPPING=1"
    finally:
        kiosk.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_end_is_logged(screen: str, tmp_path: Path, number: int) -> None:
    """By the supervisor, or by Ctrl+C in a terminal."""
    kiosk = Running(screen, tmp_path)
    try:
        playing(kiosk)
        kiosk.process.send_signal(number)
        until(lambda: not kiosk.alive, "the end")
        assert kiosk.process.returncode == 0
        assert log_of(kiosk).rstrip().endswith("the supervisor ends the kiosk")
    finally:
        kiosk.close()


# --- the units that are shipped

KIOSK = REPOSITORY / "game" / "seats" / "kiosk"
UNITS = sorted(path.name for path in KIOSK.glob("*.service"))
PROGRAM = "/opt/spot-the-fake/bin/spot-the-fake"


def setting(unit: str, key: str) -> str:
    """The value of a unit's key, its lines joined."""
    text = (KIOSK / unit).read_text(encoding="utf-8").replace("\\\n", "")
    return next(line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}="))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="not installed: systemd-analyze")
def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    """All that it can verify without starting them; programs that are not here are taken to be there."""
    for name in UNITS:
        text = (KIOSK / name).read_text(encoding="utf-8")
        for program in set(re.findall(r"(?<=[=+\-])/(?:usr/)?bin/[a-zA-Z]+", text)):
            text = text if Path(program).exists() else text.replace(program, "/bin/true")
        (tmp_path / name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["spot-the-fake-cage.service", "spot-the-fake-kiosk.service"])
def test_both_units_start_the_same_kiosk(name: str) -> None:
    """With the same files as the session for a display manager; sound, and what tells of controllers, are let in."""
    command = f"{PROGRAM} kiosk --config /etc/spot-the-fake/kiosk.yaml --data /var/lib/spot-the-fake"
    assert command in setting(name, "ExecStart")
    assert setting(name, "StateDirectory") == "spot-the-fake"
    assert setting(name, "StateDirectoryMode") == "0700"  # as the role makes it
    assert setting(name, "RestrictAddressFamilies") == "AF_UNIX AF_NETLINK"
    assert setting(name, "Restart") == "on-failure"
    desktop = (KIOSK / "spot-the-fake-cage.desktop").read_text(encoding="utf-8")
    assert f"Exec=cage -- {command}\n" in desktop
    if shutil.which("desktop-file-validate"):
        path = str(KIOSK / "spot-the-fake-cage.desktop")
        assert subprocess.run(["desktop-file-validate", path], capture_output=True, check=False).returncode == 0


class CagedUnit:
    """The cage unit's own command, with this program and folders of the test's own, in cage without a screen."""

    def __init__(self, folder: Path) -> None:
        self.data, run = folder / "data", folder / "run"
        self.data.mkdir()
        run.mkdir(mode=0o700)
        config = self.data / "kiosk.yaml"
        config.write_text(endurance.SETTINGS, encoding="utf-8")
        text = setting("spot-the-fake-cage.service", "ExecStart").replace("$$", "$")
        for was, now in (
            (PROGRAM, f"{sys.executable} main.py"), ("/etc/spot-the-fake/kiosk.yaml", str(config)),
            ("/var/lib/spot-the-fake", str(self.data)), ("/run/spot-the-fake", str(run)),
        ):  # fmt: skip
            text = text.replace(was, now)
        self.supervisor = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.supervisor.bind(str(folder / "notify"))
        self.supervisor.setblocking(False)
        self.heard: list[str] = []
        gone = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
        environment = {key: value for key, value in os.environ.items() if key not in gone} | {
            "XDG_RUNTIME_DIR": str(run), "HOME": str(run), "WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman", "NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "1000000",
            "WATCHDOG_PID": "1",
        }  # fmt: skip
        prefix = AS_SOMEBODY if os.geteuid() == 0 else []
        self.shell = subprocess.Popen(
            [*prefix, *shlex.split(text)], cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def told(self, what: str, count: int = 1) -> bool:
        """Whether the supervisor has heard something so often."""
        with suppress(BlockingIOError):
            while True:
                self.heard.append(self.supervisor.recv(200).decode())
        return sum(item.startswith(what) for item in self.heard) >= count

    @property
    def kiosk(self) -> psutil.Process:
        """The kiosk's own process."""
        below = psutil.Process(self.shell.pid).children(recursive=True)
        return next(item for item in below if item.cmdline()[:2] == [sys.executable, "main.py"])

    def close(self) -> None:
        """End all that still runs."""
        below = psutil.Process(self.shell.pid).children(recursive=True) if self.shell.poll() is None else []
        for process in below:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        self.shell.wait(60)
        self.supervisor.close()


@pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("cage", "Xwayland", "pkill")), reason="needs cage, Xwayland and pkill"
)
def test_the_cage_units_command_starts_reloads_and_hands_its_end_on(folder: Path) -> None:
    """Systemd hears the kiosk past cage, reaches it past cage, and learns how it ended, which cage does not tell."""
    if os.geteuid() == 0 and subprocess.run([*AS_SOMEBODY, "true"], capture_output=True, check=False).returncode:
        pytest.skip("cage refuses to run as root, and this machine allows no user namespace")
    (folder / "1").mkdir()
    unit = CagedUnit(folder / "1")
    try:
        until(lambda: unit.told("READY=1") and unit.told("WATCHDOG=1"), "the kiosk")
        words = shlex.split(setting("spot-the-fake-cage.service", "ExecReload"))
        assert words[:4] == ["/usr/bin/pkill", "-HUP", "-u", "kiosk"]
        assert re.match(words[5], f"/opt/spot-the-fake/bin/python3 {PROGRAM} kiosk --config x")
        assert re.match(
            words[5], f"/opt/spot-the-fake.d/1.0.0/bin/python3 {PROGRAM} kiosk --config x"
        )  # as Ansible's role
        assert not re.match(words[5], f"/bin/sh -c {PROGRAM} kiosk --config x")
        ours = f"{words[5].replace('/opt/spot-the-fake[^ ]*/bin/python', re.escape(sys.executable))}.*{unit.data}"
        subprocess.run(["pkill", "-HUP", "-u", str(os.geteuid()), "-f", ours], check=True)
        until(lambda: unit.told("RELOADING=1") and unit.told("READY=1", 2), "another beginning")
        unit.kiosk.kill()
        assert unit.shell.wait(60) == 128 + signal.SIGKILL
    finally:
        unit.close()
    (folder / "2").mkdir()
    unit = CagedUnit(folder / "2")
    try:
        until(lambda: unit.told("READY=1"), "the kiosk")
        unit.kiosk.terminate()
        assert unit.shell.wait(60) == 0
    finally:
        unit.close()
