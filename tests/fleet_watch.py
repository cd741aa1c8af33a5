"""Three kiosks watched by Prometheus as a network would: one stopped, one with a broken pack, one closed.

    python -m tests.fleet_watch [MINUTES]

Needs Xvfb, prometheus and prometheus-node-exporter (Debian's packages) in PATH; takes eight minutes. Prints the alerts
that fire, and ends with 1 where others fire than should. Nothing is faked but the screen.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from .conftest import REPOSITORY

FLEET = REPOSITORY / "game" / "seats" / "kiosk" / "fleet"
KIOSKS = {
    "frozen": "",
    "broken": "pack: broken\n",
    "closed": "hours: {"
    + ", ".join(
        f"{day}: closed" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    + "}\n",
}
EXPECTED = {("SpotTheFakeFrozen", "frozen"), ("SpotTheFakeFallback", "broken")}


def free_port() -> int:
    """One on loopback."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def started(stack: ExitStack, command: list[str], log: Path, **more: str) -> subprocess.Popen[bytes]:
    """A process that ends with the stack."""
    file = stack.enter_context(log.open("wb"))
    process = subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | more)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


def kiosk(stack: ExitStack, folder: Path, name: str, more: str) -> subprocess.Popen[bytes]:
    """A kiosk on a screen of its own, its node exporter beside it."""
    place = folder / name
    place.mkdir()
    display = f":{90 + list(KIOSKS).index(name)}"
    started(stack, ["Xvfb", display, "-screen", "0", "1280x720x24", "-nolisten", "tcp"], place / "xvfb.log")
    time.sleep(2)
    (place / "kiosk.yaml").write_text(f"name: {name}\nsite: here\nmetrics: figures\n{more}", encoding="utf-8")
    if "broken" in more:
        (place / "broken").mkdir()
        (place / "broken" / "pack.yaml").write_text("format: 1\nid: [\n", encoding="utf-8")
    words = ["main.py", "kiosk", "--config", str(place / "kiosk.yaml"), "--data", str(place / "data")]
    unset = {"SDL_VIDEODRIVER": "x11", "SDL_AUDIODRIVER": "dummy"}
    return started(stack, [sys.executable, *words, "--size", "1280x720"], place / "log", DISPLAY=display, **unset)


def exporter(stack: ExitStack, place: Path) -> str:
    """The node exporter of a kiosk's machine; where it is asked."""
    address = f"127.0.0.1:{free_port()}"
    (place / "figures").mkdir(exist_ok=True)
    options = [
        "--collector.disable-defaults", "--collector.textfile", "--collector.time",
        f"--collector.textfile.directory={place / 'figures'}", f"--web.listen-address={address}",
    ]  # fmt: skip
    started(stack, ["prometheus-node-exporter", *options], place / "exporter.log")
    return address


def alerts(address: str) -> dict[tuple[str, str], str]:
    """Each alert's state, by its name and kiosk."""
    with urllib.request.urlopen(f"http://{address}/api/v1/alerts", timeout=10) as answer:
        found = json.loads(answer.read())["data"]["alerts"]
    return {(item["labels"]["alertname"], item["labels"].get("kiosk", "")): item["state"] for item in found}


def main(minutes: float) -> int:
    """Watch, stop one after a minute and a half, and tell what fires when."""
    for name in ("Xvfb", "prometheus", "prometheus-node-exporter"):
        if shutil.which(name) is None:
            sys.stderr.write(f"there is no '{name}' in PATH\n")
            return 3
    with tempfile.TemporaryDirectory(prefix="stf-fleet-") as name, ExitStack() as stack:
        folder = Path(name)
        processes = {name: kiosk(stack, folder, name, more) for name, more in KIOSKS.items()}
        targets = [{"targets": [exporter(stack, folder / name) for name in KIOSKS]}]
        (folder / "kiosks.json").write_text(json.dumps(targets), encoding="utf-8")
        for file in ("alerts.yaml", "prometheus.yml"):
            shutil.copy(FLEET / file, folder)
        config = folder / "prometheus.yml"
        config.write_text(config.read_text(encoding="utf-8").replace("1m", "15s"), encoding="utf-8")
        address = f"127.0.0.1:{free_port()}"
        command = ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}"]
        started(stack, [*command, f"--web.listen-address={address}"], folder / "prometheus.log")
        begun, firing = time.monotonic(), dict[tuple[str, str], float]()
        stopped = False
        while time.monotonic() - begun < minutes * 60:
            time.sleep(5)
            passed = time.monotonic() - begun
            if not stopped and passed > 90:
                processes["frozen"].send_signal(signal.SIGSTOP)
                stopped = True
                sys.stdout.write(f"{passed:4.0f} s: the kiosk 'frozen' gets SIGSTOP\n")
            for alert, state in alerts(address).items():
                if state == "firing" and alert not in firing:
                    firing[alert] = passed
                    sys.stdout.write(f"{passed:4.0f} s: {alert[0]} fires for '{alert[1]}'\n")
                    sys.stdout.flush()
        for one in KIOSKS:
            figures = (folder / one / "figures" / "spot-the-fake.prom").read_text(encoding="utf-8")
            shown = [line for line in figures.splitlines() if "_open{" in line or "_fallback{" in line]
            sys.stdout.write("\n".join(shown) + "\n")
    wrong = set(firing) ^ EXPECTED
    sys.stdout.write(f"{'as expected' if not wrong else f'not as expected: {sorted(wrong)}'}\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 9))
