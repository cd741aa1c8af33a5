"""The table of kinds: every kind of round that a level may hold.

Owns the list. A new kind is a module beside this one, its line here, and its row in `seats/round_scenes`.
"""

from __future__ import annotations

from typing import get_args

from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.order_round import OrderRound
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.rate_round import RateRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.round_kind import RoundKind
from game.model.kinds.verdict_round import VerdictRound

Round = (
    VerdictRound | ClipRound | PickRound | PointRound | RateRound | ReadRound | OrderRound | ChooseRound
    | InvestigateRound
)  # fmt: skip
KINDS: dict[str, type[RoundKind]] = {str(kind.__struct_config__.tag): kind for kind in get_args(Round)}
