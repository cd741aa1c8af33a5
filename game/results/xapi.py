"""Results as xAPI 1.0.3 statements: `answered` for each round that was asked, `completed` for each finished session.

Owns their form (https://github.com/adlnet/xAPI-Spec), and that of `counted`, one for each day of a kiosk. Actors are
anonymous accounts named by the session's random number, or kiosks. Ids follow from the content, so that the same
results sent twice are the same statements.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import asdict

from game import __version__
from game.base.files import whole
from game.model.kinds.kinds import KINDS
from game.model.kinds.round_kind import Interaction
from game.model.scoring import CONFIDENCE
from game.results.fields import AnswerRow, CountRow, SessionRow
from game.results.replay import kept_of
from game.results.store import looking
from game.results.tables import Exported, Origin, Rows

HOME = "https://spot-the-fake.invalid"  # names us, and can never be anybody's address (RFC 2606)
NAMESPACE = UUID("6f0d8a3e-2f4b-5d57-9a44-6b2c9c9b9d10")  # of the statements' ids
VERBS = {
    name: {"id": f"http://adlnet.gov/expapi/verbs/{name}", "display": {"en": name}}
    for name in ("answered", "completed")
}
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
_CONTEXT = ("mode", "team", "event", "form", "course", "study", "condition")
ASSESSMENT, LESSON = (f"http://adlnet.gov/expapi/activities/{name}" for name in ("assessment", "lesson"))


def write_xapi(results: Path, out: Path, origin: Origin | None = None, today: str = "") -> Exported:
    """Write a JSON list of statements; raises ResultsError and OSError.

    With an `origin`, a kiosk's, the days before `today` (ISO 8601) are among them.
    """
    with looking(results) as db, whole(out) as file:
        rows = Told(db)
        file.write("[")
        for number, statement in enumerate(rows.statements(origin, today)):
            file.write(("," if number else "") + "\n" + json.dumps(statement))
        file.write("\n]\n")
    return Exported([out], rows.left_out + rows.untold)


class Told(Rows):
    """The rows of a results file as statements; those that cannot be told so are counted in `untold`."""

    untold = 0

    def statements(
        self, origin: Origin | None, today: str, settled: Callable[[SessionRow], bool] = lambda _: True
    ) -> Iterator[dict[str, Any]]:
        """Of each session that is settled, as they began; then a kiosk's days before `today`."""
        for row in self.all(SessionRow):
            if not settled(row):
                continue
            session, answers = asdict(row), [asdict(item) for item in self.answers(row.id)]
            self.untold += len({item["round"] for item in answers})
            for statement in statements(session, answers):
                self.untold -= statement["verb"] is VERBS["answered"]
                yield statement
        if origin is not None:
            yield from day_statements(self.all(CountRow), origin, today)


def statements(session: dict[str, Any], answers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The statements of one session; none of a round whose rows do not go together."""
    last = session["started"]
    for place, rows in groupby(answers, key=lambda row: row["round"]):
        group = list(rows)
        last = max(last, group[0]["answered"])
        try:
            answered = _answered(session, place, group)
        except (TypeError, ValueError, LookupError):
            continue
        yield answered
    if session["finished"]:
        yield _completed(session, answers, last)


def _answered(session: dict[str, Any], place: int, rows: list[dict[str, Any]]) -> dict[str, Any]:
    row = rows[0]
    activity = f"{_level(session)}/rounds/{place + 1}"
    if row["picture"]:
        activity += "/" + ",".join(item["picture"] for item in rows)
    result: dict[str, Any] = {"duration": duration(row["milliseconds"])}
    definition, said = _interaction(rows)
    if said.response is not None:
        result["response"] = said.response
    if said.success is not None:
        result["success"] = said.success
    score = _score(rows)
    if score is not None:
        result["score"] = {"scaled": round(score / 100, 4)}
    extensions = _extensions(rows) | {f"{HOME}/xapi/{name}": value for name, value in said.beside.items()}
    if extensions:
        result["extensions"] = extensions
    target = {"objectType": "Activity", "id": activity, "definition": definition}
    return _statement(session, "answered", f"{place}", target, result, row["answered"])


def _interaction(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], Interaction]:
    """The activity's definition, and the answer."""
    said = KINDS[rows[0]["ask"]].interaction([kept_of(AnswerRow(**row)) for row in rows])
    definition: dict[str, Any] = {"type": INTERACTION, "name": {"en": f"{rows[0]['ask']} round"}}
    definition["interactionType"] = said.type
    if said.correct is not None:
        definition["correctResponsesPattern"] = [said.correct]
    if said.choices:
        definition["choices"] = [{"id": name, "description": {"en": text}} for name, text in said.choices]
    return definition, said


def _score(rows: list[dict[str, Any]]) -> float | None:
    """The round's points, 0 to 100."""
    for name in ("points", "evidence", "knowledge"):
        values = [row[name] for row in rows if row[name] is not None]
        if values:
            return float(sum(values)) / len(values)
    return None


def _extensions(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What xAPI has no place for: stated probability, verdict before the talk, hands, lenses."""
    row, found = rows[0], dict[str, Any]()
    if row["confidence"] is not None and 0 <= row["confidence"] < len(CONFIDENCE):
        found[f"{HOME}/xapi/stated-probability"] = CONFIDENCE[row["confidence"]]
    if row["first"] is not None:
        found[f"{HOME}/xapi/first-verdict"] = row["first"]
    for name in ("votes", "lenses"):
        if row[name] is not None:
            found[f"{HOME}/xapi/{name}"] = json.loads(row[name])
    return found


def _completed(session: dict[str, Any], answers: list[dict[str, Any]], when: str) -> dict[str, Any]:
    spent = {row["round"]: row["milliseconds"] for row in answers}
    result: dict[str, Any] = {"completion": True, "duration": duration(sum(spent.values()))}
    points = [value for row in answers for value in [_score([row])] if value is not None]
    if points:
        result["score"] = {"scaled": round(sum(points) / len(points) / 100, 4)}
    target = {"objectType": "Activity", "id": _level(session), "definition": _level_definition(session)}
    return _statement(session, "completed", "completed", target, result, when)


def day_statements(rows: Iterable[CountRow], origin: Origin, today: str) -> Iterator[dict[str, Any]]:
    """One statement for each of a kiosk's days before `today` (ISO 8601), of rows in the order of their days.

    A day is told when it is over, and then never otherwise: its id follows from site, kiosk and day. Nobody's visit is
    in it: the actor is the kiosk.
    """
    for day, counted in groupby(rows, key=lambda row: row.day):
        if day < today:
            yield _day(day, counted, origin)


def _day(day: str, counted: Iterable[CountRow], origin: Origin) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for row in counted:
        counts.setdefault(row.what, {})[row.name] = row.n
    told = {what: of.get("", of) if set(of) == {""} else of for what, of in counts.items()}
    place = f"{origin.site}/{origin.kiosk}" if origin.site else origin.kiosk
    target = {
        "objectType": "Activity", "id": f"{HOME}/kiosks/{place}/days/{day}",
        "definition": {"type": f"{HOME}/xapi/day", "name": {"en": f"{place}, {day}"}},
    }  # fmt: skip
    return {
        "id": str(uuid5(NAMESPACE, f"{place}/{day}")),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": f"kiosk/{place}"}},
        "verb": {"id": f"{HOME}/xapi/counted", "display": {"en": "counted"}}, "object": target,
        "result": {"extensions": {f"{HOME}/xapi/counts": told}},
        "context": {
            "platform": "Spot the Fake",
            "extensions": {f"{HOME}/xapi/{name}": value for name, value in origin._asdict().items() if value},
        },
        "timestamp": f"{day}T12:00:00+00:00", "version": "1.0.0",
    }  # fmt: skip


def _statement(
    session: dict[str, Any], verb: str, part: str, target: dict[str, Any], result: dict[str, Any], when: str
) -> dict[str, Any]:
    registration = str(_uuid(session["id"]))
    context: dict[str, Any] = {
        "registration": registration, "platform": f"Spot the Fake {__version__}", "language": session["language"],
    }  # fmt: skip
    extensions = {f"{HOME}/xapi/{name}": session[name] for name in _CONTEXT if session[name]}
    context["extensions"] = extensions
    if verb == "answered":
        parent = {"objectType": "Activity", "id": _level(session), "definition": _level_definition(session)}
        context["contextActivities"] = {"parent": [parent]}
    return {
        "id": str(uuid5(NAMESPACE, f"{session['id']}/{part}")),
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": registration}},
        "verb": VERBS[verb], "object": target, "result": result, "context": context,
        "timestamp": datetime.fromisoformat(when).isoformat(), "version": "1.0.0",
    }  # fmt: skip


def _uuid(name: str) -> UUID:
    """A session's random number as a UUID."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(NAMESPACE, name)


def _level(session: dict[str, Any]) -> str:
    return f"{HOME}/packs/{session['pack']}/{session['pack_version']}/levels/{session['level']}"


def _level_definition(session: dict[str, Any]) -> dict[str, Any]:
    return {"type": ASSESSMENT if session["form"] else LESSON, "name": {"en": session["level"]}}


def duration(milliseconds: int) -> str:
    """ISO 8601, to the hundredth of a second, as xAPI asks for."""
    return f"PT{milliseconds / 1000:.2f}S"
