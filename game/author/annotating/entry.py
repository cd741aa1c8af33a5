"""One picture of a pack on the annotator's desk: what is said of it now, before and in the file, and what is missing.

Owns its history and its problems, in the words of the reader of packs. Refuses to write: the album does.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from game.author.annotating import draft as drafts
from game.author.annotating.brush import Painting
from game.author.annotating.draft import Draft, Finding
from game.author.annotating.pictures_file import PicturesText
from game.author.annotating.undo import History
from game.model.picture import Picture
from game.pack import library
from game.pack.check.check_files import review_picture
from game.pack.library import Library
from game.pack.yamlfile import Problem
from game.pixels.imagefiles import UNREADABLE, picture_size


class Entry:
    """A picture in the window. Its draft is `now`; `saved` is what the file says."""

    def __init__(self, sheet: PicturesText, place: int) -> None:
        self.sheet, self.place = sheet, place
        self.fault = ""  # why it cannot be changed here
        self.refused = ""  # why its last change could not be written
        self.problems: list[Problem] = []
        self.saved = Draft()
        self.history = History(Draft())
        self._texts: list[tuple[Draft, str]] = []  # what the lines were when they said this
        self._paintings: dict[tuple[int, str], Painting] = {}
        self._file_problems: list[Problem] | None = None
        self._size: tuple[int, int] | None = None
        self._todo: tuple[object, bool] | None = None  # of which data, and whether one stands there
        self.take(sheet, place)
        self.history = History(self.saved)

    # --- what it is

    @property
    def id(self) -> str:
        """The picture's id."""
        return str(self._data["id"])

    @property
    def file(self) -> str:
        """The picture's file, relative to the assets folder."""
        return str(self._data["file"])

    @property
    def real(self) -> bool:
        """Whether it is a real picture, which needs a reason and may do without evidence."""
        return self._data.get("truth") == "real"

    @property
    def made(self) -> tuple[str, str]:
        """Truth and way of making, as the file has them."""
        return str(self._data.get("truth", "")), str(self._data.get("made_by", ""))

    @property
    def is_clip(self) -> bool:
        """Whether it moves; then its first frame is shown."""
        return bool(self._data.get("clip"))

    def size(self, path: Path) -> tuple[int, int]:
        """Width and height in pixels, as stated, else as the file at `path` has it."""
        if self._size is None:
            try:
                self._size = msgspec.convert(self._data.get("size"), tuple[int, int])
                if min(self._size) < 1:
                    raise ValueError("no size")
            except (msgspec.ValidationError, ValueError):
                self._size = _size_of(path)
        return self._size

    @property
    def _data(self) -> dict[str, object]:
        return self.sheet.lines[self.place].data

    # --- what is said of it

    @property
    def now(self) -> Draft:
        """What is said of it now."""
        return self.history.now

    @property
    def dirty(self) -> bool:
        """Whether something is not in the file yet."""
        return self.now != self.saved

    @property
    def touched(self) -> bool:
        """Whether something was changed here since the window was opened."""
        return self.history.can_undo or self.history.can_redo

    @property
    def is_bare(self) -> bool:
        """Whether it still lacks evidence, or the reason why it is real."""
        return drafts.is_bare(self.made[0], self.now)

    @property
    def is_open(self) -> bool:
        """Whether the reader of packs finds something missing, or a TODO stands somewhere."""
        if self._todo is None or self._todo[0] is not self._data:
            self._todo = self._data, drafts.has_todo(self._data)
        return bool(self.problems) or self._todo[1]

    def take(self, sheet: PicturesText, place: int) -> bool:
        """The file was read anew: this is what it says; the history stays. Gives whether it says it in other lines."""
        known = bool(self._texts) and self.sheet.lines[self.place].text == sheet.lines[place].text
        self.sheet, self.place, self._size = sheet, place, None
        self.fault = "" if sheet.in_lines else "the list of pictures is not written in lines of its own"
        try:
            self.saved = drafts.recognised(drafts.read(self._data), self.now)
        except drafts.UnreadableError as error:
            self.fault = str(error)
        if not known:
            self._texts = [(self.saved, sheet.lines[place].text)]
            self._file_problems = None
        return not known

    def lines(self) -> str:
        """The picture's lines as they have to be; where they said the same before, exactly those.

        Raises EditError.
        """
        from game.author import yamledit

        known = next((text for draft, text in reversed(self._texts) if draft == self.now), None)
        if known is not None:
            return known
        data, origins = drafts.written(self._data, self.saved, self.now)
        return yamledit.rewrite(self.sheet.lines[self.place].text, data, origins)

    def has_been_saved(self) -> None:
        """The file says what is said now."""
        self.saved = self.now
        self._texts.append((self.now, self.sheet.lines[self.place].text))

    # --- what is missing

    def judge(self, pack: Library, ids: list[str], *, files: bool = False) -> Picture | None:
        """Find the problems; `files` opens the picture and its masks too. Gives the picture where it can be played."""
        document = self.sheet.document(self.place)
        picture, problems = library.read_picture(pack, document, ids)
        if files:
            self._file_problems = []
            if picture is not None:
                self._file_problems = review_picture(pack, picture, document)
        above = self.sheet.first_line(self.place) - 1
        everything = [*problems, *(self._file_problems or ())]
        self.problems = sorted(replace(item, line=item.line + above) for item in everything)
        return picture

    @property
    def files_are_known(self) -> bool:
        """Whether the picture and its masks were opened since they changed."""
        return self._file_problems is not None

    # --- painting

    def painting(self, finding: Finding, pack: Library) -> Painting:
        """The pixels of a painted region."""
        at = finding.key, finding.base
        if at not in self._paintings:
            path = pack.path(finding.base) if finding.base else None
            self._paintings[at] = Painting(self.size(pack.path(self.file)), path)
        return self._paintings[at]


def _size_of(path: Path) -> tuple[int, int]:
    """The size of a picture file; 1 x 1 where it cannot be read as one."""
    try:
        return picture_size(path)
    except UNREADABLE:
        return 1, 1
