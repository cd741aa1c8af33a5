"""What the window changes of one picture, as one frozen value; also while something is still missing.

Owns the way from plain data to this value and back. Refuses to judge it: the reader of packs does (`pack/library`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from game.author.annotating.brush import Stroke
from game.model.picture import Region
from game.model.terms import Text
from game.pack.check.check_texts import OPEN
from game.pack.yamlfile import Path_

USUAL_DIFFICULTY = 3
# where a key that was not there goes: behind the last one of these that is
_BEFORE = {
    "difficulty": ("licence", "source", "original", "mask"),
    "alt": ("tags", "clip", "in_draws", "difficulty"),
    "looks_odd": ("alt",),
    "evidence": ("alt", "looks_odd"),
}


class UnreadableError(ValueError):
    """What a file says of a picture has not the form of a picture; it can only be mended in a text editor."""


class Finding(Struct, frozen=True):
    """A piece of evidence in the making. `key` tells it from the others as long as the window is open."""

    key: int
    tell: str = ""  # none chosen yet
    region: Region = Region()  # none drawn yet
    note: Text = {}
    strokes: tuple[Stroke, ...] = ()  # painted over `base`, which makes the file `region.mask`
    base: str = ""


class Draft(Struct, frozen=True):
    """All that can be said of a picture in the window."""

    difficulty: int = USUAL_DIFFICULTY
    alt: Text = {}
    looks_odd: Text = {}
    findings: tuple[Finding, ...] = ()

    def finding(self, key: int) -> Finding | None:
        """The finding of a key, if it is there."""
        return next((item for item in self.findings if item.key == key), None)

    def with_finding(self, changed: Finding) -> Draft:
        """With one finding changed, or a new one at the end."""
        if self.finding(changed.key) is None:
            return replace(self, findings=(*self.findings, changed))
        return replace(self, findings=tuple(changed if item.key == changed.key else item for item in self.findings))

    def without(self, key: int) -> Draft:
        """Without one finding."""
        return replace(self, findings=tuple(item for item in self.findings if item.key != key))

    def shifted(self, key: int, way: int) -> Draft:
        """With one finding a place further up (-1) or down (1)."""
        items = list(self.findings)
        place = next((number for number, item in enumerate(items) if item.key == key), None)
        if place is None or not 0 <= place + way < len(items):
            return self
        items[place], items[place + way] = items[place + way], items[place]
        return replace(self, findings=tuple(items))

    @property
    def new_key(self) -> int:
        """A key that no finding has."""
        return 1 + max((item.key for item in self.findings), default=-1)


def with_text(texts: Text, language: str, text: str) -> Text:
    """Texts with one of them changed; an empty one is taken out, so that the reader misses it."""
    rest = {code: value for code, value in texts.items() if code != language}
    if not text.strip():
        return rest
    # the place of a language among the others stays
    return {**texts, language: text} if language in texts else {**rest, language: text}


def tidy(texts: Text) -> Text:
    """Texts as they are written: without the blanks at their ends, which typing leaves."""
    return {code: text.strip() for code, text in texts.items()}


def read(item: Mapping[str, Any], first_key: int = 0) -> Draft:
    """The draft of a picture's plain data; findings get keys from `first_key` on.

    Raises UnreadableError where a part has another form than the model says; missing parts are no fault.
    """
    try:
        return Draft(
            msgspec.convert(item.get("difficulty", USUAL_DIFFICULTY), int),
            msgspec.convert(item.get("alt") or {}, Text),
            msgspec.convert(item.get("looks_odd") or {}, Text),
            tuple(_finding(entry, first_key + place) for place, entry in enumerate(item.get("evidence") or ())),
        )
    except (msgspec.ValidationError, TypeError, AttributeError) as error:
        raise UnreadableError(str(error)) from error


def _finding(entry: Mapping[str, Any], key: int) -> Finding:
    region = msgspec.convert(entry.get("region") or {}, Region)
    return Finding(
        key, msgspec.convert(entry.get("tell") or "", str), region, msgspec.convert(entry.get("note") or {}, Text),
        base=region.mask or "",
    )  # fmt: skip


def written(
    item: Mapping[str, Any], was: Draft, now: Draft
) -> tuple[dict[str, Any], dict[Path_, tuple[int | None, ...]]]:
    """A picture's plain data with what has changed from one draft to the other, and where the evidence came from.

    The second tells for each list whose items moved which item of `item` each new one was; None for new ones.
    """
    data = dict(item)
    if now.difficulty != was.difficulty:
        _put(data, "difficulty", now.difficulty)
    for key in ("alt", "looks_odd"):
        if tidy(getattr(now, key)) != tidy(getattr(was, key)):
            _put(data, key, tidy(getattr(now, key)) or None)
    if now.findings == was.findings:
        return data, {}
    places = {finding.key: place for place, finding in enumerate(was.findings)}
    old = list(item.get("evidence") or ())
    origins = tuple(places.get(finding.key) for finding in now.findings)
    entries = []
    for finding, place in zip(now.findings, origins, strict=True):
        before = was.findings[place] if place is not None else None
        entries.append(_entry(dict(old[place]) if place is not None else {}, before, finding))
    _put(data, "evidence", entries or None)
    return data, {("evidence",): origins} if entries else {}


def _entry(data: dict[str, Any], was: Finding | None, now: Finding) -> dict[str, Any]:
    """One piece of evidence as plain data, as it stood but for what has changed."""
    if was is None or now.tell != was.tell:
        data = {"tell": now.tell, **data} if now.tell else {k: v for k, v in data.items() if k != "tell"}
        data.update({"tell": now.tell} if now.tell else {})
    if was is None or now.region != was.region:
        _put(data, "region", _plain(now.region))
    if was is None or tidy(now.note) != tidy(was.note):
        _put(data, "note", tidy(now.note) or None)
    return data


def _plain(region: Region) -> dict[str, Any] | None:
    """A region as plain data, in whole pixels."""
    if region.mask is not None:
        return {"mask": region.mask}
    for shape in ("box", "ellipse"):
        values = getattr(region, shape)
        if values is not None:
            return {shape: [round(value) for value in values]}
    if region.polygon is not None:
        return {"polygon": [[round(x), round(y)] for x, y in region.polygon]}
    return None


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    """Set a key where it stands, or behind those that come before it; None takes it out."""
    if value is None:
        data.pop(key, None)
    elif key in data or key not in _BEFORE:
        data[key] = value
    else:
        last = max((place for place, name in enumerate(data) if name in _BEFORE[key]), default=len(data) - 1)
        rows = list(data.items())
        rows.insert(last + 1, (key, value))
        data.clear()
        data.update(rows)


def recognised(theirs: Draft, mine: Draft) -> Draft:
    """A draft read anew, whose findings keep the keys that they have in `mine`, as far as they can be recognised."""
    free = list(mine.findings)
    keys: dict[int, int] = {}
    for alike in (_same, lambda a, b: a.region == b.region, lambda a, b: a.tell == b.tell and a.note == b.note):
        for place, item in enumerate(theirs.findings):
            found = next((other for other in free if place not in keys and alike(item, other)), None)
            if found is not None:
                keys[place] = found.key
                free.remove(found)
    fresh = max((mine.new_key, theirs.new_key))
    items = []
    for place, item in enumerate(theirs.findings):
        known = mine.finding(keys[place]) if place in keys else None
        if known is not None and known.region == item.region:
            item = replace(item, strokes=known.strokes, base=known.base)  # noqa: PLW2901 (the painting goes on)
        items.append(replace(item, key=keys.get(place, fresh + place)))
    return replace(theirs, findings=tuple(items))


def _same(one: Finding, other: Finding) -> bool:
    """Whether two findings say the same, whatever their keys and however their masks came about."""
    return (one.tell, one.region, tidy(one.note)) == (other.tell, other.region, tidy(other.note))


def says_the_same(one: Draft, other: Draft) -> bool:
    """Whether two drafts would be written alike."""
    return differences(one, other) == 0


def differences(one: Draft, other: Draft) -> int:
    """In how many parts two drafts differ: difficulty, each text, each piece of evidence, and their order."""
    count = int(one.difficulty != other.difficulty)
    for key in ("alt", "looks_odd"):
        first, second = tidy(getattr(one, key)), tidy(getattr(other, key))
        count += sum(first.get(code) != second.get(code) for code in {*first, *second})
    pairs = zip(one.findings, other.findings, strict=False)
    if len(one.findings) != len(other.findings) or not all(_same(*pair) for pair in pairs):
        gone = [item for item in one.findings if not any(_same(item, known) for known in other.findings)]
        come = [item for item in other.findings if not any(_same(item, known) for known in one.findings)]
        count += max(1, len(gone) + len(come))
    return count


def merged(base: Draft, mine: Draft, theirs: Draft) -> Draft:
    """Both drafts' changes since `base`; where both changed the same part, mine.

    `theirs` must have been recognised against `mine`.
    """
    items: list[Finding] = []
    for item in mine.findings:
        was, other = base.finding(item.key), theirs.finding(item.key)
        if other is None and was is not None and _same(item, was):
            continue  # they deleted what I left alone
        items.append(item if other is None else _merged_finding(was, item, other))
    known = {item.key for item in mine.findings} | {item.key for item in base.findings}
    items += [item for item in theirs.findings if item.key not in known]
    return Draft(
        theirs.difficulty if mine.difficulty == base.difficulty else mine.difficulty,
        _merged_texts(base.alt, mine.alt, theirs.alt),
        _merged_texts(base.looks_odd, mine.looks_odd, theirs.looks_odd),
        tuple(items),
    )


def _merged_finding(base: Finding | None, mine: Finding, theirs: Finding) -> Finding:
    was = base or mine
    region = theirs if mine.region == was.region and mine.strokes == was.strokes else mine
    return Finding(
        mine.key,
        theirs.tell if mine.tell == was.tell else mine.tell,
        region.region,
        _merged_texts(was.note, mine.note, theirs.note),
        region.strokes,
        region.base,
    )


def _merged_texts(base: Text, mine: Text, theirs: Text) -> Text:
    languages = list(dict.fromkeys([*theirs, *mine]))
    texts = {code: (theirs if mine.get(code) == base.get(code) else mine).get(code) for code in languages}
    return {code: text for code, text in texts.items() if text is not None}


def has_todo(value: Any) -> bool:
    """Whether a skeleton's TODO still stands somewhere in plain data."""
    if isinstance(value, str):
        return bool(OPEN.search(value))
    if isinstance(value, Mapping):
        return any(map(has_todo, value.values()))
    return isinstance(value, Iterable) and any(map(has_todo, value))


def is_bare(truth: Any, draft: Draft) -> bool:
    """Whether a fake has no evidence yet, or a real picture does not say why it is real."""
    return not (draft.looks_odd if truth == "real" else draft.findings)
