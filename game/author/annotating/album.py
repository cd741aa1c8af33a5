"""A pack on the annotator's desk: its pictures in order, what was changed of them, and the way to the disk and back.

Owns saving, and what happens where somebody else changed a file: nothing is written over unseen, and both versions
stay in reach of undo. Refuses to show anything.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from game.author.annotating import draft as drafts
from game.author.annotating.brush import FOLDER, new_name
from game.author.annotating.draft import Draft
from game.author.annotating.entry import Entry
from game.author.annotating.pictures_file import ChangedElsewhereError, PicturesText, UnreadableSheetError
from game.base.errors import PackError
from game.base.files import write_atomically
from game.model.picture import Picture
from game.pack import library
from game.pack.yamlfile import Document, Problem

CollisionChoice = Literal["theirs", "mine", "both"]
Show = Literal["all", "bare", "open"]  # all pictures, those without evidence, those where something is missing


class Collision(NamedTuple):
    """A file was changed by somebody else, in pictures that were changed here too."""

    sheet: PicturesText  # as it was known
    fresh: PicturesText  # as it is on the disk
    names: tuple[str, ...]  # of the pictures


class Album:
    """The pictures of a pack. `collision` waits for `settle`; `trouble` says why something cannot be saved."""

    def __init__(self, root: Path) -> None:
        """Raises PackError where there is nothing to annotate."""
        self.root = root.resolve()
        documents: dict[Path, Document] = {}
        pack, problems = library.survey(self.root, documents)
        if pack is None:
            raise PackError(problems)
        self.library = pack
        self.sheets: list[PicturesText] = []
        self.broken: list[Problem] = []  # of files that cannot be read
        for path in library.yaml_files(self.root):
            if path.parent.name == "assets" and path.name.startswith("pictures"):
                try:
                    self.sheets.append(PicturesText(path, path.relative_to(self.root).as_posix(), documents.get(path)))
                except UnreadableSheetError as error:
                    self.broken.append(error.problem)
        self.entries = [entry for sheet in self.sheets for entry in _entries(sheet, {})[0]]
        if not self.entries:
            raise PackError(problems or [Problem("assets/", 0, 0, "error", "there are no pictures to annotate")])
        self._deal_out(problems)
        self.place = 0
        self.show: Show = "all"
        self.collision: Collision | None = None
        self._failed = ""  # why the last writing did not succeed
        self._unreadable: dict[str, tuple[str, object]] = {}  # files changed into what is no YAML: why, and when
        self.read_anew = ""  # the file that was changed by somebody else and taken over, until it is told
        self._made: set[Path] = set()  # mask files written here
        self._unwritten: set[str] = set()  # files with lines that only stand here

    def _deal_out(self, problems: list[Problem]) -> None:
        """Give each picture the problems that stand in its lines."""
        for sheet in self.sheets:
            own = [entry for entry in self.entries if entry.sheet is sheet]
            firsts = sheet.first_lines()
            starts = [firsts[entry.place] for entry in own]
            for problem in problems:
                at = bisect_right(starts, problem.line) - 1
                if problem.file == sheet.shown_as and at >= 0:
                    own[at].problems.append(problem)

    # --- walking

    @property
    def entry(self) -> Entry:
        """The picture at hand."""
        return self.entries[self.place]

    @property
    def ids(self) -> list[str]:
        """The ids of all pictures."""
        return [entry.id for entry in self.entries]

    def shown(self) -> list[int]:
        """The places of the pictures that are asked for."""
        return [place for place, entry in enumerate(self.entries) if _fits(entry, self.show)]

    def count(self, show: Show) -> int:
        """How many pictures there are of a kind."""
        return sum(_fits(entry, show) for entry in self.entries)

    def step(self, way: int) -> bool:
        """To the next (1) or previous (-1) picture that is asked for; gives whether there was one."""
        others = [place for place in self.shown() if (place - self.place) * way > 0]
        if not others:
            return False
        self.open(others[0] if way > 0 else others[-1])
        return True

    def open(self, place: int) -> None:
        """To a picture; what was changed of the one before is saved."""
        self.save()
        self.place = place
        self.judge()

    def find(self, name: str) -> int | None:
        """The place of the picture with an id."""
        return next((place for place, entry in enumerate(self.entries) if entry.id == name), None)

    def judge(self) -> None:
        """Find what is wrong with the picture at hand."""
        self.entry.judge(self.library, self.ids, files=not self.entry.files_are_known)

    # --- saving

    @property
    def trouble(self) -> str:
        """Why something cannot be saved or read now."""
        return self._failed or next((why for why, _ in self._unreadable.values()), "")

    @property
    def dirty(self) -> bool:
        """Whether something is not on the disk yet."""
        return bool(self._unwritten) or any(entry.dirty for entry in self.entries)

    def save(self) -> None:
        """Write what has changed. Afterwards it is saved, or `collision` or `trouble` say why it is not."""
        self._failed = ""
        for sheet in list(self.sheets):
            if self.collision is None and (sheet.shown_as in self._unwritten or self._dirty(sheet)):
                self._save(sheet)

    def _dirty(self, sheet: PicturesText) -> list[Entry]:
        return [entry for entry in self.entries if entry.sheet is sheet and entry.dirty and not entry.fault]

    def _save(self, sheet: PicturesText) -> None:
        """Masks first, then the YAML that names them."""
        from game.author.yamledit import EditError

        if sheet.changed(closely=True):
            fresh = self._meet(sheet)
            if fresh is None:
                return
            sheet = fresh
        self._unreadable.pop(sheet.shown_as, None)
        before = list(sheet.lines)
        written: list[Entry] = []
        try:
            for entry in self._dirty(sheet):
                try:
                    self._paint(entry)
                    sheet.replace(entry.place, entry.lines())
                except EditError as error:
                    entry.refused = str(error)
                    self._failed = f"{sheet.shown_as}:{sheet.first_line(entry.place)}: {error}"
                else:
                    entry.refused = ""
                    written.append(entry)
            sheet.write()
        except (OSError, ChangedElsewhereError) as error:
            sheet.lines[:] = before
            self._failed = f"{sheet.shown_as}: {getattr(error, 'strerror', None) or error}"
            return
        self._unwritten.discard(sheet.shown_as)
        for entry in written:
            entry.has_been_saved()
            entry.judge(self.library, self.ids, files=entry is self.entry)

    def _paint(self, entry: Entry) -> None:
        """Write the masks that were painted since the last time."""
        for finding in entry.now.findings:
            was = entry.saved.finding(finding.key)
            if not finding.strokes or not finding.region.mask:
                continue
            path = self.library.path(finding.region.mask)
            if was is None or was.strokes != finding.strokes or not path.is_file():
                write_atomically(path, entry.painting(finding, self.library).png(finding.strokes))
                self._made.add(path)

    def new_mask(self) -> str:
        """A name for a mask that is not taken."""
        folder = self.root / "assets" / FOLDER
        taken = {f"{FOLDER}/{path.name}" for path in folder.iterdir()} if folder.is_dir() else set()
        named = {finding.region.mask for entry in self.entries if entry.touched for draft in entry.history.known
                 for finding in draft.findings}  # fmt: skip
        return new_name(taken | {name for name in named if name})

    def close(self, spare: Path) -> Path | None:
        """Save; take away masks that were painted here and are not wanted any more.

        What cannot be saved goes into a file of its own beside the pictures files, or into the folder `spare` where
        nothing can be written there; gives that file.
        """
        self.save()
        wanted = {finding.region.mask for entry in self.entries for draft in (entry.now, entry.saved)
                  for finding in draft.findings}  # fmt: skip
        for path in self._made - {self.library.path(name) for name in wanted if name}:
            with suppress(OSError):
                path.unlink()
        if not self.dirty:
            return None
        try:
            return self._rescue(self.root / "assets")
        except OSError:
            return self._rescue(spare)

    def _rescue(self, folder: Path) -> Path:
        """Write what could not be saved under a name that no reader of packs looks for."""
        from game.author import yamledit

        number = 1
        while (path := folder / f"unsaved-{number}.yaml").exists():
            number += 1
        rows = [drafts.written(entry.sheet.lines[entry.place].data, entry.saved, entry.now)[0]
                for entry in self.entries if entry.dirty]  # fmt: skip
        write_atomically(path, yamledit.fresh({"pictures": rows}).encode("utf-8"))
        return path

    # --- somebody else

    def look(self) -> bool:
        """Whether a file was changed by somebody else; what does not collide is taken over, else `collision` is set."""
        found = False
        for sheet in list(self.sheets):
            if self.collision is None and sheet.changed():
                found = True
                self._meet(sheet)
            else:
                self._unreadable.pop(sheet.shown_as, None)
        return found

    def _meet(self, sheet: PicturesText) -> PicturesText | None:
        """Read a changed file; gives it where nothing collides."""
        fresh = self._read_again(sheet)
        if fresh is None:
            return None
        theirs = _by_id(fresh)
        names = []
        for entry in (entry for entry in self.entries if entry.sheet is sheet and entry.touched):
            other = _draft_at(fresh, theirs.get(entry.id), entry)
            same = other is not None and any(drafts.says_the_same(other, one) for one in (entry.saved, entry.now))
            if not same:
                names.append(entry.id)
        if names:
            self.collision = Collision(sheet, fresh, tuple(names))
            return None
        self._adopt(sheet, fresh, (), "theirs")
        return fresh

    def _read_again(self, sheet: PicturesText) -> PicturesText | None:
        """A changed file; None as long as it cannot be read, which is tried again when it changes once more."""
        stamp = _stamp(sheet.path)
        if sheet.shown_as in self._unreadable and self._unreadable[sheet.shown_as][1] == stamp:
            return None
        try:
            fresh = PicturesText(sheet.path, sheet.shown_as)
        except UnreadableSheetError as error:
            self._unreadable[sheet.shown_as] = str(error), stamp
            return None
        self._unreadable.pop(sheet.shown_as, None)
        return fresh

    def settle(self, choice: CollisionChoice) -> None:
        """Decide a collision. Undo leads back to what was not chosen; then everything is saved."""
        collision, self.collision = self.collision, None
        if collision is None:
            return
        fresh = self._read_again(collision.sheet)  # it may have changed again
        if fresh is None:
            return
        self._adopt(collision.sheet, fresh, collision.names, choice)
        self.save()

    def _adopt(
        self, sheet: PicturesText, fresh: PicturesText, collided: tuple[str, ...], choice: CollisionChoice
    ) -> None:
        """Go on with the file as it is on the disk; the pictures that collided by choice."""
        here = self.entry
        theirs = _by_id(fresh)
        before = {entry.id: entry for entry in self.entries if entry.sheet is sheet}
        for name, entry in before.items():
            if name not in theirs and name in collided and choice != "theirs":
                fresh.append(sheet.lines[entry.place])  # they took it out, it is to stay
                self._unwritten.add(sheet.shown_as)
        entries, changed = _entries(fresh, before)
        for entry in entries:
            mine = entry.now
            if entry.id in collided:
                base = min(entry.history.known, key=lambda one: drafts.differences(one, entry.saved))
                entry.history.put(entry.saved)
                if choice != "theirs":
                    entry.history.put(drafts.merged(base, mine, entry.saved) if choice == "both" else mine)
            elif not entry.touched:
                entry.history = type(entry.history)(entry.saved)
        self.sheets[self.sheets.index(sheet)] = fresh
        self.entries = [
            entry
            for one in self.sheets
            for entry in (entries if one is fresh else [e for e in self.entries if e.sheet is one])
        ]
        self.place = self.entries.index(here) if here in self.entries else min(self.place, len(self.entries) - 1)
        ids = self.ids
        for entry in changed:
            entry.judge(self.library, ids, files=entry is self.entry)
        self.read_anew = sheet.shown_as

    def changed_pictures(self) -> dict[str, Picture]:
        """The pictures that were changed here and can be played as they are."""
        ids = self.ids
        found = {entry.id: entry.judge(self.library, ids) for entry in self.entries if entry.touched}
        return {name: picture for name, picture in found.items() if picture is not None}


def _fits(entry: Entry, show: Show) -> bool:
    return show == "all" or (entry.is_bare if show == "bare" else entry.is_open)


def _stamp(path: Path) -> object:
    """What changes whenever a file does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _by_id(sheet: PicturesText) -> dict[str, int]:
    """Where each picture stands in a file; of two with one id the first."""
    places: dict[str, int] = {}
    for place, lines in enumerate(sheet.lines):
        name = lines.data.get("id")
        if isinstance(name, str) and isinstance(lines.data.get("file"), str):
            places.setdefault(name, place)
    return places


def _entries(sheet: PicturesText, known: dict[str, Entry]) -> tuple[list[Entry], list[Entry]]:
    """The pictures of a file, those known with their history; and those whose lines are other ones than before."""
    entries, changed = [], []
    for name, place in _by_id(sheet).items():
        entry = known[name] if name in known else Entry(sheet, place)
        if name not in known or entry.take(sheet, place):
            changed.append(entry)
        entries.append(entry)
    return entries, changed


def _draft_at(sheet: PicturesText, place: int | None, entry: Entry) -> Draft | None:
    """What a file says of a picture; None where it says nothing that can be read."""
    if place is None:
        return None
    try:
        return drafts.recognised(drafts.read(sheet.lines[place].data), entry.now)
    except drafts.UnreadableError:
        return None
