"""Proofs of texts: set on the real screens, without a window, without a picture, and not one screen left out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from game.author import galley
from game.author.galley import SIZES
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.read_round import ReadRound
from game.model.level import DrawRounds
from game.model.picture import Picture
from game.pack.library import Library
from game.seats.seat import PROJECTOR_TEXT
from game.ui import typeset
from tests.conftest import REPOSITORY

NO_TELLS: frozenset[str] = frozenset()


def with_picture(pack: Library, name: str, **changes: object) -> Library:
    """A library with one picture changed."""
    changed: Picture = msgspec.structs.replace(pack.pictures[name], **changes)
    return msgspec.structs.replace(pack, pictures={**pack.pictures, name: changed})


def test_a_pack_whose_texts_fit_has_no_misfits(small_pack: Library) -> None:
    """In every language and size."""
    assert galley.misfits(small_pack, frozenset(small_pack.tells)) == []


def test_every_screen_with_texts_is_proved(small_pack: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels, introductions, cards, puzzles, reveals of one and several, closings, the guide and its tells."""
    monkeypatch.setattr(typeset, "READABLE", 99.0)  # nothing is as large as that: every text is heard
    found = galley.misfits(small_pack, frozenset(small_pack.tells))
    kinds = {"levels", "intro", "card", "order", "choose", "closing", "reveal", "reveal of several", "guide", "tell"}
    assert {item.screen for item in found} == kinds
    assert {(item.language, item.size) for item in found} == {(code, size) for code in ("en", "it") for size in SIZES}
    heard = {item.text for item in found if item.language == "en"}
    for level in small_pack.levels.values():
        wanted = [level.title, level.intro, *([level.closing] if level.closing else [])]
        for entry in level.rounds:
            if isinstance(entry, ReadRound):
                wanted += [entry.title, entry.text, *(frame.caption for frame in entry.series)]
            elif isinstance(entry, ChooseRound):
                wanted += [entry.question, *(choice.text for choice in entry.choices)]
            elif not isinstance(entry, DrawRounds) and hasattr(entry, "steps"):
                wanted += [entry.question, entry.explain, *(step.text for step in entry.steps)]
        assert {text["en"] for text in wanted} <= heard, level.id
    for picture in small_pack.pictures.values():
        assert {item.note["en"] for item in picture.evidence} <= heard, picture.id


def test_a_question_to_a_class_is_proved_at_its_size(small_pack: Library) -> None:
    """Read from afar, it has less room."""
    level = small_pack.levels["one-round"]
    asked = msgspec.structs.replace(level.rounds[0], discuss={"en": "Who gains? " * 40, "it": "Chi ci guadagna?"})
    changed = msgspec.structs.replace(level, rounds=(asked,))
    found = galley.misfits(msgspec.structs.replace(small_pack, levels={"one-round": changed}), NO_TELLS)
    assert {(item.screen, item.language) for item in found} == {("discuss", "en")}


def with_note(pack: Library, en: int, it: int, **changes: object) -> Library:
    """A library in which one picture's note is a sentence said over and over."""
    note = {"en": "No apple grows in this blue. " * en, "it": "Nessuna mela cresce di questo blu. " * it}
    evidence = msgspec.structs.replace(pack.pictures["apple-blue"].evidence[0], note=note)
    return with_picture(pack, "apple-blue", evidence=(evidence,), **changes)


def test_texts_are_proved_for_a_class_that_reads_from_afar(small_pack: Library) -> None:
    """A note that fits a desk's screens is too long for a projector's, and the remark says where."""
    found = galley.misfits(with_note(small_pack, 11, 9), NO_TELLS)
    assert {(item.text_size, item.screen) for item in found} == {(PROJECTOR_TEXT, "reveal")}
    assert {item.language for item in found} == {"en", "it"}
    assert all("with the text of a projector" in item.describe() for item in found)


def test_a_long_credit_crowds_a_note(small_pack: Library) -> None:
    """What stands in the same column counts: the fullest columns are proved, not the longest notes alone."""
    noted = with_note(small_pack, 8, 6)
    many = {
        f"more-{n}": msgspec.structs.replace(noted.pictures["apple-blue"], id=f"more-{n}")
        for n in range(galley.ENOUGH + 9)
    }
    assert galley.misfits(msgspec.structs.replace(noted, pictures={**many, **noted.pictures}), NO_TELLS) == []
    crowded = with_note(small_pack, 8, 6, credit="Somebody with a long name, and many helpers; " * 40)
    found = galley.misfits(msgspec.structs.replace(crowded, pictures={**many, **crowded.pictures}), NO_TELLS)
    assert {item.text for item in found} == set(crowded.pictures["apple-blue"].evidence[0].note.values())


def test_a_language_that_the_interface_does_not_speak(small_pack: Library) -> None:
    """Its texts are proved, too."""
    level = small_pack.levels["one-round"]
    changed = msgspec.structs.replace(level, intro={**level.intro, "fr": "Regarde bien. " * 200})
    pack = msgspec.structs.replace(small_pack.pack, languages=("en", "fr"))
    found = galley.misfits(msgspec.structs.replace(small_pack, pack=pack, levels={"one-round": changed}), NO_TELLS)
    assert {(item.screen, item.language) for item in found} == {("intro", "fr")}


def test_proofs_need_no_display_and_open_no_picture() -> None:
    """They run where there is no screen at all, and start no thread that decodes."""
    code = (
        "import os, sys, threading\nfrom pathlib import Path\n"
        "os.environ.pop('SDL_VIDEODRIVER', None); os.environ.pop('DISPLAY', None)\n"
        "from game.author import galley\n"
        "from game.pack import cache\n"
        "found = galley.misfits(cache.load(Path(sys.argv[1]), None), frozenset())\n"
        "print(len(found), threading.active_count(), 'PIL' in sys.modules)\n"
    )
    pack = str(Path(__file__).parents[1] / "packs" / "good-1")
    done = subprocess.run(
        [sys.executable, "-c", code, pack], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    assert done.stdout == "0 1 False\n"
