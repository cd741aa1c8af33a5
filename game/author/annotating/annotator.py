"""What is done to a picture's draft in the annotation window, and when it is saved.

Owns the selection, the steps of undo, autosave and the look at what others did to the files. Refuses layout: the
scene that is built on it does that.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from game.author.annotating.album import Album
from game.author.annotating.brush import Painting, Stroke
from game.author.annotating.canvas import Canvas
from game.author.annotating.draft import Draft, Finding, with_text
from game.author.annotating.entry import Entry
from game.author.annotating.marking import CanvasContents
from game.author.annotating.regions import Handle, handles, moved, reshaped, resized, without_corner
from game.model.picture import Region
from game.ui.kit import Kit
from game.ui.outcomes import OpenAlbum, OpenCollision, OpenTells, Outcome
from game.ui.scene import Scene
from game.ui.textfield import TextField

SAVE_SECONDS = 0.7  # after the last change
RETRY_SECONDS = 3.0  # where it could not be saved
LOOK_SECONDS = 1.0  # between looks at the files
FAR = 10  # pixels that a nudge with Shift moves


class Annotator(Scene):
    """A screen with an album, a canvas, and text fields that stay the same while it is laid out anew."""

    def __init__(self, kit: Kit, album: Album) -> None:
        super().__init__(kit)
        self.album = album
        self.canvas = Canvas("canvas", self)
        self.key: int | None = None  # of the selected finding
        self.corner: int | None = None
        self.notice = ""  # what happened beside the window
        self.wants_tell = False  # a new finding waits for its tell
        self._fields: dict[str, TextField] = {}
        self._quiet = 0.0  # seconds since the last change
        self._since_look = 0.0

    # --- what is at hand

    @property
    def entry(self) -> Entry:
        """The picture at hand."""
        return self.album.entry

    @property
    def draft(self) -> Draft:
        """What is said of it."""
        return self.entry.now

    @property
    def finding(self) -> Finding | None:
        """The selected finding."""
        return self.draft.finding(self.key) if self.key is not None else None

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the pack, the interface's own first."""
        own = self.kit.words.language
        return tuple(sorted(self.album.library.pack.languages, key=lambda code: code != own))

    @property
    def fixed(self) -> bool:
        """Whether the picture can only be mended in a text editor."""
        return bool(self.entry.fault)

    def show_picture(self) -> None:
        """Lay the picture and its findings on the canvas."""
        pack, entry = self.album.library, self.entry
        path = pack.path(entry.file)
        if self.finding is None:
            self.key = self.corner = None
        elif self.corner is not None and self.corner >= len(self.finding.region.polygon or ()):
            self.corner = None  # another editor has taken it away
        self.canvas.show(
            CanvasContents(path, entry.size(path), entry.is_clip, self.draft.findings, self.key, self.corner)
        )

    # --- changes

    def change(self, draft: Draft, joint: str = "") -> None:
        """Another draft: a step of its own, or with the same `joint` a part of the last one."""
        if self.fixed:
            return
        self.entry.history.put(draft, joint)
        self._quiet = 0.0
        self.notice = ""

    def changed(self, draft: Draft, joint: str = "") -> None:
        """The same, and everything is laid out again."""
        self.change(draft, joint)
        self.relaid()

    def relaid(self) -> None:
        """Lay out again; the focus stays."""
        self.rearrange()

    def undo(self) -> None:
        """One step back."""
        if self.canvas.take_back():
            return
        if self.entry.history.undo():
            self._after_a_jump()

    def redo(self) -> None:
        """One step forward."""
        if self.entry.history.redo():
            self._after_a_jump()

    def _after_a_jump(self) -> None:
        self._quiet = 0.0
        self.corner = None
        self.relaid()

    def write(self, where: str, language: str) -> Callable[[str], None]:
        """What happens when a field's text changes: `where` is "note", "alt" or "looks_odd"."""

        def written(text: str) -> None:
            field = self._fields[f"{where}-{language}"]
            joint = f"{where}-{self.key}-{language}-{field.stretch}"
            finding = self.finding
            if where == "note" and finding is not None:
                note = with_text(finding.note, language, text)
                self.change(self.draft.with_finding(replace(finding, note=note)), joint)
            elif where in ("alt", "looks_odd"):
                texts = with_text(getattr(self.draft, where), language, text)
                self.change(replace(self.draft, **{where: texts}), joint)
            self.after_typing()

        return written

    def after_typing(self) -> None:
        """A text has changed: whatever shows it is drawn again."""

    def set_difficulty(self, difficulty: int) -> None:
        """From 1 (a child sees it) to 5 (experts fail)."""
        self.changed(replace(self.draft, difficulty=difficulty))

    def set_tell(self, tell: str) -> None:
        """The tell of the selected finding."""
        if self.finding is not None:
            self.changed(self.draft.with_finding(replace(self.finding, tell=tell)))
            self.begin_note()

    def begin_note(self) -> None:
        """Type the first note that is missing."""

    def open_tells(self) -> Outcome | None:
        """Choose the tell of the selected finding."""
        return self.leave_for(OpenTells()) if self.finding is not None and not self.fixed else None

    def open_album(self) -> Outcome | None:
        """See all pictures."""
        return self.leave_for(OpenAlbum())

    def leave_for(self, outcome: Outcome) -> Outcome:
        """Save before another screen is shown; where that collides, ask first."""
        self.save()
        asked = self.collided()
        return outcome if asked is None else asked

    def shift(self, way: int) -> None:
        """The selected finding up or down: the clearest comes first."""
        if self.key is not None:
            self.changed(self.draft.shifted(self.key, way))

    def delete(self) -> None:
        """The selected corner of a polygon, else the selected finding."""
        finding = self.finding
        if finding is None:
            return
        if self.corner is not None and finding.region.polygon is not None:
            region = without_corner(finding.region, self.corner)
            self.corner = None
            self.changed(self.draft.with_finding(replace(finding, region=region)))
            return
        place = [item.key for item in self.draft.findings].index(finding.key)
        draft = self.draft.without(finding.key)
        self.key = draft.findings[min(place, len(draft.findings) - 1)].key if draft.findings else None
        self.corner = None
        self.changed(draft)

    def nudge(self, dx: int, dy: int, *, far: bool, grow: bool) -> None:
        """Move the selected corner or region by a pixel, or the region's right and lower edge."""
        finding = self.finding
        if finding is None:
            return
        step = FAR if far else 1
        size, region = self.canvas.shown.size, finding.region
        if self.corner is not None and region.polygon is not None:
            x, y = region.polygon[self.corner]
            to = x + dx * step, y + dy * step
            region = reshaped(region, Handle("corner", self.corner, (x, y)), to, size)
        else:
            region = (resized if grow else moved)(region, dx * step, dy * step, size)
        joint = f"nudge-{finding.key}-{self.corner}-{grow}"
        self.changed(self.draft.with_finding(replace(finding, region=region)), joint)

    def next_corner(self) -> None:
        """Choose the next corner of the selected polygon; after the last one, none."""
        polygon = self.finding.region.polygon if self.finding is not None else None
        if polygon is not None:
            following = 0 if self.corner is None else self.corner + 1
            self.selected(self.key, following if following < len(polygon) else None)

    def add_corner(self) -> None:
        """Another corner, halfway from the chosen one to the next."""
        finding = self.finding
        if finding is None or self.corner is None or finding.region.polygon is None:
            return
        middles = [item for item in handles(finding.region) if item.kind == "middle"]
        middle = middles[self.corner]
        region = reshaped(finding.region, middle, middle.point, self.canvas.shown.size)
        self.corner += 1
        self.changed(self.draft.with_finding(replace(finding, region=region)))

    # --- the canvas hands over

    def selected(self, key: int | None, corner: int | None = None) -> None:
        """A finding was touched, or none."""
        if (key, corner) != (self.key, self.corner):
            self.key, self.corner = key, corner
            self.entry.history.rest()
            self.relaid()

    def shaped(self, key: int, region: Region) -> None:
        """A finding's region was moved or reshaped."""
        finding = self.draft.finding(key)
        if finding is not None:
            self.changed(self.draft.with_finding(replace(finding, region=region)))

    def drawn(self, region: Region) -> None:
        """A new finding; one that had no region yet gets it."""
        finding = self.finding
        if finding is None or finding.region != Region():
            finding = Finding(self.draft.new_key)
        self.key, self.corner = finding.key, None
        self.canvas.take("select")
        self.changed(self.draft.with_finding(replace(finding, region=region)))
        self.wants_tell = not finding.tell

    def stroked(self, stroke: Stroke) -> None:
        """The brush paints on the selected mask, or begins a finding."""
        finding = self.finding
        if finding is None or (finding.region.mask is None and finding.region != Region()):
            if stroke.erases:
                return
            finding = Finding(self.draft.new_key)
            self.key = finding.key
        mask = finding.region.mask if finding.strokes else self.album.new_mask()  # one that lay in a file stays
        painted = replace(finding, region=Region(mask=mask), strokes=(*finding.strokes, stroke))
        self.changed(self.draft.with_finding(painted))

    def painting(self, finding: Finding) -> Painting:
        """The pixels of a painted region."""
        return self.entry.painting(finding, self.album.library)

    # --- pictures

    def go(self, way: int) -> None:
        """The next or previous picture that is asked for."""
        if self.album.step(way):
            self.arrived()

    def open_entry(self, place: int) -> None:
        """To a picture by its place."""
        self.album.open(place)
        self.arrived()

    def arrived(self) -> None:
        """Another picture is at hand."""
        self.key = self.corner = None
        self.notice = ""
        self._fields.clear()
        if self.entry.real or self.fixed:
            self.canvas.take("select")
        self.relaid()

    # --- saving

    def save(self) -> None:
        """Write what has changed, now."""
        self.entry.history.rest()
        self.album.save()

    def settled(self) -> None:
        """A collision was decided."""
        self._since_look = 0.0
        self.relaid()

    def collided(self) -> Outcome | None:
        """Ask, where somebody else changed what was changed here too."""
        return OpenCollision() if self.album.collision is not None else None

    def look(self) -> None:
        """See whether somebody else changed the files."""
        self._since_look = 0.0
        trouble = self.album.trouble
        if self.album.look() or self.album.read_anew or self.album.trouble != trouble:
            if self.album.read_anew:
                self.notice = self.kit.words("annotate.read-anew", file=self.album.read_anew)
                self.album.read_anew = ""
            self.relaid()

    def update(self, seconds: float) -> Outcome | None:
        """Save after a rest, look at the files, open the list of tells for a new finding."""
        outcome = super().update(seconds)
        if self.canvas.view.came_to_rest(seconds, held=self.canvas.held):
            self.damage.append(self.canvas.rect)
        if self.wants_tell:
            self.wants_tell = False
            return self.open_tells()
        held = self.canvas.held or self.pressed is not None
        busy = held or (self.typing is not None and bool(self.typing.composing.text))
        if self.album.dirty and not busy:
            self._quiet += seconds
            if self._quiet >= self._patience:
                self._quiet = 0.0
                self.save()
                self.relaid()
        self._since_look += seconds
        if self._since_look >= LOOK_SECONDS and not busy:
            self.look()
        asked = self.collided()
        return outcome if asked is None else asked

    @property
    def _patience(self) -> float:
        """Seconds without a change until it is saved."""
        return RETRY_SECONDS if self.album.trouble else SAVE_SECONDS

    def wake_in(self) -> float | None:
        """When there is something to save or to look at."""
        waits = [max(0.0, LOOK_SECONDS - self._since_look)]
        if self.album.dirty:
            waits.append(max(0.0, self._patience - self._quiet))
        rest = self.canvas.view.rest_in(held=self.canvas.held)
        if rest is not None:
            waits.append(rest)
        return min(waits)

    @property
    def repeats(self) -> bool:
        """Arrows that are held nudge again and again."""
        return True
