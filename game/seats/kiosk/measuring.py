"""How large what a visitor touches is: the kiosk's real screens, laid out unseen, in every language and size of text.

Owns the way through those screens, and what is measured on them: targets, in millimetres, and texts that are cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pygame

from game.base.settings import TEXT_SIZES
from game.model.kinds.verdict_round import VerdictRound
from game.model.picture import Picture
from game.pack.library import Library, model_of
from game.play.rules import Session
from game.seats.app import App, Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_flow import VISIT, KioskFlow, level_of
from game.seats.kiosk.kiosk_seat import KioskSeat, kiosk_app
from game.seats.kiosk.voice import Voice
from game.ui import typeset
from game.ui.outcomes import OpenTable
from game.ui.round import PictureScene
from game.ui.scene import Scene
from game.ui.widgets import Button

MOST_PICTURES = 3  # of a pack from which rounds are drawn: those with the longest texts, and with the longest credits
STEPS = ("fake", "done")  # what asks something else on the same screen: verdicts, and pictures that were picked
TOOLS = ("see-all", "wipe")


class Laid(NamedTuple):
    """A screen as it is laid out: the smaller sides of its targets in mm, and texts that it cuts."""

    screen: str
    language: str
    text_size: int  # percent
    targets: dict[str, float]
    cut: tuple[str, ...]
    scene: Scene


def measured(kiosk: Kiosk, size: tuple[int, int], library: Library) -> Iterator[Laid]:
    """Every screen of a visit, and of the operator, on a screen of `size` pixels.

    Ends the use of any real display: SDL's dummy driver is used. Raises NoDisplayError where SDL cannot be started.
    """
    with TemporaryDirectory() as folder:
        options = Options(data=Path(folder), size=size, seed=1, headless=True)
        app, seat = kiosk_app(options, kiosk, speaker=Voice([]) if kiosk.speech else None)
        try:
            app.put_to_use(library)
            lows = (False, True) if kiosk.stage_height(size) < size[1] else (False,)
            for low, language, text in product(lows, kiosk.offered_with(library), TEXT_SIZES):
                seat.lower(low=low)
                app.change(seat.defaults._replace(language=language, text_size=text))
                yield from _measured(app, seat)
        finally:
            app.close()


def _measured(app: App, seat: KioskSeat) -> Iterator[Laid]:
    per_mm = seat.kiosk.pixels_per_mm(app.surface.get_size())
    settings = app.settings
    unseen = pygame.Surface(app.canvas.get_size())
    for scene in _screens(app, seat):
        with typeset.overheard() as heard:
            scene.rearrange()
            for item in scene.targets:
                if isinstance(item, Button):  # which sets its text when it is drawn
                    item.draw(unseen, app.kit, focused=False, pressed=False)
        sides = {item.name: min(item.rect.clip(unseen.get_rect()).size) / per_mm for item in scene.targets}
        signed = {item.text for item in scene.targets if isinstance(item, Button) and item.look.sign}
        cut = tuple(dict.fromkeys(item.text for item in heard if item.shown < 1 and item.text not in signed))
        yield Laid(scene.name, settings.language, settings.text_size, sides, cut, scene)


def _screens(app: App, seat: KioskSeat) -> Iterator[Scene]:
    """Each screen in each of its states; what is shown of a screen is over when the next one is asked for."""
    flow = seat.visits
    yield flow.title()
    session = _session(app.kit.pack, flow, seat.kiosk)
    if session is not None and session.rounds:
        yield from _rounds(flow, session)
        yield flow.end()
    flow.forget()
    yield from seat.own_screens()


def _session(library: Library, flow: KioskFlow, kiosk: Kiosk) -> Session | None:
    """Rounds of the kiosk's level; where rounds are drawn, of the pictures that ask most of a screen."""
    if level_of(kiosk, library) is not None:
        return flow.dealt()
    shown = [item for item in library.each if item.in_draws and item.clip is None]
    keys: tuple[Callable[[Picture], tuple[int, int]], ...] = (_said, _credited)
    asked = [item.id for key in keys for item in sorted(shown, key=key, reverse=True)[:MOST_PICTURES]]
    return Session(VISIT, 0, tuple(VerdictRound(name) for name in dict.fromkeys(asked)))


def _said(picture: Picture) -> tuple[int, int]:
    """How much is said of a picture: the longest of its texts, and how many there are."""
    texts = [text for item in picture.evidence for text in item.note.values()] or [*(picture.looks_odd or {}).values()]
    return max(map(len, texts), default=0), len(picture.evidence)


def _credited(picture: Picture) -> tuple[int, int]:
    """How much is said of whom it is from."""
    return len(model_of(picture)) + len(picture.credit) + len(picture.licence), len(picture.evidence)


def _rounds(flow: KioskFlow, session: Session) -> Iterator[Scene]:
    """What is asked, and what comes of it; the light table once before an answer, and once with all that it can."""
    before = after = False
    flow.playing.put(session, VISIT)
    while not flow.playing.now.finished:
        entry = flow.playing.now.round
        scene = flow.next_round()
        yield scene
        if not entry.asks:
            yield from _leafed(scene)
            scene.then()  # type: ignore[misc] # (a card that is read leads on)
            continue
        if not before:
            before = scene.has("table")
            yield from _table(flow, scene)
        for item in scene.targets:
            if item.name in STEPS and entry.judged:
                scene.fire(item)
                yield scene
        answer = entry.sample_answers(flow.kit.pack.pictures)[0]
        reveal = flow.answered(answer)
        yield reveal
        yield from _leafed(reveal)
        for tool in [item.name for item in reveal.targets if item.name in TOOLS]:
            press(reveal, tool)
            yield reveal
            yield from _leafed(reveal)
            press(reveal, tool)
        if not after and reveal.has("wipe"):
            after = True
            yield from _table(flow, reveal)


def _leafed(scene: Scene) -> Iterator[Scene]:
    """A screen with all that can be leafed through on it."""
    seen: set[str] = set()
    while (shown := "\n".join(scene.spoken())) not in seen and (press(scene, "next") or press(scene, "page-on")):
        seen.add(shown)
        yield scene


def _table(flow: KioskFlow, scene: Scene) -> Iterator[Scene]:
    """The light table of a screen that has one, and its lenses."""
    if not (isinstance(scene, PictureScene) and scene.has("table")):
        return
    table = flow.follow(scene, OpenTable())
    yield table
    for more in ("page", "page", "page", "lenses", "more", "more", "more"):
        if press(table, more):
            yield table
    for lens in flow.kiosk.lenses:
        if press(table, f"lens-{lens}"):
            yield table
            press(table, "lenses")


def press(scene: Scene, name: str) -> bool:
    """Press a part of a screen, whether it is there."""
    target = next((item for item in scene.targets if item.name == name), None)
    if target is not None:
        scene.fire(target)
    return target is not None
