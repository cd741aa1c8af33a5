"""The two sentences that a session comes to, for its summary and for the list of results."""

from __future__ import annotations

from game import scoring
from game.rules import Session
from game.text import Words


def first_sentences(session: Session, words: Words) -> str:
    """How many fakes were caught and how many real pictures distrusted; for marks alone, how they were placed."""
    counts = scoring.count(session.judgements)
    sentences = []
    if counts.fakes:
        sentences.append(words("summary.caught", hits=counts.hits, n=counts.fakes))
    if counts.reals:
        key = "summary.distrusted" if counts.false_alarms else "summary.trusted"
        sentences.append(words(key, alarms=counts.false_alarms, n=counts.reals))
    if not sentences:
        found = sum(sum(verdict.found) for verdict in session.verdicts)
        tells = sum(len(verdict.found) for verdict in session.verdicts)
        sentences.append(words("summary.found", found=found, n=tells))
    return " ".join(sentences)
