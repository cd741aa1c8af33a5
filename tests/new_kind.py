"""A kind of round that the game does not have, from its module to its row in the table of scenes.

Run as `python -m tests.new_kind FOLDER` by tests/model/test_new_kind.py, in a process of its own, since a type that was
read once does not change any more. Prints what came of checking, playing, keeping, replaying, exporting and printing it
as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

from msgspec import Meta
from pypdf import PdfReader

from game.base import text
from game.model import level as level_module
from game.model.answer import Answer, Verdict
from game.model.kinds.forms import Choice, ChooseOne, Form
from game.model.kinds.kinds import KINDS
from game.model.kinds.round_kind import (
    Fault,
    Interaction,
    KeptAnswer,
    KeyPath,
    MaskOf,
    PicturesById,
    ReplayedRound,
    RoundKind,
    RulesError,
    fits,
)
from game.model.terms import Id
from game.play.rules import Session
from game.scenes.lesson import LessonScene
from game.seats.round_scenes import SCENES, RoundScenes
from game.ui.kit import Kit
from game.ui.outcomes import Answered
from game.ui.round import RoundScene, column_and_views
from game.ui.widgets import Button

GOOD = Path(__file__).parent / "packs" / "good-1"
DECADES = (1960, 1970, 1980)


# --- the kind: its module


class DecadeRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="decade"):
    """One picture, and the question in which decade it was taken."""

    picture: Annotated[Id, Meta(description="the picture")]
    decade: Annotated[int, Meta(description="the right one")]

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The picture."""
        return ((("picture",), self.picture),)

    @property
    def form(self) -> Form:
        """Decades to tick."""
        choices = tuple(
            Choice(
                {"en": f"the {year}s", "it": f"gli anni {year}"}, {"en": "A note.", "it": "Nota."}, self.decade == year
            )
            for year in DECADES
        )
        question = {"en": "In which decade was it taken?", "it": "In che decennio è stata scattata?"}
        return ChooseOne(question, choices, {"en": "Look at the cars.", "it": "Guarda le auto."}, self.picture)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It can be answered."""
        if self.decade not in DECADES:
            yield Fault(("decade",), f"{self.decade} is none of the decades that can be chosen")

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """Right or not."""
        fits(said)
        if said.choice is None or not 0 <= said.choice < len(DECADES):
            raise RulesError(f"decade {said.choice} does not exist")
        return Verdict(knowledge=100 if DECADES[said.choice] == self.decade else 0)

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """Each decade."""
        return tuple(Answer(choice=number) for number in range(len(DECADES)))

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """What was asked and said."""
        return (KeptAnswer(given={"right": self.decade, "said": said.choice}, knowledge=verdict.knowledge),)

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """As it was kept, where the level still asks it."""
        if not isinstance(dealt, cls) or not isinstance(rows[0].given, dict):
            return None
        said = Answer(choice=rows[0].given.get("said"))
        return ReplayedRound(dealt, said, dealt.judge(said, pictures, mask_of))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """A choice."""
        given, right = rows[0].given, rows[0].knowledge == 100
        choices = tuple((str(year), f"the {year}s") for year in DECADES)
        return Interaction("choice", str(DECADES[given["said"]]), right, str(given["right"]), choices)


# --- its scene


class DecadeScene(RoundScene):
    """The picture, and a button for each decade."""

    name = "decade"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, DecadeRound)
        super().__init__(kit, session, [kit.pack.pictures[entry.picture]])

    def arrange(self) -> None:
        """Question and decades."""
        columns, views = column_and_views(self)
        head, tools = self.head(columns, self.kit.words("decade.question")), self.tools(columns)
        buttons = [
            Button(f"decade-{year}", columns.top(80), str(year), self._say(number))
            for number, year in enumerate(DECADES)
        ]
        self.widgets = [*views, *head, *buttons, *tools]

    def _say(self, number: int):  # noqa: ANN202
        return lambda: Answered(Answer(choice=number))


# --- its rows and strings


def add() -> None:
    """A line in each table, and the interface's words."""
    KINDS["decade"] = DecadeRound
    level_module.Round |= DecadeRound  # type: ignore[assignment] # (in the game a line of the union)
    SCENES["decade"] = RoundScenes(DecadeScene, LessonScene)
    for code, words in (("en", "In which decade?"), ("it", "In che decennio?")):
        text.strings(code)["decade.question"] = words


LEVEL = """\
format: 1
id: decades
title: {en: "Decades", it: "Decenni"}
intro: {en: "When was it?", it: "Quando?"}
rounds:
  - {ask: decade, picture: PICTURE, decade: DECADE}
  - {ask: verdict, picture: PICTURE}
"""


def main(folder: Path) -> dict[str, object]:
    """What came of it."""
    add()
    from game.base.settings import Settings
    from game.commands.cli import main as command
    from game.commands.tour import Player, open_app
    from game.pack import cache
    from game.results.replay import replay
    from game.seats.app import Options

    pack = folder / "pack"
    shutil.copytree(GOOD, pack)
    picture = next(iter(cache.load(pack, None).pictures))
    path = pack / "levels" / "decades.yaml"
    path.write_text(LEVEL.replace("PICTURE", picture).replace("DECADE", "1969"), encoding="utf-8")
    said: dict[str, object] = {"bad": command(["check", str(pack)])}
    path.write_text(LEVEL.replace("PICTURE", picture).replace("DECADE", "1970"), encoding="utf-8")
    said["good"] = command(["check", str(pack)])

    library = cache.load(pack, None)
    options = Options(data=folder / "data", size=(1280, 720), seed=5, settings=Settings(language="en"), pack=pack)
    app = open_app(options, library)
    player = Player(app)
    app.show(app.flow.start("decades"))
    said["asked"] = app.scene.widget("question").spoken()  # type: ignore[attr-defined]
    player.click("decade-1970")
    said["revealed"] = app.scene.name
    session = app.flow.playing.now
    said["verdict"] = session.verdicts[0].knowledge
    store = app.kit.store
    assert store is not None
    ((row, answers),) = store.played().result(30)
    said["kept"] = answers[0].given
    again = replay(row, answers, library.pictures, lambda *_: None, library.levels["decades"])
    said["replayed"] = [again.rounds[0] == session.rounds[0], again.verdicts[0].knowledge]
    app.close()

    out = folder / "out"
    data = ["--data", str(folder / "data")]
    said["export"] = command(["results", "export", "--format", "xapi", "--out", str(out / "xapi.json"), *data])
    (statement,) = json.loads((out / "xapi.json").read_text(encoding="utf-8"))
    said["xapi"] = [statement["object"]["definition"]["interactionType"], statement["result"]["response"]]
    said["csv"] = command(["results", "export", "--format", "csv", "--out", str(out / "csv"), *data])
    for what, flags in (("sheet", []), ("answers", ["--answers"])):
        printed = out / f"{what}.pdf"
        said[what] = command(["handout", "decades", "--pack", str(pack), *flags, "--out", str(printed), *data])
        said[f"on {what}"] = " ".join(page.extract_text() for page in PdfReader(printed).pages)
    return said


if __name__ == "__main__":
    found = main(Path(sys.argv[1]))
    sys.stdout.write("\n" + json.dumps(found) + "\n")
