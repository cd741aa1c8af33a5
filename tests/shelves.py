"""Further packs for tests that need a shelf of several."""

from __future__ import annotations

import shutil
from pathlib import Path

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
