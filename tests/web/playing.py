"""Playing a page to its end in a real browser, as somebody does with keys alone, with fingers alone, or at all."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.web.chromium import Page

REST_SECONDS = 0.36  # after a step nothing is answered for 350 ms
Press = Callable[[Page, str], None]  # how a part is pressed, by its key

KEYS = "[...document.querySelectorAll('main [data-key]:not(:disabled)')].map((item) => item.dataset.key)"
SCREEN = "document.querySelector('main > section').className"
HEADLINE = "document.querySelector('main h1').textContent"
ALWAYS = ("begin", "onward", "done", "says-fake", "sure-2", "rating-4", "claim-altered")  # pressed where they are there


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine's loopback."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def by_script(page: Page, key: str) -> None:
    """As quickly as can be: for tests of something else."""
    act = "dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))" if key == "picture" else "click()"
    page.run(f"document.querySelector('main [data-key=\"{key}\"]').{act}")


def by_touch(page: Page, key: str) -> None:
    """With a finger."""
    page.tap(f'main [data-key="{key}"]')


def by_keys(page: Page, key: str) -> None:
    """Tab until it has the focus, then Enter; the picture's cross is led with the arrows."""
    for _ in range(60):
        if page.run(f"document.activeElement?.dataset.key === '{key}'"):
            break
        page.key("Tab")
    else:
        raise AssertionError(f"Tab never comes to '{key}'")
    if key == "picture":
        page.key("ArrowRight")
    page.key("Enter")


def choose(page: Page) -> list[str]:
    """The keys to press on this screen, in order."""
    keys: list[str] = page.run(KEYS)
    steps = [key for key in keys if key.startswith("step-")]
    if steps and "done" not in keys:
        return steps
    if "picture" in keys and "done" not in keys:
        return ["picture"]
    if "lead-0" in keys and not page.run("Boolean(document.querySelector('.lead.open'))"):
        return ["lead-0"]
    if any(key.startswith("pick-") for key in keys) and not page.run("Boolean(document.querySelector('.picked'))"):
        return ["pick-0"]
    found = next((key for key in ALWAYS if key in keys), None) or next(key for key in keys if key.startswith("choice-"))
    return [found]


def play(page: Page, press: Press, seen: Callable[[str], None] | None = None) -> list[str]:
    """Play from the introduction to the summary; gives the headlines on the way. `seen` is called at each screen."""
    headlines: list[str] = []
    for _ in range(60):
        time.sleep(REST_SECONDS)
        screen = page.run(SCREEN)
        if seen is not None:
            seen(screen)
        headlines.append(page.run(HEADLINE))
        if screen == "summary":
            return headlines
        for key in choose(page):
            press(page, key)
    raise AssertionError(f"no end: {headlines[-3:]}")
