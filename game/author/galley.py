"""Proofs of a pack's texts: each set where players will read it, on the real screens at the smallest sizes.

Owns the choice of screens and sizes, a desk's and a projector's, and from where on a text counts as too small. Refuses
to lay anything out itself: the screens do that as they do in play, without a window and without pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import NamedTuple, assert_never

import pygame

from game.base import scripts
from game.base.settings import Settings
from game.base.text import Words
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.forms import (
    ArrangeSteps,
    ChooseOne,
    InvestigateClaim,
    JudgePictures,
    MarkPicture,
    RateFace,
    ReadCard,
)
from game.model.kinds.kinds import Round
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import DrawRounds, Level
from game.model.picture import Picture
from game.model.terms import Text
from game.pack.library import Library, model_of
from game.pixels.pictures import PictureRequest, Pictures
from game.play.rules import Session
from game.seats.round_scenes import asking, revealing
from game.seats.seat import PROJECTOR_TEXT
from game.ui import typeset
from game.ui.kit import Kit
from game.ui.scene import Scene
from game.ui.surfaces import surface_of
from game.ui.theme import theme_of
from game.ui.widgets import Button

SIZES = ((1280, 720), (1024, 768), (1080, 1920), (800, 480))
TEXT_SIZES = 100, PROJECTOR_TEXT  # percent
ENOUGH = 25  # screens of a kind, from the fullest down, that fit without a word: the emptier ones fit as well


class Misfit(NamedTuple):
    """A text that does not fit a place."""

    text: str
    language: str
    size: tuple[int, int]  # of the window
    screen: str
    shown: float  # the share of its characters that are shown
    text_size: int  # of the body text there, in percent
    height: float  # of its letters, as a share of that

    def describe(self) -> str:
        """What is wrong, and about how long the text may be."""
        where = f"'{self.screen}' screen of {self.size[0]}x{self.size[1]}"
        if self.text_size != TEXT_SIZES[0]:
            where += " with the text of a projector"
        if not self.shown:
            return f"no room for it on the {where}; shorten it, or what stands beside it, such as the credit"
        if self.shown < 1:
            may = f"to about {round(self.shown * len(self.text) / 10) * 10} characters"
            return f"too long for the {where}: {1 - self.shown:.0%} of it is cut off; shorten it {may}"
        return f"too long for the {where}: it is set at {self.height:.0%} of the usual size; shorten it"


class ProofScreen(NamedTuple):
    """A screen to be proved: what kind it is of, what a pack's author wrote on it, and how it comes about."""

    kind: str
    texts: tuple[Text | None, ...]
    open: Callable[[Kit], Iterator[Scene]]  # the screen, and again for each step on it
    beside: int = 0  # characters of other things in the same column

    def written(self, language: str) -> list[str]:
        """What was written in a language, the longest first."""
        return sorted(
            (text[language] for text in self.texts if text and text.get(language)), key=lambda text: -len(text)
        )


def misfits(library: Library, tells: frozenset[str]) -> list[Misfit]:
    """Every text of a library that is cut, or set too small to be read; `tells` are those of the pack itself."""
    pygame.font.init()
    kinds: dict[str, list[ProofScreen]] = {}
    for screen in _screens(library, tells):
        kinds.setdefault(screen.kind, []).append(screen)
    found: dict[Misfit, None] = {}
    for language in library.pack.languages:
        scripts.prefer_han_of(library.pack.languages, language)
        for size, text_size in product(SIZES, TEXT_SIZES):
            kit = _kit(library, language, size, text_size)
            for screens in kinds.values():
                found |= dict.fromkeys(_proved(screens, kit))
    return list(found)


def _kit(library: Library, language: str, size: tuple[int, int], text_size: int) -> Kit:
    """What screens need; the pictures never become ready, since nobody looks at them."""
    theme = theme_of(size, "dark", text_size, reduced_motion=True)
    words = Words(language)
    return Kit(words, theme, Settings(language), _NoPictures(surface_of), Random(0), library)


class _NoPictures(Pictures[pygame.Surface]):
    """Pictures that nobody looks at."""

    def get(self, wanted: PictureRequest) -> pygame.Surface | None:
        return None

    def prefetch(self, wanted: PictureRequest) -> None:
        pass


def _proved(screens: list[ProofScreen], kit: Kit) -> Iterator[Misfit]:
    """The misfits of screens of one kind, from the fullest down until enough of them have had none."""
    fine = 0
    written = [(screen, screen.written(kit.words.language)) for screen in screens]
    for screen, texts in sorted(written, key=lambda item: -item[0].beside - sum(map(len, item[1]))):
        found = [misfit for scene in screen.open(kit) for misfit in _on(scene, screen.kind, texts)]
        yield from found
        fine = 0 if found else fine + 1
        if fine >= ENOUGH:
            return


def _on(scene: Scene, kind: str, texts: list[str]) -> Iterator[Misfit]:
    """Those of an author's texts, the longest first, that are cut or too small on a screen as it stands."""
    kit, theme = scene.kit, scene.kit.theme
    text_size = round(theme.text_scale * 100)
    with typeset.overheard() as heard:
        try:
            scene.rearrange()
            for part in scene.parts:
                if isinstance(part, Button):  # they set their texts as they are drawn
                    part.draw(pygame.Surface((1, 1)), kit, focused=False, pressed=False)
        except (pygame.error, ValueError):  # no room is left for a part
            yield Misfit(texts[0] if texts else "", kit.words.language, theme.size, kind, 0.0, text_size, 0.0)
            return
    for item in heard:
        shown, height = item.shown, item.block.size / theme.type()
        if shown < 1 or height < typeset.READABLE:
            text = next((text for text in texts if text in item.text), None)
            if text is not None:
                yield Misfit(text, kit.words.language, theme.size, kind, shown, text_size, height)


# --- the screens


def _screens(library: Library, tells: frozenset[str]) -> Iterator[ProofScreen]:
    """Every screen that shows an author's texts."""
    from game.scenes.guide import GuideScene
    from game.scenes.lens import LensScene
    from game.scenes.levels import LevelsScene
    from game.scenes.tell import TellScene

    titles = tuple(level.title for level in library.levels.values())
    yield ProofScreen("levels", titles, lambda kit: iter([LevelsScene(kit, dict)]))
    for level in library.levels.values():
        yield from _of_level(level, library)
    for picture in library.pictures.values():
        yield from _of_picture(picture)
    own = [library.tells[name] for name in sorted(tells)]
    if own:
        yield ProofScreen("guide", tuple(tell.name for tell in own), lambda kit: iter([GuideScene(kit)]))
    for tell in own:
        yield _still("tell", (tell.name, tell.look, tell.why), TellScene, tell.id)
    for lens in library.lenses.values():
        yield _still("lens", (lens.helps_note, lens.misleads_note), LensScene, lens)


def _still(kind: str, texts: tuple[Text | None, ...], scene: Callable[..., Scene], *about: object) -> ProofScreen:
    """A screen on which nothing has to be done to see all of it."""
    return ProofScreen(kind, texts, lambda kit: iter([scene(kit, *about)]))


def _of_level(level: Level, library: Library) -> Iterator[ProofScreen]:
    """A level's own screens, and those of the rounds that its author wrote."""
    from game.scenes.card import CardScene
    from game.scenes.intro import IntroScene

    yield _still("intro", (level.title, level.intro), IntroScene, level)
    if level.closing:
        yield _still("closing", (level.title, level.closing), CardScene, level.title, level.closing, None)
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            continue
        yield from _of_round(entry, level.id, library)
        if entry.discuss and entry.pictures:
            picture = library.pictures[entry.pictures[0]]
            yield _still("discuss", (entry.discuss,), _discuss, picture, entry.discuss)


def _of_round(entry: Round, level: str, library: Library) -> Iterator[ProofScreen]:
    """The screens of one round."""
    form = entry.form
    match form:
        case ReadCard():
            texts = (form.title, form.text, *(frame.caption for frame in form.series))
            yield ProofScreen("card", texts, lambda kit: _card(kit, form))
        case ArrangeSteps():
            texts = (form.question, form.explain, *(step.text for step in form.steps))
            yield ProofScreen(entry.ask, texts, lambda kit: _puzzle(kit, entry, level))
        case ChooseOne():
            said = (text for item in form.choices for text in (item.text, item.note))
            yield ProofScreen(entry.ask, (form.question, form.explain, *said), lambda kit: _puzzle(kit, entry, level))
        case JudgePictures():
            if len(form.pictures) > 1:
                notes = tuple(text for name in form.pictures for text in _said_of(library.pictures[name]))
                yield ProofScreen("reveal of several", notes, lambda kit: _reveal(kit, entry))
        case InvestigateClaim():
            finds = (text for lead in form.leads for text in (lead.finds, *(find.text for find in lead.dated)))
            texts = (form.post.account, form.post.text, form.explain, *filter(None, finds))
            yield ProofScreen(entry.ask, texts, lambda kit: _case(kit, entry, level))
        case RateFace() | MarkPicture():
            pass  # what is said of it stands on its picture's own reveal
        case _:
            assert_never(form)


def _of_picture(picture: Picture) -> Iterator[ProofScreen]:
    """What its reveal says."""
    kind: Round = ClipRound(picture.id) if picture.clip else VerdictRound(picture.id)

    def opened(number: int) -> Callable[[Kit], Iterator[Scene]]:
        return lambda kit: _reveal(kit, kind, number)

    for number, text in enumerate(_said_of(picture)):
        credited = len(model_of(picture)) + len(picture.credit) + len(picture.licence)
        yield ProofScreen("reveal", (text,), opened(number), credited)


def _discuss(kit: Kit, picture: Picture, question: Text) -> Scene:
    """The question to a class, which reads it from afar."""
    from game.play.event import Votes
    from game.seats.workshop.discuss import DiscussScene

    theme = theme_of(kit.theme.size, "dark", PROJECTOR_TEXT, reduced_motion=True)
    return DiscussScene(kit._replace(theme=theme), picture, Votes(), question, last=False)


def _said_of(picture: Picture) -> list[Text | None]:
    """What its author says of a picture, once it was judged."""
    return [*(item.note for item in picture.evidence), *([] if picture.fake else [picture.looks_odd])]


def _card(kit: Kit, entry: ReadCard) -> Iterator[Scene]:
    """A card, and each picture of its series."""
    from game.scenes.card import CardScene

    picture = kit.pack.pictures.get(entry.picture or "")
    scene = CardScene(kit, entry.title, entry.text, picture, entry.series, entry.moves)
    yield scene
    for _ in entry.series[1:]:
        button = scene.widget("next")
        assert isinstance(button, Button)  # noqa: S101 (it is one)
        button.press()
        yield scene


def _puzzle(kit: Kit, entry: Round, level: str) -> Iterator[Scene]:
    """A round about knowledge, and what is said of each answer."""
    session = Session(level, 0, (entry,))
    yield asking(kit, session)
    for answer in entry.sample_answers(kit.pack.pictures):
        verdict = entry.judge(answer, kit.pack.pictures, lambda _picture, _file: None)
        yield revealing(kit, Session(level, 0, (entry,), (answer,), (verdict,)), 0)


def _case(kit: Kit, entry: Round, level: str) -> Iterator[Scene]:
    """A case with each of its places open in turn, and what is said of each answer."""
    from game.scenes.case import CaseScene

    scene = asking(kit, Session(level, 0, (entry,)))
    assert isinstance(scene, CaseScene)  # noqa: S101 (the table of scenes says so)
    for lead in scene.entry.sources:
        scene.open_lead(lead.kind)
        yield scene
    yield from list(_puzzle(kit, entry, level))[1:]


def _reveal(kit: Kit, entry: Round, only: int | None = None) -> Iterator[Scene]:
    """What is said of each piece of evidence, or of one, to somebody who was wrong."""
    from game.scenes.reveal import RevealScene

    (answer,) = entry.sample_answers(kit.pack.pictures)
    verdict = entry.judge(answer, kit.pack.pictures, lambda _picture, _file: None)
    scene = RevealScene(kit, Session("", 0, (entry,), (answer,), (verdict,)), 0)
    for number in range(len(scene.stops)) if only is None else [only]:
        scene.step = number
        yield scene
