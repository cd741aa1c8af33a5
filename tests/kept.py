"""Results files for tests, written as the game writes them, from seeded chance."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import msgspec

from game.model import scoring
from game.model.picture import Picture
from game.model.terms import Says
from game.results import store
from game.results.fields import MIGRATIONS, AnswerRow, ResultsRow, SessionRow, insert
from game.results.store import Store

FIRST_DAY = "2026-02-01T08:00:00+00:00"  # of a results file of the first version


def keep(path: Path, sessions: Iterable[SessionRow], answers: Iterable[AnswerRow]) -> None:
    """A results file that holds these rows."""
    with closing(store._connect(path)) as db:
        db.execute("BEGIN")
        tables: tuple[tuple[type[ResultsRow], Iterable[ResultsRow]], ...] = (
            (SessionRow, sessions),
            (AnswerRow, answers),
        )
        for kind, rows in tables:
            db.executemany(insert(kind), map(msgspec.structs.astuple, rows))
        db.execute("COMMIT")


def sessions_of(kept: Store, most: int = 200) -> list[SessionRow]:
    """The sessions of a store that have an answer, newest first."""
    return [item.session for item in kept.played(most).result(10)]


def answers_of(kept: Store, session: str) -> list[AnswerRow]:
    """The answers of one of them, in order."""
    return [row for item in kept.played().result(10) for row in item.answers if item.session.id == session]


def keep_as_at_first(path: Path, name: str) -> None:
    """A results file of schema 1, with one session that has one answer."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            f"""
            CREATE TABLE sessions (id TEXT PRIMARY KEY, started TEXT NOT NULL, mode TEXT NOT NULL, pack TEXT NOT NULL,
                pack_version TEXT NOT NULL, level TEXT NOT NULL, language TEXT NOT NULL, seed INTEGER NOT NULL,
                rounds INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0) STRICT;
            CREATE TABLE answers (session TEXT NOT NULL REFERENCES sessions(id), round INTEGER NOT NULL,
                picture TEXT NOT NULL, ask TEXT NOT NULL, fake INTEGER NOT NULL, says TEXT, outcome TEXT,
                confidence INTEGER, points INTEGER, marks TEXT, evidence INTEGER, milliseconds INTEGER NOT NULL,
                answered TEXT NOT NULL, PRIMARY KEY (session, round, picture)) STRICT, WITHOUT ROWID;
            INSERT INTO sessions VALUES ('{name}', '{FIRST_DAY}', 'desk', 'p', '1', 'everything', 'en', 1, 1, 1);
            INSERT INTO answers VALUES ('{name}', 0, 'house', 'verdict', 0, 'real', 'correct rejection', 3, 100,
                NULL, NULL, 5, '{FIRST_DAY}');
            PRAGMA user_version = 1;
            """  # noqa: S608 (a name of our own)
        )


def keep_as_of(path: Path, name: str, version: int) -> None:
    """Likewise a file of a later schema."""
    keep_as_at_first(path, name)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for older in range(1, version):
            for sql in MIGRATIONS[older]:
                db.execute(sql)
        db.execute(f"PRAGMA user_version = {version}")


def session(name: str, minute: int, **more: str | bool) -> SessionRow:
    """A finished session at the desk, so many minutes after a fixed moment."""
    started = f"2026-05-{4 + minute // 600:02d}T{8 + minute // 60 % 10:02d}:{minute % 60:02d}:00+00:00"
    row = SessionRow(
        id=name, started=started, mode="desk", pack="good-1", pack_version="1.0", level="everything", language="en",
        seed=7, rounds=10, finished=True,
    )  # fmt: skip
    return msgspec.structs.replace(row, **more)


def answer(
    row: SessionRow, place: int, picture: Picture, says: Says, confidence: int | None = 2, first: Says | None = None,
    votes: dict[str, dict[str, int]] | None = None,
) -> AnswerRow:  # fmt: skip
    """What was said of one picture."""
    return AnswerRow(
        session=row.id, round=place, picture=picture.id, ask="verdict", fake=picture.fake, says=says,
        outcome=scoring.outcome(says, fake=picture.fake), confidence=None if says == "unsure" else confidence, points=0,
        milliseconds=1500, answered=row.started, first=first, votes=json.dumps(votes) if votes else None,
    )  # fmt: skip


def saying(picture: Picture, rng: Random, skill: float) -> Says:
    """The truth with a chance of `skill`, else mostly the opposite, at times "can't tell"."""
    truth: Says = "fake" if picture.fake else "real"
    if rng.random() < skill:
        return truth
    if rng.random() < 0.15:
        return "unsure"
    return "real" if picture.fake else "fake"


def course(
    name: str, minute: int, tests: Sequence[Sequence[Picture]], skills: tuple[float, float], rng: Random,
    pack: str = "good-1",
) -> tuple[list[SessionRow], list[AnswerRow]]:  # fmt: skip
    """A test before and one after, whichever form comes first."""
    forms = ["A", "B"] if rng.random() < 0.5 else ["B", "A"]
    rows = [
        session(f"{name}-{form}", minute + 20 * place, form=form, course=name, pack=pack, level=f"test-{form.lower()}")
        for place, form in enumerate(forms)
    ]
    answers = [
        answer(row, place, picture, saying(picture, rng, skill), rng.randrange(4))
        for row, skill in zip(rows, skills, strict=True)
        for place, picture in enumerate(tests["AB".index(str(row.form))])
    ]
    return rows, answers


def workshop(
    event: str, minute: int, pictures: Sequence[Picture], teams: Sequence[str], rng: Random, pack: str = "good-1"
) -> tuple[list[SessionRow], list[AnswerRow]]:
    """Teams that judge, talk and judge again, and the class that shows hands."""
    signs = [*teams, "class"]
    rows = [session(f"{event}-{sign}", minute, mode="workshop", event=event, team=sign, pack=pack) for sign in signs]
    answers = []
    for row in rows:
        for place, picture in enumerate(pictures):
            first, second = saying(picture, rng, 0.5), saying(picture, rng, 0.7)
            votes = None
            if row.team == "class":
                votes = {step: _hands(picture, rng, skill) for step, skill in (("first", 0.5), ("second", 0.7))}
            answers.append(answer(row, place, picture, second, rng.randrange(4), first, votes))
    return rows, answers


def _hands(picture: Picture, rng: Random, skill: float) -> dict[str, int]:
    shown = [saying(picture, rng, skill) for _ in range(24)]
    return {says: shown.count(says) for says in ("real", "fake", "unsure")}
