"""One browser for all tests of pages, and the small pack with every kind of round as pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.commands.cli import main
from tests.shelves import with_claims
from tests.web.chromium import PROGRAM, Chromium

NODE_MODULES = Path(__file__).parent / "node_modules"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A running browser."""
    if PROGRAM is None:
        pytest.skip("there is no Chromium here; Debian's package is 'chromium'")
    pytest.importorskip("websockets")
    with Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="session")
def small_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with every kind of round."""
    return with_claims(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, small_pack: Path) -> Path:
    """Two of its levels in every form: folder/, both.html, claims.html, both.zip."""
    out = tmp_path_factory.mktemp("pages")
    common = ["--pack", str(small_pack), "--seed", "4", "--data", str(out / "data")]
    for target in ("folder", "both.html", "both.zip"):
        assert main(["web", "everything", "claims", "--out", str(out / target), *common]) == 0
    assert main(["web", "claims", "--out", str(out / "claims.html"), *common]) == 0
    assert main(["web", "everything", "--out", str(out / "everything.html"), *common]) == 0
    return out


def node_file(name: str) -> Path:
    """A file of an npm package that only tests use; skips where it is not installed."""
    path = NODE_MODULES / name
    if not path.is_file():
        pytest.skip(f"{name} is not installed; 'npm ci' in tests/web gets it")
    return path
