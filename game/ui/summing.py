"""What a session is called and the two sentences that it comes to, for its summary and for the list of results."""

from __future__ import annotations

from game.base.errors import plain
from game.base.text import Words
from game.model import scoring
from game.model.names import owner
from game.play.practice import PRACTICE
from game.play.rules import Session
from game.ui.kit import Kit


def level_title(kit: Kit, name: str) -> str:
    """A level's title; that of practice with its tell; the bare name of a level that is gone."""
    level = kit.pack.levels.get(name)
    if level is not None:
        return kit.words.of(level.title)
    practice, _, tell = name.partition(":")
    if practice != PRACTICE:
        return plain(name)
    if tell in kit.pack.tells:
        return kit.words("practice.title.tell", tell=kit.words.of(kit.pack.tells[tell].name))
    return kit.words("practice.title")


def listed_title(kit: Kit, name: str) -> str:
    """A level's title in a list of all packs': with its collection's, where another pack has a level of that title."""
    title, pack = level_title(kit, name), owner(name)
    if pack not in kit.pack.parts:
        return title
    others = (level.title for other, level in kit.pack.levels.items() if owner(other) != pack)
    return f"{title} · {kit.words.of(kit.pack.parts[pack].title)}" if title in map(kit.words.of, others) else title


def first_sentences(session: Session, words: Words) -> str:
    """How many fakes were caught and how many real pictures distrusted; for marks alone, how they were placed.

    Where nothing was asked, that it was read.
    """
    counts = scoring.count(session.judgements)
    sentences = []
    if counts.fakes:
        sentences.append(words("summary.caught", hits=counts.hits, n=counts.fakes))
    if counts.reals:
        key = "summary.distrusted" if counts.false_alarms else "summary.trusted"
        sentences.append(words(key, n=counts.reals, alarms=counts.false_alarms))
    known = [verdict.knowledge for verdict in session.verdicts if verdict.knowledge is not None]
    if known:
        sentences.append(words("summary.known", right=sum(score == 100 for score in known), n=len(known)))
    if not sentences and all(verdict.evidence is None for verdict in session.verdicts):
        sentences.append(words("summary.read"))
    elif not sentences:
        found = sum(sum(verdict.found) for verdict in session.verdicts)
        tells = sum(len(verdict.found) for verdict in session.verdicts)
        sentences.append(words("summary.found", found=found, n=tells))
    return " ".join(sentences)
