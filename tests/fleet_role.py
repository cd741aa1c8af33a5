"""The Ansible role against a throwaway machine under systemd: set up, upgraded, rolled back, and what goes wrong.

    python -m tests.fleet_role [WHEELHOUSE [program] [pack]]

The machine is this one once more: its files seen through an overlay that is thrown away, a systemd of its own (by
systemd-nspawn, which Debian has as systemd-container), Xvfb as its screen. Needs Linux, root, ansible-playbook and
Xvfb in PATH, the system's own Python with venv, and the `signing` extra; takes twenty minutes. WHEELHOUSE holds the
locked libraries; without it they are fetched. Packages of the system are not installed by it. Prints a line a step, and
ends with 1 at the first that does not do what it should.
"""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from game import __version__
from game.collections import archive

from .conftest import REPOSITORY, TESTS

FLEET = REPOSITORY / "game" / "seats" / "kiosk" / "fleet"
NEEDED = ("ansible-playbook", "systemd-nspawn", "nsenter", "unshare", "Xvfb", "runuser")
LOCKS = (FLEET.parent / "requirements.lock", FLEET / "parquet.lock")
NEXT, CUT, DEAD, PICKY = "1.0.91", "1.0.92", "1.0.93", "1.0.94"  # a good version, and three that must not come to play
DATA, UNIT = "/var/lib/spot-the-fake", "spot-the-fake-kiosk"
PROGRAM, LEVEL = "/opt/spot-the-fake/bin/spot-the-fake", "one-round"
BOOT = """
set -e
mount -t overlay overlay -o lowerdir=/,upperdir="$1"/upper,workdir="$1"/work "$1"/root
rm -f "$1"/root/etc/systemd/system/*.wants/{postgresql,prometheus,prometheus-node-exporter,cron,chrony}.service
mkdir -p "$1"/root/etc/systemd/system/spot-the-fake-x.service.d
cp "$1"/screen.conf "$1"/root/etc/systemd/system/spot-the-fake-x.service.d/
shift
exec systemd-nspawn "$@"
"""
SCREEN = """
[Service]
ExecStart=
ExecStart={xvfb} :0 -screen 0 1280x720x24 -nolisten tcp -noreset -auth /run/spot-the-fake-x/cookie
"""
COUNTED = """
import sys
from pathlib import Path
from game.results.store import Store
store = Store(Path(sys.argv[1]))
store.counted("2026-01-02", ("start", ""), ("completion", ""), ("hit", "good-1/somewhere"))
store.close()
"""


class Run(NamedTuple):
    """What Ansible's last line says of the machine, and how long it took."""

    changed: int
    failed: int
    seconds: float
    said: str


class Machine:
    """A machine that is thrown away."""

    def __init__(self, leader: int, shared: Path) -> None:
        self._inside = ["nsenter", "-t", str(leader), "-a", "env", "-i", "LANG=C.UTF-8", "HOME=/root"]
        self._shared = shared
        self.settings: dict[str, object] = {}

    def asked(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command in it, as root."""
        path = f"PATH={Path(shutil.which('ansible-playbook') or '').parent}:/usr/sbin:/usr/bin:/sbin:/bin"
        return subprocess.run([*self._inside, path, *words], capture_output=True, text=True, check=False)

    def set_up(self, **more: object) -> Run:
        """The role, with what was said before and this."""
        import yaml

        self.settings |= more
        hosts = {"kiosks": {"hosts": {"hall-1.example.org": None}, "vars": self.settings}}
        inventory = self._shared / "inventory.yml"
        inventory.write_text(yaml.safe_dump(hosts), encoding="utf-8")
        begun = time.monotonic()
        done = self.asked("ansible-playbook", "-i", str(inventory), str(FLEET / "kiosks.yml"))
        said = re.search(r"changed=(\d+) .*failed=(\d+)", done.stdout)
        changed, failed = map(int, said.groups()) if said else (-1, -1)
        return Run(changed, failed, time.monotonic() - begun, done.stdout + done.stderr)

    def plays(self) -> str:
        """What the kiosk tells systemd, behind the number of its process and the version of the program."""
        shown = self.asked("systemctl", "show", UNIT, "-p", "MainPID", "-p", "StatusText", "--value").stdout.split("\n")
        figures = self.asked("sh", "-c", "cat /var/lib/prometheus/node-exporter/spot-the-fake.prom").stdout
        version = re.search(r'info\{.*\bversion="([^"]+)"', figures)
        return f"{shown[0]} {version[1] if version else '-'} {shown[1] if len(shown) > 1 else ''}"

    def awaits(self, version: str, pack: str, seconds: float = 150) -> str:
        """What plays, as soon as it is that version with that pack. Raises TimeoutError."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            plays = self.plays()
            if plays.split(" ")[1] == version and f"plays good-1 {pack};" in plays:
                return plays
            time.sleep(2)
        raise TimeoutError(f"{version} with pack {pack} does not play, but: {plays}")


@contextmanager
def machine(folder: Path, shared: Path) -> Iterator[Machine]:
    """One that has started; `shared` is seen in it, as are the source and Ansible."""
    for name in ("upper", "work", "root"):
        (folder / name).mkdir()
    (folder / "screen.conf").write_text(SCREEN.format(xvfb=shutil.which("Xvfb")), encoding="utf-8")
    ansible = Path(shutil.which("ansible-playbook") or "").resolve().parent.parent
    words = [f"--directory={folder / 'root'}", "--register=no", "--keep-unit", "--boot", "--console=pipe"]
    words += ["--resolv-conf=off", f"--bind-ro={ansible}", f"--bind-ro={REPOSITORY}", f"--bind={shared}"]
    command = ["unshare", "-m", "--propagation", "private", "bash", "-c", BOOT, "boot", str(folder), *words]
    with (folder / "boot.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            leader = _leader(process)
            found = Machine(leader, shared)
            while found.asked("systemctl", "is-system-running").stdout.strip() not in ("running", "degraded"):
                time.sleep(1)
            yield found
        finally:
            process.terminate()  # which nspawn hands on as an orderly end
            with suppress(subprocess.TimeoutExpired):
                process.wait(90)
            process.kill()


def _leader(process: subprocess.Popen[bytes]) -> int:
    """The number of the machine's first process, here. Raises OSError where none starts."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(60):
        time.sleep(1)
        if process.poll() is not None:
            break
        for child in children.read_text(encoding="ascii").split():
            if Path(f"/proc/{child}/comm").read_text(encoding="ascii").strip() == "systemd":
                return int(child)
    raise OSError("the throwaway machine does not start")


def as_version(wheel: Path, version: str, folder: Path, broken: tuple[str, str, str] | None = None) -> Path:
    """The same wheel under another version; `broken` is a module, what stands in it, and what then does."""
    folder.mkdir()
    out = folder / wheel.name.replace(f"-{__version__}-", f"-{version}-")
    with zipfile.ZipFile(wheel) as there, zipfile.ZipFile(out, "w") as made:
        for info in there.infolist():
            content = there.read(info)
            if info.filename.endswith((".dist-info/METADATA", ".dist-info/RECORD", "game/__init__.py")):
                content = content.replace(__version__.encode(), version.encode())
            if broken is not None and info.filename == broken[0]:
                assert broken[1].encode() in content, broken
                content = content.replace(broken[1].encode(), broken[2].encode())
            name = info.filename.replace(f"-{__version__}.dist-info", f"-{version}.dist-info")
            made.writestr(name, content, zipfile.ZIP_STORED)
    return out


def wheels(shared: Path, house: Path | None) -> None:
    """A folder of wheels a version; the first one holds the libraries, too."""
    first = shared / __version__
    first.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(first)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = first.glob("spot_the_fake-*.whl")
    as_version(wheel, NEXT, shared / NEXT)
    cut = as_version(wheel, CUT, shared / CUT)
    os.truncate(cut, cut.stat().st_size // 2)
    as_version(
        wheel, DEAD, shared / DEAD, ("game/__init__.py", "__version__ =", "import no_such_module\n__version__ =")
    )
    checks = "game/seats/kiosk/kiosk_check.py", "return 1 if errors else 0", "return 1"
    as_version(wheel, PICKY, shared / PICKY, checks)
    if house is not None:
        for path in house.glob("*.whl"):
            if not path.name.startswith("spot_the_fake-"):
                shutil.copy(path, first)
        return
    for lock in LOCKS:
        get = ["/usr/bin/python3", "-m", "pip", "download", "-q", "--require-hashes", "-r", str(lock), "-d", str(first)]
        subprocess.run(get, check=True)


def offer(place: Path, version: str, key: bytes, *, level: bool = True) -> None:
    """What the address gives from now on: that version of a pack, signed, with the level that is played or without."""
    with tempfile.TemporaryDirectory(prefix="stf-pack-") as made:
        pack = Path(made) / "good-1"
        shutil.copytree(TESTS / "packs" / "good-1", pack)
        head = pack / "pack.yaml"
        head.write_text(re.sub("version: .*", f'version: "{version}"', head.read_text("utf-8")), encoding="utf-8")
        if not level:
            (pack / "levels" / f"{LEVEL}.yaml").unlink()
        archive.build(pack, Path(made) / "built.zip", key)
        shutil.move(Path(made) / "built.zip", place)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def told(step: str, run: Run | None, plays: str) -> None:
    """A line of the table."""
    of = f"changed {run.changed:2}, failed {run.failed}, {run.seconds:4.0f} s" if run else " " * 27
    sys.stdout.write(f"{step:46} {of}   {plays}\n")
    sys.stdout.flush()


def kept(there: Machine) -> str:
    """What must survive: results as they are handed on, the PIN, kiosk.yaml, and whose the data are."""
    export = f"{PROGRAM} results export --format csv --out kept --data {DATA} >&2 && grep 2026-01-02 kept/counts.csv"
    data = (
        f"sha256sum {DATA}/kiosk-pin.json /etc/spot-the-fake/kiosk.yaml; find {DATA} ! -user kiosk; stat -c %a {DATA}"
    )
    return there.asked("sh", "-c", f"cd /tmp && rm -rf kept && runuser -u kiosk -- {export}; {data}").stdout


class Trial:
    """What is done with a machine, step by step. Each raises AssertionError or TimeoutError where it goes wrong."""

    def __init__(self, there: Machine, version: str, pack: str) -> None:
        self._there = there
        self.version, self.pack = version, pack  # what should play

    def again(self, **more: object) -> None:
        """A run that has nothing to do."""
        before = self._plays()
        run = self._there.set_up(**more)
        assert (run.changed, run.failed) == (0, 0), run.said
        assert self._plays().split(" ")[0] == before.split(" ")[0], "it was started again"
        told("the same again", run, self._plays())

    def becomes(self, step: str, version: str, pack: str, **more: object) -> None:
        """A run that changes what plays."""
        run = self._there.set_up(**more)
        assert run.failed == 0, run.said
        assert run.changed > 0, run.said
        self.version, self.pack = version, pack
        told(step, run, self._plays())

    def refused(self, step: str, why: str, **more: object) -> None:
        """A run that fails, after which the same process plays the same; what was asked for is taken back."""
        usual, before = dict(self._there.settings), self._plays()
        run = self._there.set_up(**more)
        self._there.settings = usual
        assert run.failed == 1, run.said
        assert why in run.said, run.said
        assert self._plays().split(" ")[:2] == before.split(" ")[:2], (before, self._plays())
        linked = self._there.asked("readlink", "/opt/spot-the-fake").stdout.strip()
        assert linked == f"/opt/spot-the-fake.d/{self.version}", linked
        told(step, run, self._plays())

    def goes_back(self) -> None:
        """`pack rollback`, on the kiosk."""
        words = (PROGRAM, "pack", "rollback", "good-1", "--data", DATA)
        self._there.asked("runuser", "-u", "kiosk", "--", *words)
        self.pack = "1.0"
        told("`pack rollback`", None, self._plays())

    def timers(self) -> None:
        """What they start ends well, and they wait for their hour."""
        for name in ("export", "packs"):
            done = self._there.asked("systemctl", "start", f"spot-the-fake-{name}.service")
            assert done.returncode == 0, done.stderr
            waits = ("systemctl", "show", f"spot-the-fake-{name}.timer", "-p", "NextElapseUSecRealtime", "--value")
            told(f"what the timer `{name}` starts", None, self._there.asked(*waits).stdout.strip())
        exported = self._there.asked("ls", f"{DATA}/exports").stdout.split()
        assert exported == ["north-hall-1.parquet"], exported

    def _plays(self) -> str:
        return self._there.awaits(self.version, self.pack)


def steps(there: Machine, packs: Path, address: str, shared: Path, what: tuple[str, ...]) -> None:
    """All of it, in order."""
    (private, public), (stranger, _) = archive.new_key(), archive.new_key()
    offered = packs / "museum.zip"
    offer(offered, "1.0", private)
    settings = {"pack": "good-1", "level": LEVEL, "trusted_keys": [public], "language": "it"}
    trial = Trial(there, __version__, "1.0")
    trial.becomes(
        "set up", __version__, "1.0", **wheel(shared, __version__),
        ansible_connection="local", ansible_python_interpreter="/usr/bin/python3", spot_the_fake_packages=[],
        spot_the_fake_pin="2468", spot_the_fake_screen="1280x720", spot_the_fake_site="north",
        spot_the_fake_settings=settings, spot_the_fake_packs=[f"{address}/museum.zip"],
    )  # fmt: skip
    python = "/opt/spot-the-fake/bin/python"
    there.asked("runuser", "-u", "kiosk", "--", python, "-c", COUNTED, f"{DATA}/results.sqlite3")
    before = kept(there)
    assert before.count("2026-01-02") == 3, before
    if "program" in what:
        of_the_program(trial, settings, shared)
    if "pack" in what:
        of_the_pack(trial, offered, private, stranger)
    trial.timers()
    trial.again()
    assert kept(there) == before, (before, kept(there))
    told("results, PIN, settings, owners", None, "as after the first run")


def of_the_program(trial: Trial, settings: dict[str, object], shared: Path) -> None:
    """Upgraded, kept from what is no upgrade, rolled back."""
    trial.again()
    trial.becomes("upgrade", NEXT, "1.0", **wheel(shared, NEXT))
    trial.refused("a wheel cut in two", f"spot_the_fake-{CUT}", **wheel(shared, CUT))
    trial.refused("a program that does not start", "no_such_module", **wheel(shared, DEAD))
    trial.refused("one whose `kiosk --check` finds an error", '"--check"', **wheel(shared, PICKY))
    trial.refused("settings that are wrong", "must be", spot_the_fake_settings=settings | {"rounds": 400})
    trial.again()
    trial.becomes("rollback", __version__, "1.0", **wheel(shared, __version__))


def of_the_pack(trial: Trial, offered: Path, private: bytes, stranger: bytes) -> None:
    """The same, by what its address gives."""
    offer(offered, "2.0", private)
    trial.becomes("the address gives a new version of the pack", __version__, "2.0")
    offer(offered, "3.0", stranger)
    trial.refused("one that a stranger signed", "none of the trusted keys")
    offer(offered, "3.0", private, level=False)
    trial.refused("one without the level of kiosk.yaml", f"no level '{LEVEL}'")
    offer(offered, "2.0", private)
    trial.goes_back()


def wheel(shared: Path, version: str) -> dict[str, object]:
    """The variables of a version."""
    return {"spot_the_fake_version": version, "spot_the_fake_wheelhouse": str(shared / version)}


def main(house: Path | None, what: tuple[str, ...]) -> int:
    """Every step; 1 where one goes wrong, 3 where something is missing."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        sys.stdout.write(f"needs root and {', '.join(NEEDED)}; missing: {', '.join(missing) or 'root'}\n")
        return 3
    with ExitStack() as stack:
        folder, shared, packs = (
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"stf-{name}-", ignore_cleanup_errors=True)))
            for name in ("machine", "shared", "packs")
        )
        shared.chmod(0o755)
        wheels(shared, house)
        address = stack.enter_context(served(packs))
        there = stack.enter_context(machine(folder, shared))
        try:
            steps(there, packs, address, shared, what)
        except (AssertionError, TimeoutError) as error:
            journal = there.asked("journalctl", "-n", "60", "--no-pager", "-u", "spot-the-fake-*").stdout
            sys.stdout.write(f"wrong: {error}\n{journal}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None, tuple(sys.argv[2:]) or ("program", "pack")))
