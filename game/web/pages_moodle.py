"""A level's verdicts and choice questions as Moodle XML, with pictures and feedback, for a question bank.

Owns that form (Moodle's "Moodle XML format"): `multichoice` questions with one answer. Draws are dealt as on paper.
Refuses what a question bank has no form for, and counts it: marks, orders, cases, and how sure somebody is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from msgspec import Struct

from game.base.text import Words
from game.model.kinds.forms import ChooseOne, JudgePictures, RateFace
from game.model.kinds.kinds import Round
from game.model.picture import Picture
from game.model.scoring import outcome
from game.model.terms import Says
from game.pack.library import Library
from game.paper.handout import USUAL_SEED
from game.play import rules
from game.web.pages_media import PageMedia

ALL, HALF, NOTHING = "100", "50", "0"  # percent of a question's grade; "can't tell" is worth an even guess
_SAYS: tuple[Says, ...] = ("real", "fake", "unsure")


class MoodleQuiz(Struct, frozen=True):
    """A file for a question bank."""

    content: bytes
    questions: int
    left_out: int  # rounds that ask something a question bank cannot ask


def moodle_quiz(library: Library, levels: Iterable[str], words: Words, seed: int | None) -> MoodleQuiz:
    """The questions of these levels, a category for each; raises PackError where a picture cannot be read."""
    writer = _Writer(library, words)
    for name in levels:
        level = library.levels[name]
        session = rules.start(level, library.pictures, USUAL_SEED if seed is None else seed)
        title = words.of(level.title).replace("/", "//")  # a slash parts categories
        pack = words.of(library.pack.title).replace("/", "//")
        path = f"$course$/{escape(pack)}/{escape(title)}"
        writer.parts.append(f'<question type="category"><category><text>{path}</text></category></question>')
        for place, entry in enumerate(session.rounds, 1):
            writer.round(entry, f"{words.of(level.title)} {place:02}")
    xml = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *writer.parts, "</quiz>", ""])
    return MoodleQuiz(xml.encode(), writer.questions, writer.left_out)


class _Writer:
    """The file as far as it is written."""

    def __init__(self, library: Library, words: Words) -> None:
        self.library, self.words = library, words
        self.parts: list[str] = []
        self.questions = self.left_out = 0
        self._media = PageMedia(library, scripts=False)

    def round(self, entry: Round, name: str) -> None:
        """Its questions, if it has any."""
        match entry.form:
            case JudgePictures(pictures=pictures):
                for number, picture in enumerate(pictures, 1):
                    self._verdict(self.library.pictures[picture], f"{name}.{number}" if len(pictures) > 1 else name)
            case RateFace(picture=picture):
                self._verdict(self.library.pictures[picture], name)
            case ChooseOne() as form:
                self._choice(form, name)
            case _:
                self.left_out += entry.asks

    def _verdict(self, picture: Picture, name: str) -> None:
        words = self.words
        answers = []
        for says in _SAYS:
            result = outcome(says, fake=picture.fake)
            if says == "unsure":
                worth = ALL if picture.shows_nothing else HALF
                key = "right" if picture.shows_nothing else "fake" if picture.fake else "real"
                said = words(f"reveal.unsure.{key}")
            else:
                worth = ALL if result in ("hit", "correct rejection") else NOTHING
                unseen = ".unseen" if picture.shows_nothing else ""
                said = words(f"reveal.{result.replace(' ', '-')}{unseen}")
            answers.append((words(f"answer.{says}"), worth, said))
        self._question(name, words("verdict.question"), picture, answers, self._evidence(picture), shuffled=False)

    def _choice(self, form: ChooseOne, name: str) -> None:
        of = self.words.of
        answers = [(of(item.text), ALL if item.right else NOTHING, of(item.note)) for item in form.choices]
        shown = self.library.pictures[form.picture] if form.picture else None
        self._question(name, of(form.question), shown, answers, [of(form.explain)], shuffled=True)

    def _evidence(self, picture: Picture) -> list[str]:
        """What is to be said of a picture, and who made it."""
        library, words = self.library, self.words
        lines = []
        for item in picture.evidence:
            tell = library.tells.get(item.tell)
            title = words("reveal.right.title") if not picture.fake else words.of(tell.name) if tell else ""
            lines.append(f"{title}: {words.of(item.note)}" if title else words.of(item.note))
        if not picture.fake:
            lines.append(words.of(picture.looks_odd) or words("reveal.real.plain"))
        return [*lines, library.byline(picture, words)]

    def _question(
        self, name: str, text: str, picture: Picture | None, answers: list[tuple[str, str, str]], told: list[str],
        *, shuffled: bool,
    ) -> None:  # fmt: skip
        asked, file = _paragraphs([text]), ""
        if picture is not None:
            path = self._media.name(picture)
            shown = Path(path).name
            asked += f'<p><img src="@@PLUGINFILE@@/{shown}" alt="{escape(self.words.of(picture.alt))}"></p>'
            content = base64.b64encode(self._media.content(path)).decode()
            file = f'<file name="{shown}" path="/" encoding="base64">{content}</file>'
        rows = "".join(
            f'<answer fraction="{worth}" format="html">{_html(_paragraphs([answer]))}'
            f'<feedback format="html">{_html(_paragraphs([said]))}</feedback></answer>'
            for answer, worth, said in answers
        )
        self.questions += 1
        self.parts.append(
            f'<question type="multichoice"><name><text>{escape(name)}</text></name>'
            f'<questiontext format="html">{_html(asked)}{file}</questiontext>'
            f'<generalfeedback format="html">{_html(_paragraphs(told))}</generalfeedback>'
            f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><single>true</single>"
            f"<shuffleanswers>{'true' if shuffled else 'false'}</shuffleanswers><answernumbering>none</answernumbering>"
            f"{rows}</question>"
        )


def _html(inside: str) -> str:
    """HTML as a text of XML."""
    return f"<text>{escape(inside, quote=False)}</text>"


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _split(lines))


def _split(lines: Iterable[str]) -> Iterator[str]:
    return (part for line in lines for part in line.splitlines() if part)
