"""Can truth be guessed from a picture's file? Simple models try, by cross-validation, level by level.

The features of the file say nothing that a player should see: a model that beats chance on them has found a shortcut.
Used by test_shortcuts.py; run by itself it prints the table for a note, pixel statistics included:

    python -m tests.shortcuts
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageStat
from scipy.stats import binom
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from game import cache, places, rules
from game.library import Library
from game.model import DrawRounds, Level, PickRound, Picture, PointRound, VerdictRound

FEWEST = 6  # pictures of each truth: below this no model can be told from luck


class Guess(NamedTuple):
    """How well one model guessed the truth of one level's pictures."""

    level: str
    features: str
    model: str
    right: int
    pictures: int
    p: float  # of as many or more right ones, if every guess were made by the level's larger class alone


def judged(level: Level, library: Library) -> list[Picture]:
    """Every picture that a level may ask a verdict about."""
    found: dict[str, Picture] = {}
    for entry in level.rounds:
        if isinstance(entry, DrawRounds) and entry.draw.ask != "point":
            fakes, reals = rules.pool_of(entry.draw, library.pictures)
            found |= {item.id: item for item in (*fakes, *reals)}
        elif isinstance(entry, (VerdictRound, PickRound)):
            found |= {name: library.pictures[name] for name in rules.pictures_of(entry)}
        elif isinstance(entry, PointRound):
            found[entry.picture] = library.pictures[entry.picture]
    return list(found.values())


def file_features(path: Path) -> list[float]:
    """What a file says before it is looked at: bytes, size, mode, quantisation, metadata."""
    with Image.open(path) as image:
        tables = getattr(image, "quantization", {})
        quantised = float(sum(sum(table) for table in tables.values()))
        marks = (len(image.info.get("exif", b"")), len(image.info.get("icc_profile", b"")))
        # the XMP packet is left out: it states the source type on purpose, and the game shows it only after the verdict
        return [
            float(path.stat().st_size), float(image.width), float(image.height), float(len(image.getbands())),
            quantised, float(len(tables)), float(image.info.get("progressive", 0)), *map(float, marks),
        ]  # fmt: skip


def pixel_features(path: Path) -> list[float]:
    """What the pixels say without being understood: mean, contrast, saturation, sharpness."""
    with Image.open(path) as image:
        grey = image.convert("L")
        colours = ImageStat.Stat(image.convert("HSV"))
        pixels = np.asarray(grey, dtype=np.float32)
    stat = ImageStat.Stat(grey)
    edges = np.abs(np.diff(pixels, axis=0)).mean() + np.abs(np.diff(pixels, axis=1)).mean()
    return [stat.mean[0], stat.stddev[0], colours.mean[1], colours.stddev[1], float(edges)]


def guesses(library: Library) -> list[Guess]:
    """Both models on both kinds of features, for every level with enough pictures."""
    found = []
    for level in library.levels.values():
        pictures = judged(level, library)
        truth = np.array([item.fake for item in pictures], dtype=int)
        if min(truth.sum(), len(truth) - truth.sum()) < FEWEST:
            continue
        for name, features in (("file", file_features), ("pixels", pixel_features)):
            rows = np.array([features(library.path(item.file)) for item in pictures])
            found += [guess(level.id, name, model, rows, truth) for model in ("logistic", "tree")]
    return found


def guess(level: str, features: str, model: str, rows: Any, truth: Any) -> Guess:
    """Cross-validated guesses of one model."""
    fitted: Any = DecisionTreeClassifier(max_depth=2, min_samples_leaf=3, random_state=0)
    if model == "logistic":
        fitted = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    folds: Any = LeaveOneOut() if len(truth) < 40 else StratifiedKFold(10, shuffle=True, random_state=0)
    right = int((cross_val_predict(fitted, rows, truth, cv=folds) == truth).sum())
    chance = max(truth.mean(), 1 - truth.mean())
    return Guess(level, features, model, right, len(truth), float(binom.sf(right - 1, len(truth), chance)))


if __name__ == "__main__":
    for item in guesses(cache.load(places.default_pack(), None)):
        sys.stdout.write(
            f"{item.level:32} {item.features:7} {item.model:9} {item.right:3} of {item.pictures:3}  p = {item.p:.3f}\n"
        )
