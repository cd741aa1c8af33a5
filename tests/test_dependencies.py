"""What the game depends on: bounded on both sides; for kiosks fixed to versions whose every file has a hash."""

from __future__ import annotations

import re
import tomllib
from itertools import product

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from .conftest import REPOSITORY
from .oldest import constraints

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (REPOSITORY / "game" / "seats" / "kiosk" / "requirements.lock").read_text(encoding="utf-8")
GROUPS = {"": PROJECT["project"]["dependencies"], **PROJECT["project"]["optional-dependencies"]}
LOCKED = ("", "signing")  # what a kiosk installs
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize(
    "text", [*(item for group in GROUPS.values() for item in group), *PROJECT["build-system"]["requires"]]
)
def test_every_dependency_is_bounded(text: str) -> None:
    """From a version that was tried, up to the next one that may break what it promised."""
    signs = {item.operator for item in Requirement(text).specifier}
    assert signs == {">=", "<"}


def test_the_oldest_versions_are_the_lower_bounds() -> None:
    """One of each library, whatever else is said of it; the tests run on them, too."""
    texts = [
        "Pillow>=11.3,<14",
        "ralph-malph[lrs,cli]>=5,<6",
        "pyttsx3>=2.90,<3; sys_platform == 'win32'",
        "Pillow>=11.3,<14",
    ]
    assert list(constraints(texts)) == ["Pillow==11.3", "ralph-malph==5", "pyttsx3==2.90"]
    every = [Requirement(line) for line in constraints(item for group in GROUPS.values() for item in group)]
    assert len({item.name for item in every}) == len(every), "two bounds for one library"
    for text in (item for group in GROUPS.values() for item in group):
        (oldest,) = [item for item in every if item.name == Requirement(text).name]
        assert all(Requirement(text).specifier.contains(item.version) for item in oldest.specifier)


def pins() -> list[tuple[Requirement, int]]:
    """Every entry of the lock file, and how many hashes it has."""
    entries = re.sub(r" \\\n\s*", " ", LOCK).splitlines()
    return [
        (Requirement(line.partition(" --hash")[0]), len(re.findall(r" --hash=sha256:[0-9a-f]{64}(?= |$)", line)))
        for line in entries
        if line.strip() and not line.lstrip().startswith("#")
    ]


def test_every_version_of_the_lock_file_is_exact_and_has_hashes() -> None:
    """And pip finds nothing else in it: no address, no path, no option."""
    for requirement, hashes in pins():
        assert re.fullmatch(r"==[0-9][0-9a-z.]*", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes >= 1, requirement
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("#")]
    assert all(re.match(r"[a-z0-9-]+==|    --hash=sha256:[0-9a-f]{64}( \\)?$", line) for line in lines)
    assert not re.search(r"://|file:|--(index|extra|find|trusted)|[/\\]\w+[/\\]", LOCK)


@pytest.mark.parametrize(("python", "system"), list(product(PYTHONS, ("linux", "win32", "darwin"))))
def test_the_lock_file_holds_what_the_project_asks_for(python: str, system: str) -> None:
    """One version of each dependency, within its bounds, on every Python and system."""
    environment = {
        **default_environment(), "python_version": python, "python_full_version": f"{python}.0", "sys_platform": system,
    }  # fmt: skip
    held = [item for item, _ in pins() if item.marker is None or item.marker.evaluate(environment)]
    names = [item.name for item in held]
    assert len(names) == len(set(names))
    for text in (item for group in LOCKED for item in GROUPS[group]):
        wanted = Requirement(text)
        (pin,) = [item for item in held if item.name == wanted.name.lower()]
        (version,) = [item.version for item in pin.specifier]
        assert wanted.specifier.contains(version), f"{pin} is not {wanted}; make the lock file anew"
