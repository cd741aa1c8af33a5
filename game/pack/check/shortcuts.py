"""Can truth be guessed without looking at the pictures? Simple models try, by cross-validation, level by level.

Owns what the models are given: what a file says before it is looked at, and what is to be seen on it in one word (a
model that beats chance on these has found a shortcut, and so will a player), and the coarsest statistics of its pixels
(which may be a hint of one). Needs scikit-learn, an optional extra.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from game.model.picture import Picture
from game.pack.check.check_levels import judged, subjects
from game.pack.library import Library, Manuscript
from game.pack.yamlfile import Problem
from game.pixels.imagefiles import open_picture, opened

FEWEST = 6  # pictures of each truth: below this no model can be told from luck
LIMIT = 0.01  # how probable it may be that luck guesses as well from the files, or from the subjects
HINT_LIMIT = 0.001  # and from the pixels, which subjects differ in anyway
FEWEST_TAGGED = 2  # pictures that bear a tag: one alone teaches nothing about others
FOLDS = 10
MOST = 2_000  # pictures of a level that the models learn from: more say nothing new
REDUCED = 1024  # px: a JPEG's pixels are looked at no larger than about this

Features = Literal["file", "tags", "pixels"]
ALL: tuple[Features, ...] = ("file", "tags", "pixels")
_SAYS: dict[Features, tuple[str, Literal["warning", "hint"]]] = {
    "file": ("the truth can be guessed from the files alone ({}): save all pictures of the level alike", "warning"),
    "tags": ("the truth can be guessed from what is to be seen (tags) alone ({}): mix the subjects", "warning"),
    "pixels": (
        "the truth can be guessed from brightness, colour and sharpness alone ({}): mix the subjects",
        "hint",
    ),
}


class Guess(NamedTuple):
    """How well one model guessed the truth of one level's pictures."""

    level: str
    features: Features
    model: str
    right: int
    pictures: int
    p: float  # of as many or more right ones, if every guess were made by the level's larger class alone


def guesses(library: Library, features: tuple[Features, ...] = ALL) -> Iterator[Guess]:
    """Both models on the features, for every level with enough pictures; clips and missing files are left out.

    Tags need no files: for them all count.

    Raises ModuleNotFoundError without scikit-learn.
    """
    import numpy as np
    import sklearn  # noqa: F401 (said at once, not at the first level that is large enough)

    known: dict[tuple[Features, str], list[float]] = {}
    for level in library.levels.values():
        asked = [item for item in judged(level, library) if item.askable]
        for name in features:
            pictures = _sample(asked if name == "tags" else [item for item in asked if _there(library, item)])
            truth = np.array([item.fake for item in pictures], dtype=int)
            if min(truth.sum(), len(truth) - truth.sum()) < FEWEST:
                continue
            if name == "tags":
                rows = np.array(tag_features([subjects(item, library) for item in pictures]))
            else:
                look = file_features if name == "file" else pixel_features
                for item in pictures:
                    if (name, item.id) not in known:
                        known[name, item.id] = look(library.path(item.file))
                rows = np.array([known[name, item.id] for item in pictures])
            if not rows.shape[1]:
                continue  # no picture says what is to be seen on it
            for model in ("logistic", "tree"):
                yield guess(level.id, name, model, rows, truth)


def review(library: Library, manuscript: Manuscript) -> Iterator[Problem]:
    """Levels whose truth a model guesses: a warning from the file or the subject alone, a hint from the pixels."""
    best: dict[tuple[str, Features], Guess] = {}
    for item in guesses(library):
        limit = HINT_LIMIT if item.features == "pixels" else LIMIT
        if item.p < limit and item.p < best.get((item.level, item.features), item._replace(p=1.0)).p:
            best[item.level, item.features] = item
    for item in best.values():
        message, severity = _SAYS[item.features]
        message = message.format(f"{item.right} of {item.pictures} right")
        yield manuscript.levels[item.level].problem(("rounds",), message, severity=severity, at_key=True)


def file_features(path: Path) -> list[float]:
    """What a file says before it is looked at: bytes, size, mode, quantisation, metadata."""
    with opened(path) as image:
        tables = getattr(image, "quantization", {})
        quantised = float(sum(sum(table) for table in tables.values()))
        marks = (len(image.info.get(name, b"")) for name in ("exif", "icc_profile"))
        return [
            float(path.stat().st_size), float(image.width), float(image.height), float(len(image.getbands())),
            quantised, float(len(tables)), float(image.info.get("progressive", 0)), *map(float, marks),
        ]  # fmt: skip


def tag_features(tagged: list[set[str]]) -> list[list[float]]:
    """What is to be seen on each picture, in the author's words: a column for each tag that several, not all, bear."""
    found = Counter(tag for tags in tagged for tag in tags)
    columns = [tag for tag, count in sorted(found.items()) if FEWEST_TAGGED <= count < len(tagged)]
    return [[float(tag in tags) for tag in columns] for tags in tagged]


def pixel_features(path: Path) -> list[float]:
    """What the pixels say without being understood: mean, contrast, saturation, sharpness."""
    import numpy as np
    from PIL import ImageStat

    image = open_picture(path, (REDUCED, REDUCED))
    grey = image.convert("L")
    colours = ImageStat.Stat(image.convert("HSV"))
    pixels = np.asarray(grey, dtype=np.float32)
    stat = ImageStat.Stat(grey)
    edges = np.abs(np.diff(pixels, axis=0)).mean() + np.abs(np.diff(pixels, axis=1)).mean()
    return [stat.mean[0], stat.stddev[0], colours.mean[1], colours.stddev[1], float(edges)]


def guess(level: str, features: Features, model: str, rows: Any, truth: Any) -> Guess:
    """Cross-validated guesses of one model ("logistic" or "tree"): rows of features, truths as 0 and 1."""
    from scipy.stats import binom
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import LeaveOneOut, StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier

    fitted: Any = DecisionTreeClassifier(max_depth=2, min_samples_leaf=3, random_state=0)
    if model == "logistic":
        fitted = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    few = len(truth) < 40 or min(truth.sum(), len(truth) - truth.sum()) < FOLDS
    folds: Any = LeaveOneOut() if few else StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    right = int((cross_val_predict(fitted, rows, truth, cv=folds) == truth).sum())
    chance = max(truth.mean(), 1 - truth.mean())
    return Guess(level, features, model, right, len(truth), float(binom.sf(right - 1, len(truth), chance)))


def _there(library: Library, picture: Picture) -> bool:
    return picture.clip is None and library.path(picture.file).is_file()


def _sample(pictures: list[Picture]) -> list[Picture]:
    """At most MOST pictures, evenly over the list."""
    step = max(1, math.ceil(len(pictures) / MOST))
    return pictures[::step]
