"""A clip on the screen: the frame shown now, and the controls that move it.

Owns play, pause, single steps, slow motion, the loop of a part and the bar that is scrubbed. Frames are made ahead by
the picture thread and kept in its bounded cache; a frame that is not ready leaves the last one on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygame

from game.model.motion import passes
from game.model.picture import Clip, Picture
from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.kit import Kit
from game.ui.widgets import Button, Look, PictureView, Pressed, Widget, split

AHEAD = 6  # frames asked for before they are shown
SLOW = 0.25
BAR_UNITS, ROW_UNITS = 4.0, 7.0


class ClipView(PictureView):
    """A view that shows one frame of a clip."""

    def __init__(self, name: str, area: pygame.Rect, path: Path, picture: Picture, press: Pressed | None) -> None:
        super().__init__(name, area, path, picture.size, press=press)
        assert picture.clip is not None  # noqa: S101 (only clips get here)
        self.clip: Clip = picture.clip
        self.frame = 0
        self._last: pygame.Surface | None = None
        self.wanted = self._of(0)

    def _of(self, frame: int) -> PictureRequest:
        return PictureRequest(self.path, self.rect.size, frame=frame % self.clip.frames)

    def show(self, frame: int, kit: Kit) -> None:
        """Show a frame from now on, and have the next ones made."""
        self.frame = frame
        self.wanted = self._of(frame)
        for ahead in range(AHEAD, 0, -1):
            kit.pictures.prefetch(self._of(frame + ahead))

    def forget(self) -> None:
        """Let go of the last frame."""
        self._last = None

    def surface(self, kit: Kit) -> pygame.Surface | None:
        """The frame, or the last one that was ready."""
        ready = super().surface(kit)
        if ready is not None:
            self._last = ready
        return self._last


class Transport:
    """The state of playing, and its buttons below the view."""

    def __init__(self, kit: Kit, changed: Callable[[], None]) -> None:
        self.kit = kit
        self._changed = changed  # the frame on the screen is another one
        self.view: ClipView | None = None
        self.place = 0.0  # in frames
        self.playing = not kit.theme.reduced_motion
        self.slow = False
        self.part: tuple[int, int] | None = None  # first and last frame of the loop
        self._dwelt: tuple[int, int] | None = None  # the frames that are spoken of
        self.bar: ScrubBar | None = None

    def lay(self, area: pygame.Rect, picture: Picture, press: Pressed | None) -> tuple[ClipView, list[Widget]]:
        """The view, and below it the bar and the buttons."""
        theme, words = self.kit.theme, self.kit.words
        bar, row = theme.tall(BAR_UNITS), theme.tall(ROW_UNITS)
        gap = theme.apart(0.8)
        above = pygame.Rect(area.left, area.top, area.width, area.height - bar - row - 2 * gap)
        self.view = ClipView("picture-1", above, self.kit.pack.path(picture.file), picture, press)
        self.view.show(int(self.place), self.kit)
        place = pygame.Rect(self.view.rect.left, above.bottom + gap, self.view.rect.width, bar)
        self.bar = ScrubBar("bar", place, self)
        looks: tuple[tuple[str, str, str, bool, str, Pressed], ...] = (
            ("clip-back", "left", "", False, "", self._step(-1)),
            ("clip-play", "pause" if self.playing else "play", "", False, "m", self.toggle),
            ("clip-on", "right", "", False, "", self._step(1)),
            ("clip-slow", "", words("clip.slow"), self.slow, "h", self._toggle_slow),
            ("clip-part", "", words("clip.part"), self.part is not None, "o", self._toggle_part),
        )
        across = pygame.Rect(place.left, place.bottom + gap, place.width, row)
        if across.width < len(looks) * (theme.target + gap):
            across.left, across.width = area.left, area.width
        looks = looks[: max(1, (across.width + gap) // (theme.target + gap))]  # the last are needed least
        rows = split(across, len(looks), gap)
        buttons: list[Widget] = [
            Button(
                name,
                cell,
                text,
                press_,
                Look("plain", sign, selected=on, key=key, key_shown=False, align="centre"),
            )
            for (name, sign, text, on, key, press_), cell in zip(looks, rows, strict=True)
        ]
        return self.view, [self.bar, *buttons]

    @property
    def clip(self) -> Clip:
        """How many frames, and how fast."""
        assert self.view is not None  # noqa: S101 (laid before it is used)
        return self.view.clip

    @property
    def ends(self) -> tuple[int, int]:
        """First and last frame of what is played."""
        return self.part or (0, self.clip.frames - 1)

    def toggle(self) -> None:
        """Play or pause."""
        self.playing = not self.playing
        self._changed()

    def _step(self, way: int) -> Pressed:
        def press() -> None:
            self.playing = False
            self.seek(int(self.place) + way)

        return press

    def _toggle_slow(self) -> None:
        self.slow = not self.slow
        self._changed()

    def _toggle_part(self) -> None:
        """Loop half a second around this place, or the whole clip again."""
        if self.part is not None:
            self.part = None
        else:
            half = max(2, round(self.clip.fps / 4))
            here = int(self.place)
            self.part = max(0, here - half), min(self.clip.frames - 1, here + half)
        self._changed()

    def dwell(self, frames: tuple[int, int] | None, best: int = 0) -> bool:
        """Play the part around some frames over and over, slowly if it is short; None: all. Whether that is new.

        What stands still, stands at the best of them.
        """
        if frames == self._dwelt:
            return False  # whoever has turned it off meanwhile meant to
        self._dwelt = frames
        self.slow, self.part = frames is not None and passes(self.clip, frames), None
        if frames is not None:
            around = max(2, round(self.clip.fps / 4))
            self.part = max(0, frames[0] - around), min(self.clip.frames - 1, frames[1] + around)
            self.place = float(self.part[0] if self.playing else best)
        return True

    def seek(self, frame: float) -> None:
        """Go to a frame; beyond the ends it comes round."""
        first, last = self.ends
        length = last - first + 1
        self.place = first + (frame - first) % length
        if self.view is not None:
            self.view.show(int(self.place), self.kit)
        self._changed()

    def scrub(self, x: int) -> None:
        """Go to where the bar is touched."""
        if self.bar is not None:
            share = (x - self.bar.rect.left) / max(1, self.bar.rect.width)
            self.playing = False
            first, last = self.ends
            self.seek(min(last, max(first, int(share * self.clip.frames))))

    def update(self, seconds: float) -> bool:
        """Let time pass; whether another frame is to be shown."""
        if not self.playing or self.view is None:
            return False
        before = int(self.place)
        first, last = self.ends
        length = last - first + 1
        self.place = first + (self.place - first + seconds * self.clip.fps * (SLOW if self.slow else 1)) % length
        if int(self.place) == before:
            return False
        self.view.show(int(self.place), self.kit)
        return True

    def wake_in(self) -> float | None:
        """Seconds until the next frame."""
        if not self.playing:
            return None
        return (1 - self.place % 1) / (self.clip.fps * (SLOW if self.slow else 1))


class ScrubBar(Widget):
    """Where in the clip one is; touched and dragged to go elsewhere."""

    def __init__(self, name: str, rect: pygame.Rect, transport: Transport) -> None:
        super().__init__(name, rect)
        self.transport = transport

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        groove = self.rect.inflate(0, min(0, theme.px(1.4) - self.rect.height))
        paint.panel(surface, groove, colours.raised, groove.height // 2)
        frames = self.transport.clip.frames
        first, last = self.transport.ends
        part = groove.copy()
        part.left = groove.left + round(groove.width * first / frames)
        part.width = round(groove.width * (last - first + 1) / frames)
        paint.panel(surface, part, colours.outline, groove.height // 2)
        x = groove.left + round(groove.width * (int(self.transport.place) + 0.5) / frames)
        knob = pygame.Rect(0, 0, theme.px(2.6), min(self.rect.height, theme.px(BAR_UNITS)))
        knob.center = (x, self.rect.centery)
        knob.clamp_ip(self.rect)  # beyond it nothing is drawn anew when it goes on
        paint.panel(surface, knob, colours.accent, theme.radius)
