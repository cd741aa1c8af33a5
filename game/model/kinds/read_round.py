"""A card that teaches; nothing is asked."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from game.model.kinds.forms import Form, Frame, ReadCard
from game.model.kinds.round_kind import KeyPath, RoundKind
from game.model.terms import PictureName, Text


class ReadRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="read"):
    """A card that teaches; nothing is asked. It may show one picture, or a series to leaf through."""

    title: Annotated[Text, Meta(description="the card's headline")]
    text: Annotated[Text, Meta(description="what it teaches")]
    picture: Annotated[PictureName | None, Meta(description="a picture beside the text")] = None
    series: Annotated[
        tuple[Frame, ...], Meta(max_length=12, description="instead of one picture: several to leaf through")
    ] = ()

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
        return ReadCard(self.title, self.text, self.picture, self.series)
