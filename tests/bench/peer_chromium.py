"""Chromium in kiosk mode: a page with the same picture and two buttons.

python -m tests.bench.peer_chromium [--quick], on an X screen of 1920x1080 or more.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from game.commands.benchmarks.figures import Goal

from . import beside

PAGE = """<!doctype html><meta charset="utf-8"><title>Quiz</title>
<style>
body { margin: 0; background: #121417; color: #f4f1ea; font: 24px sans-serif; display: flex; height: 100vh }
img { margin: 32px; height: calc(100vh - 64px) }
div { padding: 32px; flex: 1 }
button { display: block; width: 100%; height: 96px; margin: 24px 0; font: inherit }
</style>
<img src="picture.jpg"><div id="column"><p>Real or fake?</p><button>Real</button><button>Fake</button></div>
<script>
let on = false
document.querySelectorAll("button").forEach(button => button.addEventListener("click", () => {
  on = !on
  document.getElementById("column").style.background = on ? "#384048" : "#121417"
}))
</script>
"""
RING = """
<style>
#ring { position: absolute; left: 300px; top: 300px; width: 320px; height: 320px; margin: 0; box-sizing: border-box;
  border: 8px solid #ffc44d; border-radius: 50%; animation: pulse 1s linear infinite alternate }
@keyframes pulse { from { transform: scale(0.4) } to { transform: scale(1) } }
</style>
<div id="ring" style="padding: 0"></div>
"""
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def seat(folder: Path, picture: Path) -> beside.Seat:
    """The browser, full screen on a page of its own."""
    browser = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if browser is None:
        beside.cannot("Chromium is not installed")
    web = folder / "web"
    web.mkdir()
    shutil.copyfile(picture, web / "picture.jpg")
    (web / "index.html").write_text(PAGE, encoding="utf-8")
    (web / "ring.html").write_text(PAGE + RING, encoding="utf-8")

    def shows(page: str) -> Callable[[Path], list[str]]:
        width, height = beside.SIZE
        return lambda data: [
            browser, *QUIET, f"--user-data-dir={data / 'profile'}", "--kiosk", "--window-position=0,0",
            f"--window-size={width},{height}", f"--app=file://{web / page}",
        ]  # fmt: skip

    start = shows("index.html")
    return beside.Seat(
        "Chromium", start, (480, 480, 48, 48), start, ((1500, 180), (1500, 300)), (1400, 700, 16, 16),
        shows("ring.html"),
    )  # fmt: skip


if __name__ == "__main__":
    beside.main(
        "Chromium kiosk page",
        seat,
        {
            "start until the picture is seen": (Goal(0.4),),
            "click to pixel": (Goal(0.3),),
            "memory in a round": (Goal(0.3),),
            "a ring that draws itself, with the X server": (Goal(0.5),),
        },
    )
