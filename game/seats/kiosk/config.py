"""kiosk.yaml: every key, its default, unit and meaning, and what is wrong with a file.

Owns the definition; the table of README.md beside this, and the schema for editors, are made from it.
Refuses to know what a window is.
"""

from __future__ import annotations

import math
import platform
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct

from game.base.text import languages
from game.model.terms import LONGEST_ID, Id, LensId, PublicKey
from game.pack import schema, yamlfile
from game.pack.yamlfile import Document, Problem, Severity
from game.seats.kiosk import opening_hours

if TYPE_CHECKING:
    from game.pack.library import Library

FILE = "kiosk.yaml"
Corner = Literal["top-left", "top-right", "bottom-right", "bottom-left"]
LARGEST_TARGET = 15.0  # units of 1/90 of the screen's shorter side: larger ones leave no room for the pictures
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _unit(name: str) -> dict[str, Any]:
    return {"unit": name}


class Kiosk(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a museum may set."""

    name: Annotated[
        Id | None, Meta(description="what this kiosk is called in exports and metrics; none: the machine's own name")
    ] = None
    site: Annotated[Id | None, Meta(description="the house or branch that it stands in, for the same")] = None
    pack: Annotated[
        str | None, Meta(description="an installed pack's id, or a folder beside this file; none: the game's own")
    ] = None
    packs: Annotated[
        tuple[Id, ...],
        Meta(
            max_length=50,
            description="instead of `pack`: ids of installed packs that are played together; `spot-the-fake` is the "
            "game's own",
        ),
    ] = ()
    trusted_keys: Annotated[
        tuple[PublicKey, ...],
        Meta(description="public keys (base64, from `pack key`); only packs signed by one are played"),
    ] = ()
    level: Annotated[
        str | None,
        Meta(description="id of the level to play, with several packs PACK/ID; none: rounds drawn from all pictures"),
    ] = None
    rounds: Annotated[int, Meta(ge=1, le=50, description="rounds of one visit", extra=_unit("rounds"))] = 6
    language: Annotated[str, Meta(description="language that a visit begins in")] = "en"
    languages: Annotated[
        tuple[str, ...],
        Meta(description="languages that a visitor may choose; empty: those of the game that the pack speaks"),
    ] = ()
    idle_seconds: Annotated[
        float, Meta(ge=5, le=3600, description="quiet time until “Still there?”", extra=_unit("seconds"))
    ] = 60.0
    idle_reveal_seconds: Annotated[
        float, Meta(ge=5, le=3600, description="the same while an answer is explained", extra=_unit("seconds"))
    ] = 90.0
    still_there_seconds: Annotated[
        float,
        Meta(ge=5, le=120, description="countdown until the visit ends; WCAG asks for 20", extra=_unit("seconds")),
    ] = 20.0
    screen_diagonal_inches: Annotated[
        float, Meta(ge=5, le=150, description="the screen's real diagonal", extra=_unit("inches"))
    ] = 23.8
    screen_bottom_mm: Annotated[
        float,
        Meta(ge=0, le=2000, description="height of the picture area's lower edge above the floor", extra=_unit("mm")),
    ] = 850.0
    reach_mm: Annotated[
        float, Meta(ge=600, le=1600, description="highest place within reach from a wheelchair", extra=_unit("mm"))
    ] = 1200.0
    target_mm: Annotated[
        float, Meta(ge=7, le=40, description="smallest side of everything that is touched", extra=_unit("mm"))
    ] = 20.0
    controls_low: Annotated[bool, Meta(description="begin each visit with everything within reach")] = False
    text_size: Annotated[
        Literal[100, 125, 150], Meta(description="size of the text that a visit begins with", extra=_unit("percent"))
    ] = 100
    theme: Annotated[Literal["dark", "light", "contrast"], Meta(description="colours that a visit begins with")] = (
        "dark"
    )
    reduced_motion: Annotated[bool, Meta(description="nothing travels or draws itself")] = False
    input: Annotated[
        Literal["touch", "buttons", "switch"],
        Meta(
            description="touch (and keyboard, mouse, gamepad); two buttons, next and choose; or one switch and a scan"
        ),
    ] = "touch"
    scan_seconds: Annotated[
        float, Meta(ge=0.5, le=10, description="with one switch: time on each target", extra=_unit("seconds"))
    ] = 1.6
    lenses: Annotated[
        tuple[LensId, ...], Meta(description="lenses on the light table; none: no light table at all")
    ] = ("mirror", "levels", "edges", "noise", "ela", "clones")
    sound: Annotated[bool, Meta(description="three short quiet sounds")] = False
    speech: Annotated[bool, Meta(description="offer to read screens out, where the machine has a voice")] = True
    volume: Annotated[
        int, Meta(ge=0, le=100, description="highest volume of sounds and voice", extra=_unit("percent"))
    ] = 60
    brightness: Annotated[
        int, Meta(ge=10, le=100, description="brightness of what is shown", extra=_unit("percent"))
    ] = 100
    hours: Annotated[
        dict[
            Annotated[
                str,
                Meta(
                    pattern=opening_hours.KEY_PATTERN,
                    extra={"form": opening_hours.KEY_FORM, "known": opening_hours.DAYS},
                ),
            ],
            Annotated[str, Meta(extra_json_schema={"pattern": opening_hours.TEXT_PATTERN})],
        ],
        Meta(
            title="text by weekday or date",
            description='opening hours, as "09:00-12:30, 14:00-18:00" or "closed"; "22:00-02:00" ends on the next day; '
            'a date ("2026-12-25") goes before its weekday; a day left out is open',
        ),
    ] = {}
    display_off: Annotated[
        tuple[str, ...],
        Meta(
            description="program and arguments that switch the display off when the hours are over; none: black screen"
        ),
    ] = ()
    display_on: Annotated[
        tuple[str, ...], Meta(description="program and arguments that switch it on again; needed with `display_off`")
    ] = ()
    corners: Annotated[
        tuple[Corner, ...], Meta(min_length=3, max_length=8, description="corners to touch for the operator's panel")
    ] = ("top-left", "top-right", "bottom-right", "bottom-left")
    corner_seconds: Annotated[
        float, Meta(ge=1, le=20, description="time for that sequence", extra=_unit("seconds"))
    ] = 4.0
    cleaning_seconds: Annotated[
        float, Meta(ge=10, le=600, description="how long the cleaning mode ignores touches", extra=_unit("seconds"))
    ] = 60.0
    statistics: Annotated[bool, Meta(description="keep daily counts, which hold nothing about visitors")] = True
    keep_days: Annotated[
        int, Meta(ge=1, le=36500, description="how long daily counts are kept", extra=_unit("days"))
    ] = 400
    metrics: Annotated[
        str | None,
        Meta(description="folder that gets a file `spot-the-fake.prom` every minute: how the kiosk is, for Prometheus"),
    ] = None
    crowd_from: Annotated[
        int,
        Meta(
            ge=5, le=10000, description="answers today until visitors see how many were fooled", extra=_unit("answers")
        ),
    ] = 20

    @property
    def called(self) -> str:
        """What it is called where nobody stands before it: its name, else the machine's as an id."""
        return self.name or re.sub(r"[^a-z0-9]+", "-", platform.node().lower()).strip("-")[:LONGEST_ID] or "kiosk"

    def metrics_folder(self, file: Path | None) -> Path | None:
        """The folder of the metrics, as seen from the settings file; None where none are written."""
        return None if self.metrics is None else (file.parent if file is not None else Path()) / self.metrics

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages of a visit, whatever the pack."""
        return self.languages or tuple(languages())

    def offered_with(self, library: Library | None) -> tuple[str, ...]:
        """The languages of a visit: those named, else those of the interface that the pack speaks, if it is there."""
        spoken = library.pack.languages if library is not None else ()
        return self.languages or tuple(code for code in self.offered if code in spoken) or self.offered

    def target_pixels(self, screen: tuple[int, int]) -> int:
        """The smallest side of a target on a screen of so many pixels."""
        largest = math.floor(LARGEST_TARGET * min(screen) / 90)
        return min(math.ceil(self.target_mm * self.pixels_per_mm(screen)), largest)

    def pixels_per_mm(self, screen: tuple[int, int]) -> float:
        """How many pixels of a screen lie in a millimetre."""
        return math.hypot(*screen) / (self.screen_diagonal_inches * 25.4)

    def stage_height(self, screen: tuple[int, int]) -> int:
        """How many pixels of a screen, from its lower edge, lie within reach; at least 40 %."""
        reach = (self.reach_mm - self.screen_bottom_mm) * self.pixels_per_mm(screen)
        return min(screen[1], max(round(screen[1] * 0.4), round(reach)))

    def open_at(self, now: datetime) -> bool:
        """Whether visitors are expected."""
        return opening_hours.open_at(self.hours, now)


def usual_path(data: Path) -> Path | None:
    """kiosk.yaml in the data folder, if it is there."""
    path = data / FILE
    return path if path.is_file() else None


def read(path: Path) -> tuple[Kiosk | None, list[Problem]]:
    """The settings of a file, or all that is wrong with it."""
    document = yamlfile.read(path, path.name)
    if document.problems:
        return None, sorted(document.problems)
    found = schema.read_as(document, Kiosk)
    document.problems += _faults(found or schema.read_partly(document, Kiosk), document, path.parent)
    errors = [item for item in document.problems if item.severity == "error"]
    return (None if errors else found), sorted(document.problems)


def read_partly(path: Path) -> Kiosk:
    """What fits of a file in which something is wrong; the defaults for everything else."""
    return schema.read_partly(yamlfile.read(path, path.name), Kiosk)


def _faults(kiosk: Kiosk, document: Document, beside: Path) -> list[Problem]:
    """What the types alone cannot tell."""
    faults: list[Problem] = []
    known = list(languages())
    for number, code in enumerate(kiosk.languages):
        if code not in known:
            message = f"no language '{code}'; there are: {', '.join(known)}{schema.guess(code, known)}"
            faults.append(document.problem(("languages", number), message))
    if kiosk.language not in kiosk.offered:
        message = f"'{kiosk.language}' is not among the languages of a visit: {', '.join(kiosk.offered)}"
        faults.append(document.problem(("language",), message))
    if kiosk.pack is not None and kiosk.packs:
        message = "'pack' and 'packs' both say what is played; keep one of them"
        faults.append(document.problem(("packs",), message, at_key=True))
    for number, name in enumerate(kiosk.packs):
        if name in kiosk.packs[:number]:
            faults.append(document.problem(("packs", number), f"'{name}' is named twice; name each pack once"))
    if kiosk.pack is not None and not _names_a_pack(kiosk.pack, beside):
        message = f"no folder '{kiosk.pack}'; name an installed pack or a pack's folder"
        faults.append(document.problem(("pack",), message))
    for fault in opening_hours.faults(kiosk.hours):
        severity: Severity = "warning" if fault.warning else "error"
        faults.append(document.problem(("hours", fault.key), fault.message, severity=severity, at_key=fault.at_key))
    for name, other in (("display_off", "display_on"), ("display_on", "display_off")):
        words = getattr(kiosk, name)
        if words and not words[0].strip():
            faults.append(document.problem((name, 0), f"'{name}' begins with no program"))
        if words and not getattr(kiosk, other):
            faults.append(document.problem((name,), f"'{name}' needs '{other}', else the display stays as it is then"))
    for first, second in zip(kiosk.corners, kiosk.corners[1:], strict=False):
        if first == second:
            message = f"'{first}' comes twice in a row; take turns, so that a tapping child does not find the panel"
            faults.append(document.problem(("corners",), message))
            break
    return faults


def _names_a_pack(name: str, beside: Path) -> bool:
    """Whether it is a folder, or may be the id of a pack that is to be installed."""
    if _ID.fullmatch(name) and len(name) <= LONGEST_ID:
        return True
    try:
        return (beside / name).is_dir()
    except OSError:  # a name that no file system takes
        return False
