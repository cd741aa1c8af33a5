"""Whether there is a wheel of everything that the game needs, for every machine that it is for.

    python -m tests.wheels [--extras]

Asks pip's resolver, which answers for other machines than its own; nothing is installed. Owns the list of machines.
Prints a table; with `--extras` the optional libraries as well. Used by tests/test_wheels.py.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
FOR_USERS = ("signing", "speech", "video", "provenance")  # the other extras are for working on the code


class Machine(NamedTuple):
    """A kind of computer, by the names that wheels have for it, the newest one first."""

    name: str
    platforms: tuple[str, ...]


def _linux(processor: str) -> Machine:
    """Any distribution since Debian 10 and RHEL 8 (glibc 2.28)."""
    names = [f"manylinux_2_{minor}_{processor}" for minor in range(28, 4, -1)]
    return Machine(f"Linux {processor}", (*names, *(f"manylinux{year}_{processor}" for year in ("2014", "2010", "1"))))


MACHINES = (
    _linux("x86_64"),
    _linux("aarch64"),  # a Raspberry Pi with the 64-bit system
    Machine("Windows x86-64", ("win_amd64",)),
    Machine("macOS 14 x86-64", ("macosx_14_0_x86_64",)),
    Machine("macOS 14 arm64", ("macosx_14_0_arm64",)),
)


def answers(machine: Machine, python: str, requirements: list[str], *more: str) -> str:
    """Nothing where pip finds a wheel of everything, else what it says last."""
    with TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--disable-pip-version-check",
            "--ignore-installed", "--only-binary=:all:", "--implementation=cp", f"--python-version={python}",
            f"--target={folder}", *more, *(f"--platform={name}" for name in machine.platforms), *requirements,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["pip failed"])[-1]


def offline() -> bool:
    """Whether nothing can be asked: not even for a library that has had wheels for every machine for years."""
    return bool(answers(MACHINES[0], PYTHONS[0], ["platformdirs"], "--no-deps"))


def missing(machine: Machine, python: str, requirements: list[str], *more: str) -> list[str]:
    """What has no wheel: nothing, the libraries by name, or pip's word where only together they have none."""
    said = answers(machine, python, requirements, *more)
    if not said:
        return []
    lone = [Requirement(item).name for item in requirements if answers(machine, python, [item], "--no-deps")]
    return lone or [said]


def table(requirements: list[str], *more: str) -> dict[tuple[str, str], list[str]]:
    """What is missing, by machine and Python."""
    cases = [(machine, python) for machine in MACHINES for python in PYTHONS]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda case: missing(*case, requirements, *more), cases)
        return {(machine.name, python): lacks for (machine, python), lacks in zip(cases, found, strict=True)}


def shown(found: dict[tuple[str, str], list[str]]) -> str:
    """A row a machine, a column a Python."""
    lines = [f"{'':16}" + "".join(f"{python:>8}" for python in PYTHONS)]
    for machine in MACHINES:
        cells = [found[machine.name, python] for python in PYTHONS]
        lines.append(f"{machine.name:16}" + "".join(f"{'lacks' if lacks else 'all':>8}" for lacks in cells))
        lines += [f"  {python}: {', '.join(lacks)}" for python, lacks in zip(PYTHONS, cells, strict=True) if lacks]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="wheels for every machine")
    parser.add_argument("--extras", action="store_true", help="also the optional libraries")
    options = parser.parse_args()
    if offline():
        sys.stderr.write("no package index answers here\n")
        return 3
    needed = table(PROJECT["dependencies"])
    sys.stdout.write(f"what every user needs, and what that needs\n{shown(needed)}")
    if options.extras:
        extras = [item for name in FOR_USERS for item in PROJECT["optional-dependencies"][name]]
        sys.stdout.write(f"\noptional: {', '.join(FOR_USERS)}\n{shown(table(extras, '--no-deps'))}")
    return int(any(needed.values()))


if __name__ == "__main__":
    sys.exit(main())
