"""Faults at every write: each call that changes a file fails, or is the last that the process makes.

    python -m tests.faults [ROW …] [--faults N] [--sample N] [--seed S] [--json] [--careless]

Owns the table: a row is something that the game writes (tests/writes.py), a column a fault. For every call that a fault
can strike, the row's folder is made anew, the row is run in a process of its own and struck there; then the row is
looked at, run once more without a fault, and looked at again. What must hold for all rows: the old is there or the new
and never anything else; an exit code of 0 means the new; a refusal is one line; the second run succeeds; and afterwards
the folder holds the files of an undisturbed run and no others. tests/faults.c does the striking (Linux, a C compiler).

A disk that is full and rights that are gone stay so until the process ends; an I/O error comes once. Of a write that is
struck half arrives. A power cut is a kill after which each file ends where it was last flushed.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from random import Random
from typing import NamedTuple

from .writes import CARELESS, NEW, ROWS, Row, acknowledged

TESTS = Path(__file__).parent
FAULTS = ("disk full", "I/O error", "no rights", "killed", "power cut")  # in the order of `enum fault` in faults.c
KILLS = FAULTS[3:]
SECONDS = 120  # no run takes as long


class Cell(NamedTuple):
    """A row under one fault: how many calls were struck, and what went wrong after which of them."""

    row: str
    fault: str
    calls: int  # that the fault can strike
    tried: int
    wrong: dict[int, str]


# --- processes


class End(NamedTuple):
    """How a process ended."""

    code: int  # as of subprocess: negative for a signal
    said: str  # to its error stream


class Striker:
    """The preloaded library."""

    def __init__(self) -> None:
        here = ctypes.CDLL(None)
        self._plan, self._count, self.arm = here.faults_plan, here.faults_count, here.faults_arm
        self._safe = here.faults_safe
        self._safe.restype, self._safe.argtypes = ctypes.c_long, [ctypes.c_ulong, ctypes.c_ulong]

    def plan(self, place: Path, fault: str = FAULTS[0], at: int = 0) -> None:
        """Strike the call number `at` (from 1; 0: none) of those below a folder that a fault can strike."""
        self._plan(str(place).encode(), FAULTS.index(fault), at)

    def count(self, fault: str) -> int:
        """How many calls a fault could have struck since the plan was made."""
        return int(self._count(FAULTS.index(fault)))

    def cut(self, place: Path) -> None:
        """Take away what was not flushed, now that the process is gone: what it had mapped must not vanish under it."""
        for path in place.rglob("*"):
            if path.is_file() and not path.is_symlink():
                now = path.stat()
                safe = self._safe(now.st_dev, now.st_ino)
                if 0 <= safe < now.st_size:
                    os.truncate(path, safe)


def apart(place: Path, work: Callable[[], int], striker: Striker | None = None) -> End:
    """Do something in a process of its own, in a folder; with a striker, armed."""
    said = place.with_name("said")
    process = os.fork()
    if not process:
        code = 70
        try:
            signal.alarm(SECONDS)
            os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.chdir(place)
            sys.stdin = io.StringIO("2580\n")  # a PIN
            tempfile.tempdir = str(place / "tmp")
            if striker is not None:
                striker.arm(1)
            try:
                code = work()
            except SystemExit as end:
                code = int(end.code or 0)
            finally:
                if striker is not None:
                    striker.arm(0)
        except BaseException:  # noqa: BLE001 (the parent reads it)
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(process, 0)
    return End(os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8", errors="replace"))


def names(place: Path) -> list[str]:
    """Every file and folder below a folder; the system clears its own temporary folder."""
    found = (path.relative_to(place).as_posix() for path in place.rglob("*"))
    return sorted(name for name in found if not name.startswith("tmp/"))


def last(said: str) -> str:
    """The last line."""
    return said.strip().rpartition("\n")[2]


# --- one row


class Trials:
    """A row's trials, in a folder that may be used up."""

    def __init__(self, row: Row, folder: Path, striker: Striker) -> None:
        self.row, self.striker = row, striker
        self.start, self.place, self.report = folder / "start", folder / "place", folder / "report"
        shutil.rmtree(folder, ignore_errors=True)
        (self.start / "tmp").mkdir(parents=True)
        self._must(apart(self.start, self._before), "before")
        self._anew()
        modules = folder / "modules"

        def first() -> int:
            code = row.run(self.place)
            modules.write_text("\n".join(sys.modules), encoding="utf-8")
            return code

        striker.plan(self.place)
        self._must(apart(self.place, first, striker), "an undisturbed run")
        self.calls = {fault: striker.count(fault) for fault in FAULTS}
        self.sound = [names(self.place)]
        self._must(self._seen(), "a second run")
        seen = json.loads(self.report.read_bytes())
        if (seen["found"], seen["then"]) != (NEW, NEW):
            raise RuntimeError(f"{row.name}: an undisturbed run gives {seen}")
        self.sound.append(seen["files"])
        for name in modules.read_text(encoding="utf-8").splitlines():
            with suppress(Exception):  # each trial is a fork of this process, and need not import them again
                importlib.import_module(name)

    def _before(self) -> int:
        self.row.before(self.start)
        return 0

    def _must(self, end: End, what: str) -> None:
        if end.code:
            raise RuntimeError(f"{self.row.name}: {what} ends with {end.code}: {end.said}")

    def _anew(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.start, self.place, symlinks=True)
        acknowledged(self.place).unlink(missing_ok=True)

    def _seen(self) -> End:
        """Look, run again, look again; what is seen goes into the report."""

        def work() -> int:
            found = self.row.look(self.place)
            code = self.row.run(self.place)
            expected = int(self.row.once and found == NEW)
            assert code == expected, f"run again it ends with {code}, not {expected}"
            seen = {"found": found, "then": self.row.look(self.place), "files": names(self.place)}
            self.report.write_text(json.dumps(seen), encoding="utf-8")
            return 0

        return apart(self.place, work)

    def strike(self, fault: str, at: int) -> str | None:
        """Strike one call; what went wrong, "" for nothing, None where the run had fewer calls this time."""
        self._anew()
        self.striker.plan(self.place, fault, at)
        end = apart(self.place, lambda: self.row.run(self.place), self.striker)
        if self.striker.count(fault) < at:
            return None
        if fault == "power cut":
            self.striker.cut(self.place)
        wrong = self._wrong_end(fault, end)
        seen = self._seen()
        if seen.code:
            return wrong or f"afterwards: {last(seen.said)}"
        state = json.loads(self.report.read_bytes())
        if not wrong and end.code == 0 and state["found"] != NEW and not self.row.silent:
            wrong = "it says that all went well, and it did not"
        if not wrong and state["then"] != NEW:
            wrong = "a second run does not mend it"
        if not wrong and state["files"] not in self.sound:
            now, sound = set(state["files"]), set(self.sound[0])
            wrong = f"left behind: {sorted(now - sound)}; missing: {sorted(sound - now)}"
        return wrong

    def _wrong_end(self, fault: str, end: End) -> str:
        """Whether the struck run ended as it should."""
        said = end.said.strip()
        if fault in KILLS:
            return "" if end.code == -signal.SIGKILL else f"not killed: {end.code} {said}"
        if "Traceback" in said or "--debug" in said:
            return f"a traceback: {last(said)}"
        if end.code not in ((0,) if self.row.silent else (0, 1)):
            return f"exit code {end.code}: {said}"
        if end.code == 1 and (not said or (len(said.splitlines()) != 1 and not self.row.talks)):
            return f"not one line: {said!r}"
        return ""

    def cell(self, fault: str, chance: Random, sample: int | None) -> Cell:
        """Every call, or a few by chance."""
        calls = self.calls[fault]
        chosen: Iterable[int] = range(1, calls + 1)
        if sample is not None and calls > sample:
            chosen = sorted(chance.sample(range(1, calls + 1), sample))
        tried, wrong = 0, {}
        for at in chosen:
            found = self.strike(fault, at)
            tried += found is not None
            if found:
                wrong[at] = found
        return Cell(self.row.name, fault, calls, tried, wrong)


# --- the command


def table(rows: Iterable[Row], striker: Striker, faults: int, sample: int | None, seed: int) -> Iterator[Cell]:
    """So many cells of each row, chosen by chance; one after another."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own in it)
    with tempfile.TemporaryDirectory(prefix="stf-faults-", dir=memory if memory.is_dir() else None) as folder:
        for row in rows:
            trials = Trials(row, Path(folder) / "row", striker)
            chosen = Random(f"{seed} {row.name}").sample(FAULTS, faults)
            for fault in filter(chosen.__contains__, FAULTS):
                yield trials.cell(fault, Random(f"{seed} {row.name} {fault}"), sample)


def shown(cells: Iterable[Cell]) -> Iterator[str]:
    """The table as text: of the calls that were struck, how many did no harm."""
    yield f"{'':<24}" + "".join(f"{fault:>12}" for fault in FAULTS) + "\n"
    for name, of_row in groupby(cells, key=lambda cell: cell.row):
        found = {cell.fault: cell for cell in of_row}
        counts = [f"{cell.tried - len(cell.wrong)} of {cell.tried}" if cell else "" for cell in map(found.get, FAULTS)]
        yield f"{name:<24}" + "".join(f"{count:>12}" for count in counts) + "\n"
        for cell in found.values():
            for at, why in cell.wrong.items():
                yield f"    {cell.fault}, call {at}: {why}\n"


def preloaded(words: list[str]) -> int:
    """Build the library and run this command again with it; gives its exit code, 3 without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        sys.stderr.write("needs Linux and a C compiler (cc)\n")
        return 3
    with tempfile.TemporaryDirectory(prefix="stf-faults-") as folder:
        built = Path(folder) / "faults.so"
        command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(built), str(TESTS / "faults.c")]
        subprocess.run(command, check=True)
        environment = os.environ | {
            "LD_PRELOAD": str(built), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy",
            "OPENBLAS_NUM_THREADS": "1",  # its threads would not survive a fork
        }  # fmt: skip
        return subprocess.run([sys.executable, "-m", "tests.faults", *words], env=environment, check=False).returncode


def main() -> int:
    """Run rows, print the table; 1 where something went wrong."""
    parser = argparse.ArgumentParser(description="faults at every write")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only rows whose names begin so")
    parser.add_argument("--faults", type=int, metavar="N", default=len(FAULTS), help="only so many of each row")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many calls of each cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="a line for each cell")
    parser.add_argument("--careless", action="store_true", help="instead rows that are written wrongly")
    options = parser.parse_args()
    if "LD_PRELOAD" not in os.environ:
        return preloaded(sys.argv[1:])
    rows = [
        row
        for row in (CARELESS if options.careless else ROWS)
        if (not options.rows or row.name.startswith(tuple(options.rows)))
        and (not row.needs or importlib.util.find_spec(row.needs))
    ]
    wrong = 0

    def cells() -> Iterator[Cell]:
        nonlocal wrong
        for cell in table(rows, Striker(), options.faults, options.sample, options.seed):
            wrong += len(cell.wrong)
            yield cell

    for text in (json.dumps(cell._asdict()) + "\n" for cell in cells()) if options.json else shown(cells()):
        sys.stdout.write(text)
        sys.stdout.flush()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
