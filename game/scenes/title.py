"""The first screen before its picture is there: what this is, and the ways in. It needs nothing decoded or read."""

from __future__ import annotations

from game.ui.first_screen import menu_bar, title_places, title_words
from game.ui.kit import Kit
from game.ui.scene import Scene
from game.ui.widgets import Columns


class TitleScene(Scene):
    """Name, one sentence, the menu; the game itself begins here as soon as a picture is there."""

    name = "title"
    home = True
    focus_first = "play"
    ends = True

    def __init__(self, kit: Kit, notices: tuple[str, ...] = ()) -> None:
        super().__init__(kit)
        self.notices = notices

    def arrange(self) -> None:
        """The words where they will stand beside the picture; the bar below."""
        bar, above = menu_bar(self.kit)
        places = title_places(self.kit.theme, above)
        columns = Columns(places.column, self.kit.theme.px(1.2))
        self.widgets = [*title_words(self.kit, places, columns, self.notices), *bar]
