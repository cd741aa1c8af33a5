"""The two levels of cases: what must be among them, that nothing but looking tells the answer, and that they play."""

from __future__ import annotations

import sys
from collections import Counter

import pygame
import pytest
from msgspec import structs
from PIL import Image

from game.base.settings import Settings
from game.base.text import Words
from game.model.kinds.investigate_round import CLAIMS, InvestigateRound
from game.pack.cases import answer_key, found_at, said_by_file
from game.pack.library import Library
from game.paper.handout import handout
from game.scenes.case import CaseScene
from game.scenes.case_reveal import CaseRevealScene
from game.ui.widgets import Label
from tests.conftest import Opens

LEVELS = ("true-picture-which-story", "before-you-share")
STILL = Settings(language="en", reduced_motion=True)


def cases(library: Library, level: str) -> list[InvestigateRound]:
    """The cases of a level; it holds nothing else."""
    rounds = library.levels[level].rounds
    found = [entry for entry in rounds if isinstance(entry, InvestigateRound)]
    assert len(found) == len(rounds)
    return found


def all_cases(library: Library) -> list[InvestigateRound]:
    """Those of both levels."""
    return [case for level in LEVELS for case in cases(library, level)]


def test_there_are_as_many_cases_as_were_promised(shipped: Library) -> None:
    """Twelve at least; all five answers in both levels, and what is true is met at least as often as a machine's."""
    assert len(all_cases(shipped)) >= 12
    for level in LEVELS:
        answers = Counter(case.answer for case in cases(shipped, level))
        assert set(answers) == set(CLAIMS), level
        assert answers["true"] >= answers["synthetic"], level


def test_the_promised_kinds_of_case_are_there(shipped: Library) -> None:
    """Each is known by what it stands on: its picture and its answer, or that it is a call."""
    known = {case.picture: case.answer for case in all_cases(shipped)}
    assert {
        "case-horses": "false-context",  # an old picture as new
        "case-otter": "false-context",  # a crop that hides
        "case-mirrors": "false-context",  # satire
        "case-lawn": "true",  # a real picture called AI
        "case-evening": "synthetic",  # with credentials
        "case-puppy": "synthetic",  # stripped of them
        "case-rails": "altered",  # a screenshot of a fake
        "case-warehouse": "true",  # after five forwards
        "case-osprey": "cannot-know",
        None: "synthetic",  # a call
    }.items() <= known.items()


def test_every_kind_of_place_settles_some_case(shipped: Library) -> None:
    """No place is always the right one, none is always idle, and the first one is no surer than others."""
    found = all_cases(shipped)
    settling = Counter(lead.kind for case in found for lead in case.sources if lead.settles)
    assert set(settling) == {lead.kind for case in found for lead in case.sources}
    assert max(settling.values()) * 3 <= sum(settling.values())
    assert all(sum(lead.settles for lead in case.sources) == (case.answer != "cannot-know") for case in found)
    assert len({case.shortest for case in found}) >= 5


def test_neither_number_nor_order_of_the_places_tells(shipped: Library) -> None:
    """The places stand in one order everywhere, and no number of them belongs to one answer."""
    ranked = ["reverse-search", "account", "coverage", "place", "file", "original", "expert"]
    for case in all_cases(shipped):
        places = [ranked.index(lead.kind) for lead in case.sources]
        assert places == sorted(places), case.picture
        assert 5 <= len(places) <= 6, case.picture
    counts: dict[str, set[int]] = {}
    for case in all_cases(shipped):
        counts.setdefault(case.answer, set()).add(len(case.sources))
    for answer in ("true", "synthetic", "false-context", "cannot-know"):
        assert counts[answer] == {5, 6}, answer


def test_a_picture_is_asked_about_once_and_is_no_cover_of_its_level(shipped: Library) -> None:
    """Nor is what is found of it dealt anywhere else."""
    asked = [case.picture for case in all_cases(shipped) if case.picture]
    assert len(asked) == len(set(asked))
    for level in LEVELS:
        shown = {name for case in cases(shipped, level) for name in case.pictures}
        assert shipped.levels[level].cover not in shown
        assert not any(shipped.pictures[name].in_draws for name in shown)


def test_all_pictures_of_cases_are_alike_but_for_what_they_show(shipped: Library) -> None:
    """One size; their files are silent, as copies are, but for the one whose file is the point."""
    for name in {name for case in all_cases(shipped) for name in case.pictures}:
        picture = shipped.pictures[name]
        assert picture.size == (768, 512)
        with Image.open(shipped.path(picture.file)) as image:
            assert not image.getexif()
            assert ("xmp" in image.info) == (name == "case-evening")


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_the_file_of_the_signed_picture_says_settles_it(shipped: Library, language: str) -> None:
    """It names a trained network; all other files say nothing, and that this proves nothing."""
    words = Words(language)
    for case in all_cases(shipped):
        for lead in case.sources:
            if lead.kind == "file":
                said = found_at(lead, case.picture, shipped, words)
                assert (words("source.trainedAlgorithmicMedia") in said) == lead.settles, case.picture
                assert (words("file.nothing") in said) == (not lead.settles), case.picture


def test_without_the_extra_the_signed_file_still_names_its_source(
    shipped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that there are credentials, and that they were not read."""
    monkeypatch.setitem(sys.modules, "c2pa", None)
    words = Words("en")
    said = said_by_file(shipped.path(shipped.pictures["case-evening"].file), words)
    assert words("file.c2pa.unread") in said
    assert words("source.trainedAlgorithmicMedia") in said


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_level_of_cases_is_played_whole_by_touch(opens: Opens, shipped: Library, level: str, language: str) -> None:
    """Everything opened, the right answer given: each reveal says so, and the claim stands there before."""
    player = opens(shipped, settings=Settings(language=language, reduced_motion=True), size=(800, 480))
    player.app.show(player.app.flow.intro(level))
    player.touch("begin")
    for case in cases(shipped, level):
        scene = player.app.scene
        assert isinstance(scene, CaseScene)
        claim = scene.widget("claim")
        assert isinstance(claim, Label)
        assert case.claim[language] in claim.text
        for lead in case.sources:
            player.touch(f"lead-{lead.kind}")
        player.touch(f"claim-{case.answer}")
        player.touch("sure-3")
        reveal = player.app.scene
        assert isinstance(reveal, CaseRevealScene)
        assert reveal.verdict.knowledge == 100
        while isinstance(player.app.scene, CaseRevealScene):
            player.touch("onward")


@pytest.mark.parametrize("language", ["en", "it", "de", "fr", "es"])
def test_answers_to_a_call_are_about_a_voice(opens: Opens, shipped: Library, language: str) -> None:
    """There is no picture that could be true or altered: not on the screen, nor on paper or in a page."""
    call = next(case for case in all_cases(shipped) if case.post.via == "call")
    words, picture = Words(language), {"en": "icture", "it": "oto", "de": "Bild", "fr": "mage", "es": "magen"}[language]
    said = {claim: words(answer_key(claim, call.post)) for claim in CLAIMS}
    assert len(set(said.values())) == len(CLAIMS)
    assert not any(picture in text for text in said.values())
    player = opens(shipped, settings=Settings(language=language, reduced_motion=True), size=(800, 480))
    session = player.app.flow.start(LEVELS[1]) and player.app.flow.playing.now
    player.app.flow.playing.session = structs.replace(session, rounds=(call,))
    player.app.show(player.app.flow.next_round())
    assert {claim: player.app.scene.widget(f"claim-{claim}").text for claim in CLAIMS} == said
    player.touch("claim-altered")
    player.touch("sure-1")
    assert words("case.yours", answer=said["altered"]) in " ".join(player.app.scene.spoken())


def test_a_case_is_played_by_keys_alone(opens: Opens, shipped: Library) -> None:
    """Tab and Enter open a place; a number says what it is, another how sure."""
    player = opens(shipped, settings=STILL)
    player.app.show(player.app.flow.intro(LEVELS[0]))
    player.key(pygame.K_RETURN)
    scene = player.app.scene
    assert isinstance(scene, CaseScene)
    for _ in range(40):
        if scene.focus == "lead-reverse-search":
            break
        player.key(pygame.K_TAB)
    player.key(pygame.K_RETURN)
    assert [scene.entry.sources[at].kind for at in scene.opened] == ["reverse-search"]
    player.key(pygame.K_4, pygame.K_3)
    reveal = player.app.scene
    assert isinstance(reveal, CaseRevealScene)
    assert reveal.said.claim == "false-context"


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_case_takes_one_page_of_paper(shipped: Library, level: str, language: str) -> None:
    """The introduction stands above the first one."""
    assert handout(shipped, Words(language), "sheet", level).pages == len(cases(shipped, level))
