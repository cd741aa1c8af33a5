"""The oldest version of each library that pyproject.toml allows, as constraints for pip.

    python -m tests.oldest >oldest.txt && pip install -c oldest.txt -e '.[test]'

Reads the lower bounds of the dependencies and of every extra. Refuses to know a version itself: a bound is raised in
pyproject.toml, where the tests fail below it.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def constraints(requirements: Iterable[str]) -> Iterator[str]:
    """Each requirement fixed to its lower bound, once."""
    yield from dict.fromkeys(map(_oldest, requirements))


def _oldest(text: str) -> str:
    wanted = Requirement(text)
    (bound,) = [item.version for item in wanted.specifier if item.operator == ">="]
    return f"{wanted.name}=={bound}"


if __name__ == "__main__":
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    sys.stdout.writelines(f"{line}\n" for line in constraints(item for group in groups for item in group))
