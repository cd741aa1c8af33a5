"""What the playing screens share: pictures that can be looked at through a loupe, and the head of the column.

Owns the loupe's behaviour (press and hold, or the tool button; then it follows finger, mouse or arrow keys).
Refuses to know what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.model.answer import Crowd
from game.model.picture import Picture
from game.play.rules import Session
from game.ui.intents import Back, Confirm, Drag, Hover, Intent, Move, Press, Release
from game.ui.kit import Kit
from game.ui.layout import LARGE_TEXT, Places, places, places_for, stacked, tiles
from game.ui.mount import mount_of
from game.ui.outcomes import Leave, OpenTable, Outcome
from game.ui.overlays import Loupe
from game.ui.scene import Scene
from game.ui.transport import ClipView, ScrubBar, Transport
from game.ui.typeset import LINE_HEIGHT, SMALLEST, pages, width_of
from game.ui.widgets import (
    FLIGHT_SECONDS,
    Button,
    Columns,
    Label,
    Look,
    PictureView,
    Pressed,
    ProgressDots,
    Widget,
    text_height,
)

WORDED = 0.42  # of a row that the way on shares: so much may a tool take whose word stands beside its sign
HOLD_SECONDS = 0.25  # a press this long opens the loupe


class PictureScene(Scene):
    """A screen with pictures in the picture area and a column beside or below."""

    in_full = False  # its way on first shows, one after another, what was not shown yet

    def __init__(self, kit: Kit, pictures: list[Picture]) -> None:
        super().__init__(kit)
        self.pictures = pictures
        self.views: list[PictureView] = []
        self.loupe: Loupe | None = None
        self._loupe_stays = False
        self._held: PictureView | None = None
        self._held_seconds = 0.0
        self._press_pos = (0, 0)
        clip = len(pictures) == 1 and pictures[0].clip is not None
        self.transport = Transport(kit, self._frame_changed) if clip else None
        self.controls: list[Widget] = []  # of a clip, below its picture
        self.mounts: list[Widget] = []  # around pictures of few pixels
        self._scrubbing = False
        self.page = 0  # of a text that takes several
        self._flown_seconds = 0.0  # of the outcome's sign, on its way to the progress
        self.aside: Callable[[], str] = str  # a remark on the round, on its reveal, in the language of now
        self.crowd: Callable[[], Crowd | None] = lambda: None  # what others made of its picture, on its reveal

    @property
    def places(self) -> Places:
        """Where its pictures and its column are."""
        return places_for(self.kit.theme, len(self.pictures))

    @property
    def clip_frame(self) -> int:
        """The frame of the clip that is on the screen; 0 without one."""
        return int(self.transport.place) if self.transport is not None else 0

    def _frame_changed(self) -> None:
        """Another frame, or another state of the controls; a loupe that was laid on the clip stays there."""
        loupe, stays = self.loupe, self._loupe_stays
        self.rearrange()
        if loupe is not None and stays:
            self._loupe_stays = True
            self._move_loupe(Loupe(self.views[0], loupe.pos))

    def lay_pictures(self, area: pygame.Rect) -> list[PictureView]:
        """Fit the pictures into an area, one tile each."""
        self.loupe, self._held, self._loupe_stays = None, None, False
        sizes = [picture.size for picture in self.pictures]
        rects = tiles(area, sizes, self.kit.theme.px(1.5)) if sizes else []
        self.views = []
        if self.transport is not None:
            self.transport.kit = self.kit
            plain = self.make_view("picture-1", area, self.pictures[0])
            press = plain.press if plain.focusable else None
            view, self.controls = self.transport.lay(area, self.pictures[0], press)
            self.views = [view]
        else:
            for number, (picture, rect) in enumerate(zip(self.pictures, rects, strict=True)):
                self.views.append(self.make_view(f"picture-{number + 1}", rect, picture))
        for shown, picture in zip(self.views, self.pictures, strict=True):
            shown.alt = self.kit.words.of(picture.alt)
        mounts = [mount_of(*one, self.kit.theme) for one in zip(self.views, self.pictures, strict=True)]
        self.mounts = [mount for mount in mounts if mount is not None]
        return self.views

    @property
    def parts(self) -> list[Widget]:
        """What lies around the pictures is below all else."""
        return [*self.mounts, *super().parts]

    def make_view(self, name: str, rect: pygame.Rect, picture: Picture) -> PictureView:
        """One picture's part; rounds that let pictures be pressed say so here."""
        return PictureView(name, rect, self.kit.pack.path(picture.file), picture.size)

    def view_at(self, pos: tuple[int, int]) -> PictureView | None:
        """The picture under a place in the window."""
        return next((view for view in self.views if view.rect.collidepoint(pos)), None)

    def loupe_button(self, rect: pygame.Rect) -> Button:
        """The tool that opens and closes the loupe."""
        look = Look("quiet", sign="loupe", selected=self.loupe is not None, key="z", key_shown=False)
        return Button("loupe", rect, self.kit.words("round.loupe"), self.toggle_loupe, look)

    def foot(self, columns: Columns, onward: Button) -> list[Widget]:
        """The way on, at the column's end, and the loupe: above it, or in large text beside it."""
        theme, side = self.kit.theme, places(self.kit.theme).side
        row = onward.rect
        if not self.pictures:
            return [onward]
        if side is not None:
            loupe = self.loupe_button(stacked(side, 1, theme.apart(1))[0])
            loupe.text = ""
            return [onward, loupe]
        if theme.text_scale < LARGE_TEXT:
            return [onward, self.loupe_button(columns.bottom(theme.tall(6)))]
        loupe = self.loupe_button(pygame.Rect(row.left, row.top, row.height, row.height))
        worded = row.height + width_of(loupe.text, theme.type()) + theme.px(2)
        if worded <= row.width * WORDED:
            loupe.rect.width = worded
        else:
            loupe.text = ""
        onward.rect = pygame.Rect(loupe.rect.right + theme.px(1), row.top, 0, row.height)
        onward.rect.width = row.right - onward.rect.left
        return [onward, loupe]

    def paged(
        self, columns: Columns, onward: Button, text: str, size: int, least: float = SMALLEST
    ) -> tuple[str, list[Widget]]:
        """The page of a text that has room in a column now; before the way on what leads to the others, if any.

        It is leafed through where it would be set at less than `least` of its size.
        """
        theme, leaves = self.kit.theme, pages(text, columns.rect.size, size, least)
        if len(leaves) == 1:
            return text, []
        counted = theme.type()
        place = columns.bottom(round(counted * LINE_HEIGHT))
        leaves = pages(text, columns.rect.size, size, least)
        self.page %= len(leaves)
        turns = [
            Button(name, onward.rect.copy(), "", self._turn(way), Look("plain", sign))
            for name, sign, way in (("page-back", "left", -1), ("page-on", "right", 1))
        ]
        self.before(onward, turns)
        count = self.kit.words("reveal.counter", place=self.page + 1, all=len(leaves))
        return leaves[self.page], [*turns, Label("counter", place, count, counted, theme.colours.quiet, align="centre")]

    def _turn(self, way: int) -> Pressed:
        def press() -> None:
            self.page += way
            self.rearrange()

        return press

    def before(self, onward: Button, others: list[Button]) -> None:
        """Have other buttons stand in the row of the way on, before it, by their signs alone."""
        row, gap = onward.rect, self.kit.theme.apart(1)
        for button in others:
            button.rect = pygame.Rect(row.left, row.top, max(self.kit.theme.target, row.height), row.height)
            row = pygame.Rect(button.rect.right + gap, row.top, row.right - button.rect.right - gap, row.height)
        onward.rect = row

    def table_button(self, rect: pygame.Rect) -> Button:
        """The way to the light table."""
        look = Look("quiet", sign="table", key="l", key_shown=False)
        return Button("table", rect, self.kit.words("round.table"), OpenTable, look)

    def toggle_loupe(self) -> None:
        """Open the loupe in the middle of the first picture, or close it."""
        if self.loupe is not None:
            self._move_loupe(None)
        elif self.views:
            view = self.views[0]
            self._loupe_stays = True
            self._move_loupe(Loupe(view, view.rect.center))

    def _move_loupe(self, loupe: Loupe | None) -> None:
        for one in (self.loupe, loupe):
            if one is not None:
                self.damage.append(one.rect(self.kit.theme))
        changed = (self.loupe is None) != (loupe is None)
        self.loupe = loupe
        if loupe is None:
            self._loupe_stays = False
        if changed and self.has("loupe"):
            button = self.widget("loupe")
            if isinstance(button, Button):
                button.look = button.look._replace(selected=loupe is not None)
                self.touch(button)

    def _look_at(self, pos: tuple[int, int]) -> None:
        view = self.view_at(pos) or (self.loupe.view if self.loupe else None)
        if view is not None:
            inside = (
                min(max(pos[0], view.rect.left), view.rect.right - 1),
                min(max(pos[1], view.rect.top), view.rect.bottom - 1),
            )
            self._move_loupe(Loupe(view, inside))

    def handle(self, intent: Intent) -> Outcome | None:
        """The loupe first, then everything else."""
        if self.transport is not None and self._scrub(self.transport, intent):
            return None
        if isinstance(intent, Press) and (view := self.view_at(intent.pos)) is not None:
            self._held, self._held_seconds, self._press_pos = view, 0.0, intent.pos
            if self._loupe_stays:
                self._look_at(intent.pos)
        elif isinstance(intent, Drag) and self._held is not None:
            far = max(abs(intent.pos[0] - self._press_pos[0]), abs(intent.pos[1] - self._press_pos[1]))
            if self.loupe is not None or far > self.kit.theme.px(2):
                self._look_at(intent.pos)
                self.pressed = None
        elif isinstance(intent, Release) and self._held is not None:
            view, self._held = self._held, None
            looked = self.loupe is not None and not self._loupe_stays
            if looked:
                self._move_loupe(None)
                self.pressed = None
                return self.looked_at(view, intent.pos)
            if not self._loupe_stays and self.pressed is None:
                return self.tapped(view, intent.pos)
        elif isinstance(intent, Hover) and self._loupe_stays:
            self._look_at(intent.pos)
        elif isinstance(intent, Move) and self._loupe_stays and self.loupe is not None:
            step = self.kit.theme.px(3)
            x, y = self.loupe.pos
            self._look_at((x + intent.dx * step, y + intent.dy * step))
            return None
        elif isinstance(intent, (Back, Confirm)) and self._loupe_stays:
            self.toggle_loupe()
            return None
        return super().handle(intent)

    def _scrub(self, transport: Transport, intent: Intent) -> bool:
        """Whether an intent is about the clip's bar."""
        bar = transport.bar
        if isinstance(intent, Press) and bar is not None:
            self._scrubbing = bar.rect.inflate(0, bar.rect.height).collidepoint(intent.pos)
        if self._scrubbing and isinstance(intent, (Press, Drag)):
            transport.scrub(intent.pos[0])
            return True
        if self._scrubbing and isinstance(intent, Release):
            self._scrubbing = False
            return True
        return False

    def tapped(self, view: PictureView, pos: tuple[int, int]) -> Outcome | None:
        """A picture was tapped, and nothing else is to be pressed there."""
        return None

    def looked_at(self, view: PictureView, pos: tuple[int, int]) -> Outcome | None:
        """A look through the held loupe ended."""
        return None

    def update(self, seconds: float) -> Outcome | None:
        """A press held long enough opens the loupe."""
        if self._held is not None and self.loupe is None:
            self._held_seconds += seconds
            if self._held_seconds >= HOLD_SECONDS:
                self._look_at(self._press_pos)
                self.pressed = None
        if self.transport is not None and self.transport.update(seconds):
            self.frame_shown()
        self._fly(seconds)
        return super().update(seconds)

    def open(self) -> Scene:
        """The outcome's sign, if there is one, still has its flight before it."""
        opened = super().open()
        self._fly(0.0)
        return opened

    @property
    def _arrival(self) -> ProgressDots | None:
        """The progress that the outcome's sign flies to, until it is there; it does not fly where motion is reduced."""
        if self._flown_seconds >= FLIGHT_SECONDS or self.kit.theme.reduced_motion:
            return None
        shown = (item for item in self.widgets if isinstance(item, ProgressDots) and item.arriving >= 0)
        return next(shown, None)

    def _fly(self, seconds: float) -> None:
        """The sign's flight, from the headline to its dot: only its way is drawn again."""
        dots = self._arrival
        if dots is None:
            return
        self._flown_seconds += seconds
        dots.start = self.widget("outcome").rect if self.has("outcome") else dots.rect
        before = dots.flying(self.kit.theme)
        dots.flown = min(1.0, self._flown_seconds / FLIGHT_SECONDS)
        self.damage.append(before.unionall([dots.flying(self.kit.theme), dots.rect]))

    def frame_shown(self) -> None:
        """A clip plays: another frame is to be drawn."""
        self.damage += [view.rect for view in self.views]
        self.damage += [item.rect for item in self.controls if isinstance(item, ScrubBar)]

    def wake_in(self) -> float | None:
        """While a press is held, wake when it has lasted long enough."""
        if self._held is not None and self.loupe is None:
            return max(0.0, HOLD_SECONDS - self._held_seconds)
        if self._arrival is not None:
            return 0.0
        playing = self.transport.wake_in() if self.transport is not None else None
        return playing if playing is not None else super().wake_in()

    def hide(self) -> None:
        """The last frame of a clip."""
        for view in self.views:
            if isinstance(view, ClipView):
                view.forget()

    @property
    def pictured(self) -> bool:
        """Whether the round's are."""
        pictures = self.kit.pictures
        return all(pictures.kept(view.wanted) is not None or pictures.failed(view.wanted) for view in self.views)

    def refresh_pictures(self) -> None:
        """The loupe too may have become sharper."""
        super().refresh_pictures()
        if self.loupe is not None:
            self.damage.append(self.loupe.rect(self.kit.theme))

    def draw_parts(self, surface: pygame.Surface) -> None:
        """The parts without the loupe, for scenes that draw more between the two."""
        super().draw(surface)

    def draw(self, surface: pygame.Surface) -> None:
        """The parts, and the loupe on top."""
        self.draw_parts(surface)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)


class RoundScene(PictureScene):
    """A screen that asks something: head of the column, tools, and the time it took to answer."""

    asks = True
    in_steps = True

    def __init__(self, kit: Kit, session: Session, pictures: list[Picture]) -> None:
        super().__init__(kit, pictures)
        self.session = session
        self.seconds = 0.0

    @property
    def milliseconds(self) -> int:
        """How long the round has been on the screen."""
        return min(round(self.seconds * 1000), 86_400_000)

    def update(self, seconds: float) -> Outcome | None:
        """Count the time."""
        self.seconds += seconds
        return super().update(seconds)

    @property
    def ask_areas(self) -> list[pygame.Rect]:
        """Where what is asked stands: what another step draws anew."""
        return [self.places.column]

    def ask(self, focus: str) -> None:
        """Ask something else, and draw nothing else anew: the pictures stay as they are."""
        before, loupe, damage = self.focus, self.loupe, list(self.damage)
        self.begin_step()
        self.rearrange(focus)
        if loupe is None:
            margin = self.kit.theme.px(2)  # a focus ring lies outside
            self.damage = [*damage, *(area.inflate(margin, margin) for area in self.ask_areas)]
            self.touch(before)

    def head(self, columns: Columns, question: str) -> list[Widget]:
        """Progress and question, from the top of the column."""
        theme = self.kit.theme
        progress = progress_of(self.kit, self.session, self.session.place, columns.top(theme.px(4)))
        size = theme.type(1.45)
        height = min(text_height(question, columns.rect.width, size, bold=True), columns.rect.height // 3)
        place = columns.top(height)
        return [progress, Label("question", place, question, size, theme.colours.text, bold=True)]

    def tools(self, columns: Columns) -> list[Widget]:
        """The quiet row at the bottom: leave, loupe, and the light table where there is one; in little room a side."""
        theme, side = self.kit.theme, places(self.kit.theme).side
        gap = theme.apart(1)
        if side is not None:
            leave, loupe, table = stacked(side, 3, gap)
            out = Button("leave", leave, "", self.leave, Look("quiet", sign="left"))
            others = [self.loupe_button(loupe), *([self.table_button(table)] if self.kit.exits.table else [])]
            for button in others:
                button.text = ""
            return [out, *(others if self.pictures else [])]
        row = columns.bottom(theme.tall(6))
        leave = pygame.Rect(row.left, row.top, theme.tall(6), row.height)
        rest = pygame.Rect(leave.right + gap, row.top, row.right - leave.right - gap, row.height)
        out = Button("leave", leave, "", self.leave, Look("quiet", sign="left"))
        if not self.pictures:
            return [out]
        if not self.kit.exits.table:
            return [out, self.loupe_button(rest)]
        words = self.kit.words
        loupe_width, long, short = (
            width_of(words(key), theme.type()) + theme.px(6) for key in ("round.loupe", "round.table", "reveal.table")
        )
        room = rest.width - gap
        table_width = long if loupe_width + long <= room else short
        left, right = rest.copy(), rest.copy()
        left.width = room * loupe_width // (loupe_width + table_width)
        right.left, right.width = left.right + gap, room - left.width
        button = self.table_button(right)
        if table_width == short:
            button.text = words("reveal.table")
        return [out, self.loupe_button(left), button]

    def leave(self) -> Outcome | None:
        """Out of the level; what was answered is kept."""
        return Leave()


def progress_of(kit: Kit, session: Session, place: int, rect: pygame.Rect, *, passed: bool = False) -> ProgressDots:
    """Where the player is in a session, at or just past the round at `place`; a test does not tell how it goes."""
    level = kit.pack.levels.get(session.level)
    asking = [
        number for number in range(session.length) if number >= len(session.rounds) or session.rounds[number].asks
    ]
    signs = [sign_of_round(session, number) for number in asking]
    if level is not None and level.form:
        signs = ["circle" if sign else "" for sign in signs]
    here = sum(number < place for number in asking)
    counter = kit.words("round.counter", place=here + 1, rounds=len(signs))
    return ProgressDots("progress", rect, signs, -1 if passed else here, counter, here if passed else -1)


def sign_of_round(session: Session, place: int) -> str:
    """The sign of a round that has been passed; empty for one still to come."""
    if place >= len(session.verdicts):
        return ""
    return session.verdicts[place].sign


def column_and_views(scene: PictureScene) -> tuple[Columns, list[PictureView]]:
    """The two halves of a playing screen."""
    area = scene.places
    return Columns(area.column, scene.kit.theme.px(1.6)), scene.lay_pictures(area.picture)
