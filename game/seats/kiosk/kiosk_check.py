"""`spot-the-fake kiosk --check`: the settings in effect, and all that a technician should know before the doors open.

Owns the inspection of everything that a kiosk needs, to the end, whatever is wrong on the way: screen, PIN, voice,
display, pack, languages, fonts. Mistakes of kiosk.yaml itself are `config`'s.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import pygame

from game.base import places
from game.base.errors import PackError, UnknownLevelError
from game.base.text import languages
from game.collections import archive
from game.collections.shelf import Shelf
from game.collections.stock import folders_of
from game.model.names import owner
from game.pack import cache, catalogue, formats, library
from game.pack.check import check_texts
from game.pack.library import Library, Manuscript
from game.seats.app import Options
from game.seats.kiosk import voice
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_start import pack_of
from game.seats.kiosk.lock import Lock
from game.seats.kiosk.measuring import Laid, measured
from game.seats.video import UNSEEN

FULL_HD = 1920, 1080
MOST_SHOWN = 10  # of a kind


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
    own, several = places.default_pack(), bool(kiosk.packs) and options.pack is None
    named = folders_of(kiosk.packs, data).values() if several else [pack_of(kiosk, path, options, data) or own]
    there = [pack for pack in named if pack.is_dir()]
    studied = [library.examine(pack) for pack in there or [own]]
    read = [found for found, _, _ in studied if found is not None]
    shelf = catalogue.shelved(read[0], read[1:]) if read else None
    yield from _screen(kiosk, options, shelf)
    yield from _machine(kiosk, data)
    for pack in named:
        if pack not in there:
            hint = "'spot-the-fake pack list' shows what there is"
            yield CheckFinding(f"error: no folder and no installed pack '{pack.name}'; {hint}", error=True)
        elif pack != own and kiosk.trusted_keys:
            yield from _trust(kiosk, pack, Shelf(data), several=several)
    if not there:
        return
    for pack, (_, problems, _) in zip(there, studied, strict=True):
        of = f"{pack.parent.name}: " if several and pack != own else ""
        yield from (CheckFinding(f"{of}{item}", error=True) for item in problems if item.severity == "error")
    if shelf is not None:
        yield from _content(kiosk, shelf)
    yield from _fonts(kiosk, [manuscript for _, _, manuscript in studied])


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


def _trust(kiosk: Kiosk, pack: Path, shelf: Shelf, *, several: bool) -> Iterator[CheckFinding]:
    """Whether a trusted key signed the pack; else what plays in its place."""
    try:
        archive.prove(pack, kiosk.trusted_keys)
    except ModuleNotFoundError as error:
        message = f"error: 'trusted_keys' needs the library '{error.name}'; see 'signing' in the README"
        yield CheckFinding(message, error=True)
    except PackError as error:
        before = next((folder.name for folder in shelf.before(pack) if _proves(folder, kiosk)), "")
        instead = f"{before} plays instead" if before else "the game's own pack plays instead"
        if several and not before:
            instead = f"'{pack.parent.name}' is left out"
        for problem in error.problems:
            yield CheckFinding(f"{problem}; {instead}", error=True)


def _proves(folder: Path, kiosk: Kiosk) -> bool:
    try:
        archive.prove(folder, kiosk.trusted_keys)
    except PackError:
        return False
    return True


def _content(kiosk: Kiosk, found: Library) -> Iterator[CheckFinding]:
    """The level, and whether the packs speak the languages of a visit."""
    try:
        if kiosk.level is not None:
            catalogue.find_level(found, kiosk.level)
    except UnknownLevelError as error:
        yield CheckFinding(f"error: {error}", error=True)
    pictures = Counter(owner(picture.id) or found.pack.id for picture in found.each)
    for pack in catalogue.packs_of(found).values():
        which, has = (f"pack '{pack.id}'" if found.parts else "pack"), ", ".join(pack.languages)
        for code in dict.fromkeys((kiosk.language, *kiosk.offered_with(found))):
            if code not in pack.languages:
                when = "that visits begin in" if code == kiosk.language else "that visitors may choose"
                name = languages().get(code, code)
                remedy = "" if code == kiosk.language else "; name those that it has under 'languages'"
                message = f"the {which} has no texts in {name} ('{code}'), {when}; it has: {has}{remedy}"
                yield CheckFinding(f"warning: {message}")
        yield CheckFinding(f"pack: {pack.id} {pack.version}, {pictures[pack.id]} pictures")


def _fonts(kiosk: Kiosk, manuscripts: list[Manuscript]) -> Iterator[CheckFinding]:
    """Characters of the texts that would show as boxes."""
    found = []
    try:
        texts = (text for manuscript in manuscripts for text in check_texts.boxed(manuscript))
        found += [check_texts.boxes(text) for text in texts if text.language in kiosk.offered]
    except OSError as error:
        yield CheckFinding(f"error: the fonts in '{places.fonts_folder()}' cannot be read: {error}", error=True)
    yield from (CheckFinding(str(problem)) for problem in found[:MOST_SHOWN])
    if len(found) > MOST_SHOWN:
        yield CheckFinding(f"warning: {len(found) - MOST_SHOWN} more texts have characters that no font here has")
