"""What a web page knows: levels, pictures, tells and words, as plain data for its script.

Owns that data and which pictures go along: every one that a round shows, or that a draw may deal. Refuses layout and
files: `media` says under which name a picture's file goes. The answers are in it, as they must be in a page that works
without a server; `pages` packs it so that nobody reads them in passing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, assert_never

from game.base.dates import day
from game.base.errors import UnknownPictureError
from game.base.text import FALLBACK, Words, languages, without_form
from game.model.kinds.forms import (
    ArrangeSteps,
    CaseSource,
    ChooseOne,
    Form,
    InvestigateClaim,
    JudgePictures,
    MarkPicture,
    RateFace,
    ReadCard,
)
from game.model.kinds.kinds import Round
from game.model.level import Draw, DrawRounds, Level
from game.model.picture import Evidence, Picture, Region
from game.model.terms import NONE_VISIBLE
from game.pack.cases import found_at
from game.pack.library import Library, model_of
from game.play import rules
from game.web.pages_code import shows
from game.web.pages_outlines import outlines

MediaName = Callable[[Picture], str]
WORDS_OF_KINDS = {  # those that only rounds of a kind show
    "rate": ("rate.", "quality.", "ratings."), "investigate": ("case.", "move."), "point": ("point.",),
    "order": ("order.",), "pick": ("pick.",),
}  # fmt: skip


class Texts(dict[str, str]):
    """One text by language; empty where there is none."""


class Parts(NamedTuple):
    """What a page knows, with a number for each text; and by language what a reader of that language needs of it."""

    data: dict[str, Any]
    tongues: dict[str, dict[str, Any]]  # the interface's words, the texts under their numbers, and which are foreign


class Book:
    """The data of one set of pages, of a library's levels."""

    def __init__(
        self, library: Library, names: Iterable[str], language: str, seed: int | None, media: MediaName
    ) -> None:
        """`seed`: every session is dealt with it, and only the pictures that it deals go along."""
        self.library, self.language, self.seed, self._media = library, language, seed, media
        spoken = [code for code in languages() if code in library.pack.languages] or [FALLBACK]
        self.languages = sorted({*spoken, language}, key=lambda code: (code != language, code))
        self._words = {code: Words(code) for code in self.languages}
        # texts in another language than the reader's: by the reader's, by their own
        self._foreign: dict[str, dict[str, dict[str, None]]] = {code: {} for code in self.languages}
        self._pictures: dict[str, dict[str, Any]] = {}
        self.levels = [self._level(library.levels[name]) for name in names]

    def data(self, *, scored: bool) -> dict[str, Any]:
        """All of it; `scored` where a learning platform is told how it went."""
        tells = {item["tell"] for picture in self._pictures.values() for item in picture["evidence"]}
        named = self.levels[0]["title"] if len(self.levels) == 1 else self.library.pack.title
        return {
            "title": self._of(named),
            "languages": {code: languages()[code] for code in self.languages},
            "seed": self.seed,
            "scored": scored,
            "levels": self.levels,
            "pictures": self._pictures,
            "tells": {name: self._tell(name) for name in sorted(tells & set(self.library.tells))},
        }

    def parts(self, *, scored: bool) -> Parts:
        """The same in parts, so that a reader is sent one language: number 0 is the text that is not there."""
        numbers: dict[tuple[str, ...], int] = {tuple("" for _ in self.languages): 0}
        data = _numbered(self.data(scored=scored), numbers)
        asked = set(_asked(self.levels))
        tongues = {
            code: {
                "words": _words(self._words[code], asked),
                "texts": [texts[place] for texts in numbers],
                "foreign": {other: list(texts) for other, texts in self._foreign[code].items()},
            }
            for place, code in enumerate(self.languages)
        }
        return Parts(data, tongues)

    def _of(self, texts: Mapping[str, str] | None) -> Texts:
        if not texts:
            return Texts()
        for words in self._words.values():
            if (code := words.spoken(texts)) != words.language:
                self._foreign[words.language].setdefault(code, {})[texts[code]] = None
        return self._said(lambda words: words.of(texts))

    def _said(self, text: Callable[[Words], str]) -> Texts:
        return Texts({code: text(words) for code, words in self._words.items()})

    # --- levels

    def _level(self, level: Level) -> dict[str, Any]:
        pictures = self.library.pictures
        drawn = any(isinstance(entry, DrawRounds) for entry in level.rounds)
        if self.seed is not None and drawn:
            entries: tuple[Round | DrawRounds, ...] = rules.start(level, pictures, self.seed).rounds
        else:
            entries = level.rounds
        own = rules.pictures_of(level, pictures) if drawn else pictures
        rounds = [
            self._draw(entry.draw, own) if isinstance(entry, DrawRounds) else self._round(entry) for entry in entries
        ]
        if not rounds or any("draw" in entry and not entry["fakes"] + entry["reals"] for entry in rounds):
            collections = ", ".join(level.draws_on) or self.library.pack.id
            message = f"level '{level.id}' draws from pictures that are not here; install {collections} first"
            raise UnknownPictureError(message)
        return {
            "id": level.id,
            "title": self._of(level.title),
            "intro": self._of(level.intro),
            "closing": self._of(level.closing),
            "cover": self._picture(level.cover) if level.cover in pictures else None,
            "test": level.form is not None,
            "shelf": level.shelf or ("groups" if level.plan else ""),
            "difficulty": level.difficulty,
            "rounds": rounds,
        }

    def _draw(self, draw: Draw, pictures: Mapping[str, Picture]) -> dict[str, Any]:
        fakes, reals = rules.pool_of(draw, pictures)
        return {
            "draw": {"ask": draw.ask, "count": draw.count, "each": draw.pictures, "half": draw.balance == "half"},
            "qualities": list(draw.qualities),
            "fakes": [self._picture(picture.id) for picture in fakes],
            "reals": [self._picture(picture.id) for picture in reals],
        }

    def _round(self, entry: Round) -> dict[str, Any]:
        return {"ask": entry.ask, **self._form(entry.form)}

    def _form(self, form: Form) -> dict[str, Any]:
        match form:
            case JudgePictures():
                return {"form": "judge", "pictures": [self._picture(name) for name in form.pictures]}
            case MarkPicture():
                return {"form": "mark", "pictures": [self._picture(form.picture)], "most": form.most}
            case RateFace():
                return {
                    "form": "rate", "pictures": [self._picture(form.picture)], "qualities": list(form.qualities),
                }  # fmt: skip
            case ReadCard():
                series = [(frame.picture, frame.caption) for frame in form.series]
                shown = series or ([(form.picture, {})] if form.picture else [])
                return {
                    "form": "read",
                    "title": self._of(form.title),
                    "text": self._of(form.text),
                    "pictures": [self._picture(name) for name, _ in shown],
                    "captions": [self._of(caption) for _, caption in shown],
                }
            case ArrangeSteps():
                steps = [
                    {"text": self._of(step.text), "picture": self._picture(step.picture) if step.picture else None}
                    for step in form.steps
                ]
                shown_steps = [step["picture"] for step in steps if step["picture"]]
                return {
                    "form": "order", "question": self._of(form.question), "explain": self._of(form.explain),
                    "steps": steps, "pictures": shown_steps,
                }  # fmt: skip
            case ChooseOne():
                choices = [
                    {"text": self._of(item.text), "note": self._of(item.note), "right": item.right}
                    for item in form.choices
                ]
                return {
                    "form": "choose", "question": self._of(form.question), "explain": self._of(form.explain),
                    "choices": choices, "pictures": [self._picture(form.picture)] if form.picture else [],
                }  # fmt: skip
            case InvestigateClaim():
                return self._case(form)
        assert_never(form)

    def _case(self, form: InvestigateClaim) -> dict[str, Any]:
        post = form.post
        leads = [
            {
                "move": lead.move,
                "kind": lead.kind,
                "found": self._found(lead, form.picture),
                "picture": self._picture(lead.picture) if lead.picture else None,
                "settles": lead.settles,
            }
            for lead in form.leads
        ]
        shown = [form.picture, *(lead.picture for lead in form.leads)]
        return {
            "form": "case",
            "post": {
                "account": self._of(post.account),
                "date": self._said(lambda words: day(date.fromisoformat(post.date), words.language)),
                "text": self._of(post.text),
                "via": post.via,
            },
            "claim": self._of(form.claim),
            "answer": form.answer,
            "explain": self._of(form.explain),
            "leads": leads,
            "picture": self._picture(form.picture) if form.picture else None,
            "pictures": [self._picture(name) for name in shown if name],
        }

    def _found(self, lead: CaseSource, picture: str | None) -> Texts:
        return self._said(lambda words: found_at(lead, picture, self.library, words))

    # --- pictures and tells

    def _picture(self, name: str) -> str:
        """A picture's id, by which the page finds it; from now on it goes along, with its original."""
        picture = self.library.pictures[name]
        if picture.id in self._pictures:
            return picture.id
        about: dict[str, Any] = {}
        self._pictures[picture.id] = about
        library = self.library
        credits_ = self._said(lambda words: library.credited(picture.credit, words))
        licences = self._said(lambda words: library.credited(picture.licence, words))
        about |= {
            "file": self._media(picture),
            "size": list(picture.size),
            "alt": self._of(picture.alt),
            "fake": picture.fake,
            "nothing": picture.shows_nothing,
            "credit": credits_,
            "licence": licences,
            "source": self._said(lambda words: library.credited(picture.source, words)),
            "year": picture.year,
            "model": model_of(picture),
            "odd": self._of(picture.looks_odd),
            "kind": picture.made_by if picture.fake else next(iter(picture.tags), ""),
            "kin": sorted(picture.kin),
            "evidence": [self._evidence(picture, item) for item in picture.evidence],
            "outlines": self._outlines(picture.mask) if picture.mask else [],
            "clip": {"frames": picture.clip.frames, "fps": picture.clip.fps} if picture.clip else None,
            "original": self._original(picture),
        }
        return picture.id

    def _original(self, picture: Picture) -> str | None:
        """The untouched picture, where it can be laid under a still one."""
        original = self.library.pictures.get(picture.original or "")
        return self._picture(original.id) if original and not original.clip and not picture.clip else None

    def _evidence(self, picture: Picture, item: Evidence) -> dict[str, Any]:
        frames = [[key.frame, _shape(key.region)] for key in sorted(item.keyframes, key=lambda key: key.frame)]
        mask = item.region.mask
        return {
            "tell": item.tell,
            "seen": item.tell != NONE_VISIBLE,
            "note": self._of(item.note),
            "region": {"outlines": self._outlines(mask)} if mask else _shape(item.region),
            "frames": frames,
        }

    def _outlines(self, mask: str) -> list[list[tuple[float, float]]]:
        from game.pixels.pictures import load_mask

        return outlines(load_mask(self.library.path(mask)))

    def _tell(self, name: str) -> dict[str, Any]:
        tell = self.library.tells[name]
        return {
            "family": tell.family,
            "makers": list(tell.generators),
            "years": tell.years,
            "reliability": tell.reliability,
            "source": tell.source,
            "name": self._of(tell.name),
            "look": self._of(tell.look),
            "why": self._of(tell.why),
        }


def _shape(region: Region) -> dict[str, Any]:
    """A region as the script draws it; a mask has outlines instead."""
    return {
        name: value
        for name in ("box", "ellipse", "polygon")
        if (value := getattr(region, name)) is not None
    }  # fmt: skip


def _numbered(value: Any, numbers: dict[tuple[str, ...], int]) -> Any:
    """Plain data with each text's number in its place; `numbers` are those given so far, by the text's languages."""
    match value:
        case Texts():
            return numbers.setdefault(tuple(value.values()), len(numbers)) if value else 0
        case dict():
            return {key: _numbered(item, numbers) for key, item in value.items()}
        case list():
            return [_numbered(item, numbers) for item in value]
    return value


def _words(words: Words, asked: set[str]) -> dict[str, str]:
    """The interface's texts in one language that pages with these kinds of round can show."""
    left_out = tuple(key for kind, keys in WORDS_OF_KINDS.items() if kind not in asked for key in keys)
    return {
        key: words(key)
        for key in words.known()
        if shows(without_form(key)) and not key.startswith(left_out) and not _of_class(key)
    }


def _asked(data: Any) -> Iterator[str]:
    """Every kind of round in what a page knows of its levels."""
    if isinstance(data, dict):
        if isinstance(data.get("ask"), str):
            yield data["ask"]
        for value in data.values():
            yield from _asked(value)
    elif isinstance(data, list):
        for value in data:
            yield from _asked(value)


def _of_class(key: str) -> bool:
    """Whether a text speaks to a class; a page has one reader."""
    return ".class" in key
