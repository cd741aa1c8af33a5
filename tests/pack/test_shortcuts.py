"""No picture's truth can be guessed from its file; and a check for that finds what is planted."""

from __future__ import annotations

import numpy as np

from game.pack.check.shortcuts import LIMIT, guess, guesses, tag_features
from game.pack.library import Library


def test_no_level_gives_its_answers_away_by_its_files(shipped: Library) -> None:
    """Bytes, size, mode, quantisation and metadata leave simple models at chance, level by level."""
    found = list(guesses(shipped, ("file",)))
    assert len({item.level for item in found}) >= 4
    assert [item for item in found if item.p < LIMIT] == []


def test_a_shortcut_would_be_found() -> None:
    """Models do find a difference where one is planted: fakes a tenth smaller than real pictures."""
    rng = np.random.default_rng(7)
    truth = np.array([0, 1] * 20)
    rows = np.column_stack([rng.normal(100, 3, 40) - 10 * truth, np.full(40, 768.0)])
    assert guess("planted", "file", "logistic", rows, truth).p < LIMIT
    assert guess("planted", "file", "tree", rows, truth).p < LIMIT
    plain = np.column_stack([rng.normal(100, 3, 40), np.full(40, 768.0)])
    assert guess("plain", "file", "logistic", plain, truth).p > LIMIT


def test_subjects_that_give_the_answer_are_found() -> None:
    """Portraits that are always fake, animals that are always real: the words for what is to be seen are enough."""
    rng = np.random.default_rng(7)
    truth = np.array([0, 1] * 20)

    rows = np.array(tag_features([{"portrait" if fake else "animal", "today"} for fake in truth]))
    assert rows.shape == (40, 2)  # what all of them bear, or one alone, tells nothing
    assert guess("planted", "tags", "logistic", rows, truth).p < LIMIT
    assert guess("planted", "tags", "tree", rows, truth).p < LIMIT
    mixed = np.array(tag_features([{"portrait" if shown else "animal"} for shown in rng.random(40) < 0.5]))
    assert guess("mixed", "tags", "tree", mixed, truth).p > LIMIT


def test_no_level_gives_its_answers_away_by_its_subjects(shipped: Library) -> None:
    """What the tags say is to be seen leaves simple models at chance, level by level."""
    found = list(guesses(shipped, ("tags",)))
    assert len({item.level for item in found}) >= 4
    assert [item for item in found if item.p < LIMIT] == []
