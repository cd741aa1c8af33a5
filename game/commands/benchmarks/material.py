"""What is measured with: pictures like photographs, packs of any size, results of any length; the same every time.

Owns the making of them, in a folder that the caller throws away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import astuple

from game.model import scoring
from game.model.terms import Says
from game.results.fields import AnswerRow, SessionRow, insert

if TYPE_CHECKING:
    from PIL.Image import Image

DIFFERENT = 40  # pictures that really differ: those of large packs are copies with a comment of their own
MOMENT = "2026-05-04T08:00:00+00:00"
LEVEL_ROUNDS = 100  # in each level of a pack with many rounds
_HEAD = b"\xff\xd8"  # how a JPEG begins
_TEXTS = "{en: 'A field of noise', it: 'Un campo di rumore'}"


def photograph(size: tuple[int, int], seed: int) -> Image:
    """Noise with the spectrum of photographs (1/f): it weighs and decodes as they do."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    total = np.zeros((size[1], size[0], 3), np.float32)
    cells = 4
    while cells < max(size):
        noise = rng.integers(0, 256, (max(2, cells * size[1] // max(size)), max(2, cells * size[0] // max(size)), 3))
        layer = Image.fromarray(noise.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(layer, np.float32) / cells**0.3
        cells *= 2
    total -= total.min()
    return Image.fromarray((total * (255 / total.max())).astype(np.uint8))


def save(size: tuple[int, int], seed: int, path: Path) -> Path:
    """A photograph as a JPEG file, for what needs no pack."""
    path.parent.mkdir(parents=True, exist_ok=True)
    photograph(size, seed).save(path, quality=88)
    return path


def pack(
    folder: Path,
    pictures: int,
    rounds: int,
    size: tuple[int, int] = (1024, 1024),
    *,
    tell: float = 0.1,
    in_level: int = LEVEL_ROUNDS,
    covers: int = 1,
) -> Path:
    """A pack whose every second picture is an altered one, in levels of at most so many rounds.

    `tell` is half of a tell's width, as a share of its picture's; `covers` is how many different ones levels have.
    """
    images = folder / "assets" / "images"
    images.mkdir(parents=True)
    (folder / "levels").mkdir()
    files = [save(size, seed, images / f"{seed}.jpg").read_bytes() for seed in range(min(pictures, DIFFERENT))]
    for number in range(DIFFERENT, pictures):
        (images / f"{number}.jpg").write_bytes(_remarked(files[number % DIFFERENT], f"picture {number}"))
    entries = "".join(_entry(number, size, tell) for number in range(pictures))
    (folder / "assets" / "pictures.yaml").write_text(f"format: 1\npictures:\n{entries}", encoding="utf-8")
    (folder / "pack.yaml").write_text(
        "format: 1\nid: bench\nversion: '1'\ntitle: {en: Bench, it: Bench}\nlanguages: [en, it]\nlicence: CC0-1.0\n",
        encoding="utf-8",
    )
    for number, names in enumerate(_shared_out(pictures, rounds, in_level)):
        asked = "".join(f"  - ask: verdict\n    picture: picture-{name}\n" for name in names)
        cover = f"cover: picture-{min(1 + 2 * (number % covers), pictures - 1)}"
        head = f"format: 1\nid: level-{number}\ntitle: {_TEXTS}\nintro: {_TEXTS}\n{cover}\nrounds:\n"
        (folder / "levels" / f"level-{number}.yaml").write_text(head + asked, encoding="utf-8")
    return folder


def shelf(folder: Path, packs: int, levels: int, size: tuple[int, int] = (1024, 1024)) -> Path:
    """So many packs in a folder, each with so many levels, and with bytes of its own in every picture."""
    first = pack(folder / "bench-0", 10, levels * 4, size, in_level=4, covers=5)
    for number in range(1, packs):
        root = Path(shutil.copytree(first, folder / f"bench-{number}"))
        for path in (root / "assets" / "images").iterdir():
            path.write_bytes(_remarked(path.read_bytes(), f"pack {number}"))
    for number in range(packs):
        head = folder / f"bench-{number}" / "pack.yaml"
        head.write_text(head.read_text(encoding="utf-8").replace("id: bench", f"id: bench-{number}"), encoding="utf-8")
    return folder


def _remarked(jpeg: bytes, comment: str) -> bytes:
    """The same picture in other bytes."""
    return _HEAD + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment.encode() + jpeg[len(_HEAD) :]


def _shared_out(pictures: int, rounds: int, in_level: int) -> Iterator[list[int]]:
    """The pictures of each level's rounds."""
    for first in range(0, rounds, in_level):
        yield [number % pictures for number in range(first, min(first + in_level, rounds))]


def _entry(number: int, size: tuple[int, int], tell: float) -> str:
    """One picture in YAML; the odd ones are altered and have the even one before them as their original."""
    fake = number % 2
    lines = [
        f"  - id: picture-{number}", f"file: images/{number}.jpg",
        f"truth: {'manipulated' if fake else 'real'}", f"made_by: {'splice' if fake else 'camera'}",
        "credit: Spot the Fake", "licence: CC0-1.0", f"alt: {_TEXTS}", f"size: [{size[0]}, {size[1]}]",
        f"source_type: {'compositeCapture' if fake else 'digitalCapture'}",
    ]  # fmt: skip
    if fake:
        lines += [f"original: picture-{number - 1}", "evidence:"]
        for share in (0.25, 0.6):
            ellipse = [
                round(size[0] * share),
                round(size[1] * share),
                round(size[0] * tell),
                round(size[1] * tell * 5 / 6),
            ]
            lines += [
                "  - tell: cut-edge", f"    region: {{ellipse: {ellipse}}}",
                "    note: {en: 'The edge is too hard here', it: 'Qui il bordo è troppo netto'}",
            ]  # fmt: skip
    return "\n    ".join(lines) + "\n"


def answers(path: Path, count: int) -> None:
    """A results file of so many answers, 20 a session, on a thousand pictures."""
    from game.results import store

    chance = Random(7)
    sessions = (session(number) for number in range(-(-count // 20)))
    answered = (answer(number // 20, number % 20, chance) for number in range(count))
    with closing(store._connect(path)) as db:  # noqa: SLF001 (the file as the game makes it)
        db.execute("BEGIN")
        db.executemany(insert(SessionRow), map(astuple, sessions))
        db.executemany(insert(AnswerRow), map(astuple, answered))
        db.execute("COMMIT")


def session(number: int, rounds: int = 20) -> SessionRow:
    """A finished session at the desk."""
    return SessionRow(
        id=f"s{number}", started=MOMENT, mode="desk", pack="bench", pack_version="1", level="level-0", language="en",
        seed=1, rounds=rounds, finished=True,
    )  # fmt: skip


def answer(of: int, place: int, chance: Random) -> AnswerRow:
    """A verdict on one of a thousand pictures, more often right than not."""
    fake = chance.random() < 0.5
    says: Says = "fake" if chance.random() < (0.7 if fake else 0.35) else "real"
    return AnswerRow(
        session=f"s{of}", round=place, picture=f"picture-{chance.randrange(1000)}", ask="verdict", fake=fake, says=says,
        outcome=scoring.outcome(says, fake=fake), confidence=chance.randrange(4), points=chance.randrange(101),
        milliseconds=chance.randrange(900, 9000), answered=MOMENT,
    )  # fmt: skip
