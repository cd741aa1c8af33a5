"""The game in the hands of whoever makes a pack: the annotation window, alone or behind a reveal.

Owns the way between the game and that window, and that what was changed there counts in the game at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from game.base.errors import PackError, UnknownPictureError
from game.seats.playing import forget_masks
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.ui import outcomes
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from game.author.annotating.album import Album
    from game.pack.library import Library
    from game.scenes.reveal import RevealScene


class AuthorFlow(WorkshopFlow):
    """The game's own flow, and the annotation window; `take` puts a changed library to use."""

    def __init__(self, kit: Kit, spare: Path, take: Callable[[Library], None]) -> None:
        super().__init__(kit)
        self.take = take
        self.spare = spare  # folder for what can be saved nowhere else
        self.album: Album | None = None

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """The window's own outcomes; the others as in the game."""
        from game.author.annotating.annotate_screen import AnnotateScene

        match outcome:
            case outcomes.OpenAnnotation(picture):
                try:
                    return self.back_to(scene, self.annotate(picture))
                except (PackError, UnknownPictureError) as error:  # the files are others by now
                    self.notices = (*self.notices, str(error).splitlines()[0])
                    return self.title()
            case outcomes.OpenTells() if isinstance(scene, AnnotateScene) and scene.finding is not None:
                from game.author.annotating.tells_screen import TellsScene

                return self.back_to(scene, TellsScene(self.kit, scene.finding.tell).open())
            case outcomes.OpenAlbum() if isinstance(scene, AnnotateScene):
                from game.author.annotating.album_screen import AlbumScene

                return self.back_to(scene, AlbumScene(self.kit, scene.album).open())
            case outcomes.OpenCollision() if isinstance(scene, AnnotateScene) and scene.album.collision:
                from game.author.annotating.collision_screen import CollisionScene

                return self.back_to(scene, CollisionScene(self.kit, scene.album.collision).open())
            case outcomes.Leave() if isinstance(scene, AnnotateScene) and scene.origin is not None:
                return self._return(scene.origin)
        origin = scene.origin
        answers = (outcomes.TakeTell, outcomes.OpenEntry, outcomes.Settle)
        if not isinstance(origin, AnnotateScene) or not isinstance(outcome, answers):
            return super().follow(scene, outcome)
        origin.refit(self.kit)
        match outcome:
            case outcomes.TakeTell(tell):
                origin.set_tell(tell)
            case outcomes.OpenEntry(place):
                origin.open_entry(place)
            case outcomes.Settle(choice):
                origin.album.settle(choice)
                origin.settled()
        return origin

    def annotate(self, picture: str) -> Scene:
        """The annotation window at a picture, or at the first one; raises PackError, UnknownPictureError or OSError."""
        from game.author.annotating.album import Album
        from game.author.annotating.annotate_screen import AnnotateScene
        from game.pack.schema import guess

        self.put_away()  # one is still there where the disk refused
        album = Album(Path(self.kit.pack.root))
        place = album.find(picture) if picture else 0
        if place is None:
            raise UnknownPictureError(f"no picture '{picture}'{guess(picture, album.ids)}")
        self.album = album
        album.open(place)
        return AnnotateScene(self.kit, album).open()

    def put_away(self) -> Path | None:
        """Save and close the album; gives the file with what could not be saved, if there is one, and has it told.

        Raises OSError where there is no room for it anywhere; then the album stays, to be put away later.
        """
        unsaved = self.album.close(self.spare) if self.album is not None else None
        self.album = None
        if unsaved is not None:
            self.notices = (*self.notices, self.kit.words("annotate.unsaved-file", file=unsaved.name))
        return unsaved

    def _return(self, origin: Scene) -> Scene:
        """From the window to the screen it was opened on, with the new evidence in effect."""
        from msgspec.structs import replace

        from game.scenes.reveal import RevealScene

        album = self.album
        self.put_away()
        if album is not None:
            pack = self.kit.pack
            self.take(replace(pack, pictures={**pack.pictures, **album.changed_pictures()}))
        forget_masks()
        self.kit.pictures.keep_for(self.kit.theme.whole.size)
        if isinstance(origin, RevealScene):
            return self._judged_anew(origin)
        origin.refit(self.kit)
        return origin

    def _judged_anew(self, before: RevealScene) -> Scene:
        """The same reveal, with the answer judged by the evidence as it is now."""
        from msgspec.structs import replace

        session, place = before.session, before.place
        verdict = session.verdicts[place]
        if session.level:  # an example of the field guide was answered by nobody
            verdict = session.rounds[place].judge(session.answers[place], self.kit.pack.pictures, self.playing.mask_of)
        verdicts = (*session.verdicts[:place], verdict, *session.verdicts[place + 1 :])
        fresh = type(before)(self.kit, replace(session, verdicts=verdicts), place, review=before.review)
        if self.playing.session is session:
            self.playing.session = fresh.session
        fresh.aside, fresh.origin = before.aside, before.origin
        fresh.step = min(before.step, max(0, len(fresh.stops) - 1))
        return fresh.open()
