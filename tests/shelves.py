"""Further packs for tests that need a shelf of several."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from PIL import Image

from game.pack import cache
from game.pack.library import Library

GOOD = Path(__file__).parent / "packs" / "good-1"
CLAIMS = Path(__file__).parent / "packs" / "claims.yaml"  # a level of impressions and cases for it


def with_claims(folder: Path) -> Path:
    """The folder of a copy of the small pack that has a level of impressions and cases as well."""
    root = Path(shutil.copytree(GOOD, folder / "with-claims"))
    shutil.copy(CLAIMS, root / "levels" / CLAIMS.name)
    return root


def another(folder: Path, name: str, *, same: tuple[str, ...] = ()) -> Library:
    """The small pack under another id, with the level of claims; of its files only those named are the same bytes."""
    root = Path(shutil.copytree(GOOD, folder / name))
    shutil.copy(CLAIMS, root / "levels" / CLAIMS.name)
    told = (root / "pack.yaml").read_text(encoding="utf-8").replace("id: good-1", f"id: {name}")
    told = told.replace("Small pack", name.title()).replace("Pacchetto piccolo", name.title())
    (root / "pack.yaml").write_text(
        told + f'credit_phrases:\n  - {{en: "{name}", it: "{name} it"}}\n', encoding="utf-8"
    )
    for number, path in enumerate(sorted((root / "assets" / "images").iterdir())):
        if path.name not in same:
            path.write_bytes(path.read_bytes() + bytes(number + len(name)))
    return cache.load(root, None)


_FACE = """
  - id: face-{n}
    file: images/face-{n}.png
    size: [240, 240]
    truth: {truth}
    made_by: {made_by}
    source_type: {source_type}
    difficulty: {difficulty}
    credit: The Spot the Fake authors
    licence: CC0-1.0
    tags: [face, portrait]
    alt: {{en: "Dots, row {n}.", it: "Punti, riga {n}."}}
    {said}"""
_SEEN = '{tell: none-visible, region: {box: [10, 10, 150, 150]}, note: {en: "Nothing.", it: "Niente."}}'


def faces(folder: Path, name: str, version: str = "1.0", count: int = 80) -> Path:
    """The folder of a collection of so many small faces, half of them generated, such as levels of the game draw from.

    In truth they are dots, and differ by version.
    """
    root = folder / f"{name}-{version}"
    (root / "assets" / "images").mkdir(parents=True)
    (root / "levels").mkdir()
    rows = []
    for n in range(count):
        dots = Image.frombytes("RGB", (8, 8), Random(f"{n} {version}").randbytes(192))
        dots.resize((240, 240), Image.Resampling.BICUBIC).save(root / "assets" / "images" / f"face-{n}.png")
        fake = n % 2
        rows.append(_FACE.format(
            n=n, truth="synthetic" if fake else "real", made_by="gan" if fake else "camera",
            source_type="trainedAlgorithmicMedia" if fake else "digitalCapture", difficulty=2 + n % 3,
            said=f"evidence: [{_SEEN}]" if fake else 'looks_odd: {en: "The ear.", it: "Un orecchio."}',
        ))  # fmt: skip
    (root / "assets" / "pictures.yaml").write_text("format: 1\npictures:" + "".join(rows) + "\n", encoding="utf-8")
    title = f'{{en: "{name.title()}", it: "{name.title()}"}}'
    head = f'format: 1\nid: {name}\nversion: "{version}"\ntitle: {title}\nlanguages: [en, it]\nlicence: CC0-1.0\n'
    (root / "pack.yaml").write_text(head, encoding="utf-8")
    (root / "levels" / "faces.yaml").write_text(
        f"format: 1\nid: faces\ntitle: {title}\ndifficulty: 2\nintro: {{en: Look., it: Guarda.}}\nrounds:\n"
        "  - {ask: rate, picture: face-0}\n  - draw: {ask: rate, count: 4, from: {tags: [face]}}\n"
        "  - draw: {count: 3, from: {tags: [face]}}\n", encoding="utf-8",
    )  # fmt: skip
    return root
