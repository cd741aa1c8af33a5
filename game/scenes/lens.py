"""One lens of the field guide: a picture on which it helps, and one on which it misleads, each plain and through it."""

from __future__ import annotations

import pygame

from game.model.picture import LensExample, Picture
from game.pixels import panels
from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.guiding import alike, file_says
from game.ui.kit import Kit
from game.ui.layout import places, tiles
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, Panel, PictureView, Widget, text_height

SCALES = (1.0, 0.92, 0.85, 0.78, 0.72)  # of the words, until they fit


class LensView(PictureView):
    """A picture through a lens, which may give it other proportions; of a lens with panels one of them, named."""

    def __init__(self, name: str, area: pygame.Rect, kit: Kit, picture: Picture, lens: str, panel: int = 0) -> None:
        super().__init__(name, area, kit.pack.path(picture.file), picture.size)
        others = tuple(kit.pack.path(item.file) for item in alike(kit.pack, picture)) if lens == "align" else ()
        wide = int(area.width * panels.wider(lens)), area.height
        self.wanted = PictureRequest(self.path, wide, lens=lens, others=others)
        self.lens, self.panel, self.width = lens, panel, picture.size[0]
        self._kit = kit
        self.alt = self.label

    @property
    def label(self) -> str:
        """The panel's name; nothing where there is but one."""
        return self._kit.words(f"lens.{self.lens}.panel-{self.panel + 1}") if panels.count(self.lens) > 1 else ""

    def surface(self, kit: Kit) -> pygame.Surface | None:
        """What the lens gives; the place follows its proportions."""
        shown = super().surface(kit)
        if shown is not None and panels.count(self.lens) > 1:
            left, width = panels.spans(self.lens, self.width, shown.get_width())[self.panel]
            shown = shown.subsurface((left, 0, width, shown.get_height()))
        if shown is not None and shown.get_size() != self.rect.size:
            self.rect = pygame.Rect((0, 0), shown.get_size())
            self.rect.center = self.area.center
        return shown

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:
        """The picture, and the panel's name in its corner."""
        super().draw(surface, kit, focused=focused, pressed=pressed)
        if self.label:
            theme = kit.theme
            text = fit_text(self.label, (self.rect.width * 9 // 10, theme.px(4)), theme.type(0.85), bold=True)
            tag = pygame.Rect(self.rect.left, 0, text.width + theme.px(1.4), text.height + theme.px(0.6))
            tag.bottom = self.rect.bottom
            paint.panel(surface, tag, theme.colours.ground)
            text.draw(surface, tag.move(theme.px(0.7), theme.px(0.3)), theme.colours.text)


class LensScene(Scene):
    """Four pictures, and what the lens shows, cannot prove, and how the two examples turned out."""

    name = "lens"
    focus_first = "back"

    def __init__(self, kit: Kit, lens: LensExample) -> None:
        super().__init__(kit)
        self.lens = lens

    def arrange(self) -> None:
        """Rows of two pictures each; the words in the column, those on the second row beside it where there is room."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        area = places(theme)
        gap = theme.px(1)
        height = (area.picture.height - gap) // 2
        views: list[Widget] = []
        for number, name in enumerate((self.lens.helps, self.lens.misleads)):
            row = pygame.Rect(area.picture.left, area.picture.top + number * (height + gap), area.picture.width, height)
            views += self._row(row, number + 1, pack.pictures[name])
        columns = Columns(area.column, theme.px(1.4))
        back = Button("back", columns.bottom(theme.px(8)), words("table.back"), self.back, Look("primary", "left"))
        colours = theme.colours
        texts = (
            ("name", words(f"lens.{self.lens.id}"), 1.7, colours.accent, True),
            ("shows", words(f"lens.{self.lens.id}.shows"), 1.2, colours.text, False),
            ("limit", words(f"lens.{self.lens.id}.limit"), 1.2, colours.text, True),
            ("helps", f"{words('lens.helps')} {words.of(self.lens.helps_note)}", 1.1, colours.quiet, False),
            ("misleads", f"{words('lens.misleads')} {words.of(self.lens.misleads_note)}", 1.1, colours.quiet, False),
        )
        room = columns.rect.height - columns.gap * len(texts)
        for scale in SCALES:
            sizes = [theme.type(one * scale) for _, _, one, _, _ in texts]
            heights = [
                text_height(text, columns.rect.width, size, bold=bold)
                for (_, text, _, _, bold), size in zip(texts, sizes, strict=True)
            ]
            if sum(heights) <= room:
                break
        labels: list[Widget] = []
        for (name, text, _, colour, bold), size, high in zip(texts, sizes, heights, strict=True):
            lower = area.picture.top + height + gap - columns.rect.top
            if name == "misleads" and not theme.portrait and 0 < lower <= columns.rect.height - high:
                columns.top(lower - columns.gap)
            labels.append(Label(name, columns.top(high), text, size, colour, bold=bold))
        self.widgets = [*views, *labels, back]

    def _row(self, row: pygame.Rect, number: int, picture: Picture) -> list[Widget]:
        """The picture, and beside it what the lens makes of it, both as high; of its file, what that says."""
        theme, gap, count = self.kit.theme, self.kit.theme.px(1), panels.count(self.lens.id)
        left, *rest = tiles(row, [picture.size] * (1 + count), gap)
        path = self.kit.pack.path(picture.file)
        plain = PictureView(f"plain-{number}", left, path, picture.size)
        if self.lens.id != "metadata":
            names = [f"through-{number}", *(f"through-{number}-{panel}" for panel in range(2, count + 1))]
            return [
                plain,
                *(
                    LensView(name, place, self.kit, picture, self.lens.id, panel)
                    for panel, (name, place) in enumerate(zip(names, rest, strict=True))
                ),
            ]
        (right,) = rest
        pad = theme.px(1.6)
        card = Panel(f"card-{number}", right, theme.colours.surface)
        text = file_says(self.kit, picture)
        inner = right.inflate(-2 * pad, -2 * pad)
        sizes = [theme.type(1.1 * scale) for scale in SCALES]
        size = next((one for one in sizes if text_height(text, inner.width, one) <= inner.height), sizes[-1])
        return [plain, card, Label(f"through-{number}", inner, text, size, theme.colours.text)]

    def refresh_pictures(self) -> None:
        """Pictures became ready; what a lens gives may change its place."""
        self.damage.append(places(self.kit.theme).picture)

    def back(self) -> Outcome | None:
        """To the guide."""
        return Leave()
