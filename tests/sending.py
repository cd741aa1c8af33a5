"""A hundred thousand statements sent to Ralph, the sender killed again and again: none lost, none double.

    python -m tests.sending [STATEMENTS]

Prints what came of it, and ends with 1 where a statement is lost, or there twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from game.pack import cache
from game.results import xapi
from game.results.store import Store
from game.results.tables import Origin

from .kept import answer, keep, saying, session
from .record_store import RALPH, SECRET, USER, ralph

GOOD = Path(__file__).parent / "packs" / "good-1"
BATCH = 1000  # Ralph's file back end reads all that it has at each request
SEND = f"import sys; from game.results import sending; from game.commands.cli import main; sending.BATCH = {BATCH}; "
KILLS, KILL_SECONDS = 12, (6.0, 25.0)  # how often the sender is killed, and after how long each time


def fill(path: Path, statements: int) -> None:
    """A results file that holds so many statements, or a few more, and a year of a kiosk's days."""
    pictures = list(cache.load(GOOD, None).pictures.values())
    chance = Random(1)
    rows = [session(f"{number:032x}", number % 5000) for number in range(statements // (len(pictures) + 1) + 1)]
    answers = [
        answer(row, place, picture, saying(picture, chance, 0.6))
        for row in rows
        for place, picture in enumerate(pictures)
    ]
    path.parent.mkdir(parents=True)
    keep(path, rows, answers)
    store = Store(path)
    for day in range(365):
        store.counted(f"2025-{day // 31 + 1:02d}-{day % 31 + 1:02d}" if day % 31 < 28 else "2025-01-01", ("start", ""))
    store.close()


def run(statements: int) -> bool:
    """Send, kill, send again until nothing is left; whether the store has each statement once."""
    with tempfile.TemporaryDirectory(prefix="stf-sending-") as name:
        folder = Path(name)
        path = folder / "data" / "results.sqlite3"
        fill(path, statements)
        (path.parent / "kiosk.yaml").write_text("name: hall-2\nsite: north\n", encoding="utf-8")
        wanted_file = folder / "wanted.json"
        xapi.write_xapi(path, wanted_file, Origin("hall-2", "north"), "2099-01-01")
        wanted = {item["id"] for item in json.loads(wanted_file.read_text(encoding="utf-8"))}
        netrc = folder / ".netrc"
        netrc.write_text(f"machine 127.0.0.1 login {USER} password {SECRET}\n", encoding="utf-8")
        netrc.chmod(0o600)
        chance, kills, begun = Random(2), 0, time.monotonic()
        with ralph(folder / "lrs") as url:
            words = ["results", "send", "--to", url, "--data", str(path.parent)]
            command = [sys.executable, "-c", f"{SEND}sys.exit(main({words!r}))"]
            environment = os.environ | {"HOME": str(folder)}
            while True:
                sender = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
                try:
                    said, _ = sender.communicate(timeout=chance.uniform(*KILL_SECONDS) if kills < KILLS else None)
                except subprocess.TimeoutExpired:
                    sender.kill()
                    sender.communicate()
                    kills += 1
                    continue
                if sender.returncode == 0:
                    break
                sys.stdout.write(f"ended with {sender.returncode}: {said}\n")
                time.sleep(1.0)
        archive = folder / "lrs" / "archives" / "fs_lrs.jsonl"
        there = Counter(json.loads(line)["id"] for line in archive.read_text(encoding="utf-8").splitlines())
    lost, double = wanted - set(there), [name for name, n in there.items() if n > 1]
    sys.stdout.write(
        f"{len(wanted)} statements, {kills} kills, {time.monotonic() - begun:.0f} seconds: {len(there)} at Ralph, "
        f"{len(lost)} lost, {len(double)} double, {len(set(there) - wanted)} strangers\n"
    )
    return not lost and not double


if __name__ == "__main__":
    if RALPH is None:
        sys.exit("ralph-malph is not installed: python -m pip install -e '.[lrs]'")
    sys.exit(not run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
