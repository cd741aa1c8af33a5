"""What a session is called, and what it comes to in words: for its summary, the list of results and a visit's end.

The count first, then hits and false alarms, then how sure the player was; what a number may be taken to mean is
decided in `claims`.
"""

from __future__ import annotations

from game.base.errors import plain
from game.base.text import Words
from game.model import claims, scoring
from game.model.kinds.investigate_round import InvestigateRound
from game.model.names import owner
from game.model.scoring import CONFIDENCE
from game.pack.cases import answer_key
from game.play.practice import PRACTICE
from game.play.rules import Session
from game.ui.kit import Kit

CERTAIN = len(CONFIDENCE) - 1  # the step of confidence that says so


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


def count_line(session: Session, words: Words) -> str:
    """How much was right; nothing where nothing was asked."""
    right, of = session.score
    return words("summary.count", right=right, n=of) if of else ""


def in_short(session: Session, words: Words) -> str:
    """The count and the sentences, for a list."""
    count, sentences = count_line(session, words), first_sentences(session, words)
    return f"{count}. {sentences}" if count else sentences


def case_line(case: InvestigateRound, words: Words) -> str:
    """What is so, which comes first, and what was claimed."""
    answer = words(answer_key(case.answer, case.post))
    return words("case.row", answer=answer, claim=words.of(case.claim).rstrip("."))


def best_line(session: Session, best: tuple[int, int] | None, words: Words) -> list[str]:
    """How the session stands beside the best one before it; nothing where there was none."""
    right, of = session.score
    if best is None or not of:
        return []
    better = right * best[1] > best[0] * of
    return [words("summary.best.new" if better else "summary.best", right=best[0], n=best[1])]


def sureness(session: Session, words: Words) -> list[str]:
    """What came of saying "certain"; and whether the player was surer than right, where that may be said."""
    rows = [
        (said.confidence, item.right)
        for verdict, said in zip(session.verdicts, session.answers, strict=True)
        for item in verdict.judgements
        if said.confidence is not None and item.outcome != "unsure"
    ]
    certain = [right for step, right in rows if step == CERTAIN]
    lines = [words("summary.certain", right=sum(certain), n=len(certain))] if certain else []
    sign = claims.surer(scoring.calibration(rows))
    return lines + ([words("summary.surer" if sign > 0 else "summary.modest")] if sign else [])


def further_lines(session: Session, words: Words) -> list[str]:
    """What else there is to say, what matters most first."""
    counts = scoring.count(session.judgements)
    lines = []
    if unsure := counts.unsure_fakes + counts.unsure_reals:
        lines.append(words("summary.unsure", n=unsure))
    pointed = [verdict.evidence for verdict in session.verdicts if verdict.evidence is not None]
    if pointed:
        lines.append(words("summary.evidence", score=round(sum(pointed) / len(pointed)), n=len(pointed)))
    measured = scoring.sensitivity(counts)
    if measured is not None:
        d, c = words.decimal(measured.d_prime), words.decimal(measured.criterion, signed=True)
        lines.append(words("summary.dprime", d=d, c=c, fakes=measured.fakes, reals=measured.reals))
    cases = [verdict.points for verdict in session.verdicts if verdict.points is not None]
    if points := [*(item.points for item in session.judgements), *cases]:
        over = sum(map(scoring.over_guessing, points))
        lines.append(words("summary.points", points=words.decimal(over, signed=True, places=0)))
    return lines + _lens_used(session, words)


def _lens_used(session: Session, words: Words) -> list[str]:
    """The lens that was used most, and how often the answer was right with it."""
    rows: dict[str, list[bool]] = {}
    for verdict, said in zip(session.verdicts, session.answers, strict=True):
        for lens in said.lenses:
            rows.setdefault(lens, []).append(verdict.sign == "tick")
    if not rows:
        return []
    lens = max(rows, key=lambda used: (len(rows[used]), sum(rows[used])))
    return [words("summary.lens", lens=words(f"lens.{lens}"), right=sum(rows[lens]), n=len(rows[lens]))]
