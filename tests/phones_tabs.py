"""A lesson with tabs of a real Chromium: `python -m tests.phones_tabs [TABS [ROUNDS]]`.

Each tab is a phone of its own. In each vote one is loaded anew, one loses the network and gets it back, one is opened
a second time; then all vote by a press. Prints how soon they were back in their place, and ends with 1 where a vote is
missing or another than was pressed, or a page has complained.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pygame

from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.workshop_flow import WorkshopFlow
from tests.phones_load import Lesson
from tests.web.tabs import Chromium, Tab, chromium

ASKED = "!document.getElementById('answers').hidden && !document.getElementById('answer-real').disabled"
HERE = f"{ASKED} && document.getElementById('gone').hidden"
GONE = "!document.getElementById('gone').hidden"
ANSWERS = ("real", "fake", "unsure")


class Tabs(NamedTuple):
    """What came of it; times in seconds, each the longest."""

    tabs: int
    votes: int
    wrong: int  # missing, or another than was pressed
    reloads: list[float]
    returns: list[float]  # from the network's return
    second_tabs: list[float]
    noticed: list[float]  # from the network's end until the page says so
    complaints: list[str]

    @property
    def fine(self) -> bool:
        """Whether all of it is as it should be."""
        return not self.wrong and not self.complaints


class Pupils:
    """The browser's side, on a loop of its own."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.tabs: list[Tab] = []
        self.numbers: list[str] = []
        self.said: dict[tuple[str, str], str] = {}  # by vote and phone
        self.reloads: list[float] = []
        self.returns: list[float] = []
        self.second_tabs: list[float] = []
        self.noticed: list[float] = []

    async def join(self, browser: Chromium, url: str, count: int) -> None:
        """So many tabs, one after another, as a class comes in."""
        for _ in range(count):
            tab = await browser.tab()
            await tab.size(360, 640)
            await tab.go(url)
            await tab.until("!document.getElementById('who').hidden", 30)
            self.tabs.append(tab)
            self.numbers.append(await tab.run("state.own.who"))

    async def vote(self, browser: Chromium, url: str, vote: str) -> None:
        """All tabs, each after its own mishap; those of a third of them one after another, so that each is timed."""
        await asyncio.gather(*(tab.until(f"{ASKED} && state.shown.vote === '{vote}'", 30) for tab in self.tabs))
        for place, mishap in zip(self.rng.sample(range(len(self.tabs)), min(3, len(self.tabs))),
                                 (self._reload, self._lose, self._again), strict=False):  # fmt: skip
            await mishap(browser, self.tabs[place], url)
        await asyncio.gather(*(self._press(place, vote) for place in range(len(self.tabs))))

    async def _reload(self, browser: Chromium, tab: Tab, url: str) -> None:
        await tab.run("window.old = true")
        began = time.monotonic()
        await tab.ask("Page.reload")
        await tab.until(f"!window.old && {HERE}")
        self.reloads.append(time.monotonic() - began)

    async def _lose(self, browser: Chromium, tab: Tab, url: str) -> None:
        began = time.monotonic()
        await tab.offline(off=True)
        await tab.until(GONE)
        self.noticed.append(time.monotonic() - began)
        await asyncio.sleep(1.0)
        began = time.monotonic()
        await tab.offline(off=False)
        await tab.until(HERE)
        self.returns.append(time.monotonic() - began)

    async def _again(self, browser: Chromium, tab: Tab, url: str) -> None:
        """The same phone in a second tab, which is shut again."""
        began = time.monotonic()
        second = await browser.tab(tab.context)
        await second.go(url)
        await second.until(HERE)
        self.second_tabs.append(time.monotonic() - began)
        assert await second.run("state.own.who") == await tab.run("state.own.who")
        await second.ask("Page.close")

    async def _press(self, place: int, vote: str) -> None:
        says = self.rng.choice(ANSWERS)
        tab = self.tabs[place]
        await tab.run(f"document.getElementById('answer-{says}').click()")
        await tab.until("!pending && document.querySelector('[aria-pressed=true] small').textContent !== ''", 20)
        self.said[vote, self.numbers[place]] = says


def lesson(tabs: int, rounds: int, seed: int = 1) -> Tabs:
    """Hold a lesson of so many tabs and rounds."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory() as folder:
        held = Lesson(Path(folder), rounds, phones=True)
        try:
            return _held(held, loop, tabs, rounds, Random(seed))
        finally:
            held.app.close()
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)
            loop.close()


def _held(held: Lesson, loop: asyncio.AbstractEventLoop, tabs: int, rounds: int, rng: Random) -> Tabs:
    held.player.click("begin")
    flow = held.flow
    assert isinstance(flow, WorkshopFlow)
    assert flow.phones is not None
    room, pupils = flow.phones, Pupils(rng)
    held.until(lambda: room.ready and room._server is not None)
    assert room._server is not None, room.problem
    url = f"http://127.0.0.1:{room._server.port}/{room.code}"

    def wait(work: Coroutine[Any, Any, Any]) -> Any:
        """Turn the game while the browser does something."""
        future = asyncio.run_coroutine_threadsafe(work, loop)
        held.until(future.done, 300)
        return future.result(1)

    opened = chromium()
    browser = wait(opened.__aenter__())
    try:
        wait(pupils.join(browser, url, tabs))
        wrong = votes = 0
        for place in range(rounds):
            for ballot in ("first", "second"):
                scene = held.app.scene
                while not (isinstance(scene, BallotScene) and scene.ballot == ballot and scene.session.place == place):
                    held.player.key(pygame.K_PAGEDOWN)
                    scene = held.app.scene
                vote = scene.vote_id
                wait(pupils.vote(browser, url, vote))
                held.rest(0.3)
                cast = scene.votes.voters[ballot]
                votes += len(cast)
                wrong += sum(cast.get(who) != pupils.said[vote, who] for who in pupils.numbers)
                held.player.key(pygame.K_PAGEDOWN)
        return Tabs(
            tabs, votes, wrong, pupils.reloads, pupils.returns, pupils.second_tabs, pupils.noticed, browser.complaints
        )
    finally:
        wait(opened.__aexit__(None, None, None))


if __name__ == "__main__":
    many, long = [int(text) for text in sys.argv[1:]] + [28, 5][len(sys.argv) - 1 :]
    outcome = lesson(many, long)
    for name, value in outcome._asdict().items():
        text = (
            [round(item, 2) for item in value] if value and isinstance(value, list) and name != "complaints" else value
        )
        sys.stdout.write(f"{name}: {text}\n")
    sys.exit(0 if outcome.fine else 1)
