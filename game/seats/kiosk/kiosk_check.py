"""`spot-the-fake kiosk --check`: the settings in effect, and all that a technician should know before the doors open.

Owns the looking through of everything that a kiosk needs, to the end, whatever is wrong on the way: screen, PIN, voice,
display, pack, languages, fonts. Mistakes of kiosk.yaml itself are `config`'s.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pygame

from game.base import places
from game.base.errors import PackError
from game.base.text import languages
from game.collections import archive
from game.collections.shelf import Shelf
from game.pack import cache, formats, library
from game.pack.check import check_texts
from game.pack.library import Library, Manuscript
from game.pack.schema import guess
from game.seats.app import Options
from game.seats.kiosk import voice
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_start import pack_of
from game.seats.kiosk.lock import Lock
from game.seats.kiosk.measuring import Laid, measured
from game.seats.video import UNSEEN
from game.ui import typeset

FULL_HD = 1920, 1080
MOST_SHOWN = 10  # characters without a shape, and texts with such


class CheckFinding(NamedTuple):
    """A line that is said: what keeps the kiosk from playing as it should is an error."""

    line: str
    error: bool = False


def check(kiosk: Kiosk, path: Path | None, options: Options, data: Path) -> int:
    """Print the settings in effect and everything found; 1 where the kiosk could not play as it should."""
    usual = Kiosk()
    say = sys.stdout.write
    say(f"settings: {path or 'the defaults'}\n")
    for name in Kiosk.__struct_fields__:
        value, default = getattr(kiosk, name), getattr(usual, name)
        say(f"  {name}: {formats.shown(value)}{'' if value == default else '   (set)'}\n")
    errors = 0
    for finding in _findings(kiosk, path, options, data):
        say(f"{finding.line}\n")
        errors += finding.error
    return 1 if errors else 0


def _findings(kiosk: Kiosk, path: Path | None, options: Options, data: Path) -> Iterator[CheckFinding]:
    """Everything, in the order in which a technician sets a kiosk up."""
    pack = pack_of(kiosk, path, options, data)
    there = pack is None or pack.is_dir()
    found, problems, manuscript = library.study(pack if pack is not None and there else places.default_pack())
    yield from _screen(kiosk, options, found)
    yield from _machine(kiosk, data)
    if pack is not None and not there:
        hint = "'spot-the-fake pack list' shows what there is"
        yield CheckFinding(f"error: no folder and no installed pack '{pack.name}'; {hint}", error=True)
        return
    if pack is not None and kiosk.trusted_keys:
        yield from _trust(kiosk, pack, Shelf(data))
    yield from (CheckFinding(str(item), error=True) for item in problems if item.severity == "error")
    if found is not None:
        yield from _content(kiosk, found)
    yield from _fonts(kiosk, manuscript)


def _screen(kiosk: Kiosk, options: Options, found: Library | None) -> Iterator[CheckFinding]:
    """How large everything is on the screen here, or on the one that was named; with a pack that can be played."""
    size, why = _size_here() if options.size is None else (options.size, "")
    if why:
        yield CheckFinding(f"warning: {why}; run this where the kiosk runs, or name the screen's size with --size")
    screens = list(measured(kiosk, size, found or cache.load(places.default_pack(), None)))
    sides = [(mm, name, laid) for laid in screens for name, mm in laid.targets.items()]
    real, name, where = min(sides, key=itemgetter(0))
    shown = f"{where.screen} in {where.language}, with text of {where.text_size} %"
    yield CheckFinding(f"on {size[0]}x{size[1]}: targets of {real:.1f} mm or more (the smallest: '{name}', {shown})")
    if real < kiosk.target_mm - 0.5:
        message = f"so small a screen has no room for targets of {kiosk.target_mm:g} mm; they have {real:.1f} mm"
        yield CheckFinding(f"warning: {message}")
    cut: dict[str, Laid] = {}
    for laid in screens:
        for text in laid.cut:
            cut.setdefault(text, laid)
    for text, laid in list(cut.items())[:MOST_SHOWN]:
        shown = f"{laid.screen}, {laid.language}, text of {laid.text_size} %"
        yield CheckFinding(f"warning: a text is cut ({shown}): {' '.join(text.split())}")


def _size_here() -> tuple[tuple[int, int], str]:
    """The first screen's size; without a screen that of most screens, and why."""
    if pygame.display.get_init():
        return FULL_HD, "a window is open already"
    try:
        pygame.display.init()
        driver, sizes = pygame.display.get_driver(), pygame.display.get_desktop_sizes()
    except pygame.error as error:
        return FULL_HD, f"no screen can be reached from here ({error})"
    finally:
        pygame.display.quit()
    if driver in UNSEEN or not sizes:
        return FULL_HD, f"no screen can be reached from here (SDL's driver is '{driver}')"
    return sizes[0], ""


def _machine(kiosk: Kiosk, data: Path) -> Iterator[CheckFinding]:
    """The PIN, the voice, the programs for the display."""
    pin = data / "kiosk-pin.json"
    if not Lock(pin).is_set:
        why = f"'{pin}' cannot be read" if pin.exists() else "no PIN is set"
        yield CheckFinding(
            f"warning: {why}, so the operator's panel does not open; run 'spot-the-fake kiosk --set-pin' with the same "
            "--data"
        )
    if kiosk.speech and voice.find() is None:
        yield CheckFinding(
            "warning: this machine has no voice, so the button for reading aloud is not shown; install espeak-ng"
        )
    for name in ("display_off", "display_on"):
        command = getattr(kiosk, name)
        if command and shutil.which(command[0]) is None:
            yield CheckFinding(
                f"warning: '{name}': there is no program '{command[0]}' here; name it with its whole path"
            )


def _trust(kiosk: Kiosk, pack: Path, shelf: Shelf) -> Iterator[CheckFinding]:
    """Whether a trusted key signed the pack; else what plays in its place."""
    try:
        archive.prove(pack, kiosk.trusted_keys)
    except ModuleNotFoundError as error:
        message = f"error: 'trusted_keys' needs the library '{error.name}'; see 'signing' in the README"
        yield CheckFinding(message, error=True)
    except PackError as error:
        instead = next((folder.name for folder in shelf.before(pack) if _proves(folder, kiosk)), "the game's own pack")
        for problem in error.problems:
            yield CheckFinding(f"{problem}; {instead} plays instead", error=True)


def _proves(folder: Path, kiosk: Kiosk) -> bool:
    try:
        archive.prove(folder, kiosk.trusted_keys)
    except PackError:
        return False
    return True


def _content(kiosk: Kiosk, found: Library) -> Iterator[CheckFinding]:
    """The level, and whether the pack speaks the languages of a visit."""
    if kiosk.level is not None and kiosk.level not in found.levels:
        known = list(found.levels)
        hint = guess(kiosk.level, known)
        yield CheckFinding(
            f"error: no level '{kiosk.level}' in the pack; there are: {', '.join(known)}{hint}", error=True
        )
    has = ", ".join(found.pack.languages)
    for code in dict.fromkeys((kiosk.language, *kiosk.offered)):
        if code not in found.pack.languages:
            when = "that visits begin in" if code == kiosk.language else "that visitors may choose"
            name = languages().get(code, code)
            remedy = "" if code == kiosk.language else "; name those that it has under 'languages'"
            yield CheckFinding(f"warning: the pack has no texts in {name} ('{code}'), {when}; it has: {has}{remedy}")
    yield CheckFinding(f"pack: {found.pack.id} {found.pack.version}, {len(found.pictures)} pictures")


def _fonts(kiosk: Kiosk, manuscript: Manuscript) -> Iterator[CheckFinding]:
    """Characters of the texts that would show as boxes."""
    pygame.font.init()
    found = []
    try:
        for text in check_texts.placed(manuscript):
            if text.language in kiosk.offered and (boxes := typeset.shapeless(text.text)):
                named = ", ".join(f"{one} (U+{ord(one):04X})" for one in boxes[:MOST_SHOWN])
                found.append(text.problem(f"no font here has a shape for {named}: boxes are shown", "warning"))
    except (OSError, pygame.error) as error:
        yield CheckFinding(f"error: the fonts in '{places.fonts_folder()}' cannot be read: {error}", error=True)
    yield from (CheckFinding(str(problem)) for problem in found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        yield CheckFinding(f"warning: {len(found) - MOST_SHOWN} more texts have characters that no font here has")
