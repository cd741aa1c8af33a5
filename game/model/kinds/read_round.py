"""A card that teaches; nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from game.model.kinds.forms import Form, Frame, Passage, ReadCard
from game.model.kinds.round_kind import Fault, KeyPath, PicturesById, RoundKind
from game.model.terms import PictureName, Text


class ReadRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="read"):
    """A card that teaches; nothing is asked. It may show one picture, or a series with a slider."""

    title: Annotated[Text, Meta(description="the card's headline")]
    text: Annotated[Text, Meta(description="what it teaches")]
    picture: Annotated[PictureName | None, Meta(description="a picture beside the text")] = None
    series: Annotated[
        tuple[Frame, ...], Meta(max_length=12, description="instead of one picture: several, with a slider")
    ] = ()
    moves: Annotated[
        Passage,
        Meta(description="from one picture of the series to the next: at once, or the one shows through the other"),
    ] = "step"

    asks: ClassVar[bool] = False

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """Those of the series, or the one picture."""
        if self.series:
            return tuple((("series", number, "picture"), frame.picture) for number, frame in enumerate(self.series))
        return ((("picture",), self.picture),) if self.picture else ()

    @property
    def form(self) -> Form:
        """A card to read."""
        return ReadCard(self.title, self.text, self.picture, self.series, self.moves)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """What blends is there, and lies on itself."""
        if self.moves != "blend":
            return
        if not self.series:
            yield Fault(("moves",), "there is no series whose pictures could blend; add one, or take 'moves' out")
        shown = [(key, pictures[name].size) for key, name in self.named if name in pictures]
        for key, (width, height) in shown[1:]:
            first = shown[0][1]
            if width * first[1] != height * first[0]:
                shapes = f"{width} x {height} does not lie on the first picture, {first[0]} x {first[1]}"
                yield Fault(key, f"{shapes}; give them one shape, or write 'moves: step'")
