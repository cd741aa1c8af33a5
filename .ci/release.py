"""What a release is made with, on every system and by Python's standard library alone; see RELEASING.md.

    python .ci/release.py version [TAG]      the version, if every place that states it agrees, and the tag
    python .ci/release.py notes              what CHANGELOG.md says of this version
    python .ci/release.py zip FOLDER KIND    the folder that PyInstaller made, as ZIP beside it; KIND: linux-x86-64 …
    python .ci/release.py try ZIP            unpack it elsewhere and start it there, with nothing around it
    python .ci/release.py sums FOLDER        SHA256SUMS.txt of the files in it

Owns what a ZIP for a computer without Python holds, and how large it may be. Refuses a version that two places state
differently, a version whose section in the change log has no date, and a ZIP that does not start.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "spot-the-fake"
READ_ME = "READ ME FIRST.txt"  # beside this file, in five languages
MOST_BYTES = 250_000_000  # of a ZIP: what a school's line and a stick take without a thought
MUST_START = (["check"], ["tour", "--out", "shots", "--size", "800x600"])

# where else the version stands, as the group of each match; the change log has a rule of its own
STATED = (
    ("game/__init__.py", r'^__version__ = "(.+)"$'),
    ("CITATION.cff", r"^version: (.+)$"),
    ("game/seats/kiosk/README.md", r"spot_the_fake-([^-\s]+)-py3-none-any\.whl"),
    ("game/seats/kiosk/fleet/roles/spot_the_fake/defaults/main.yml", r"^spot_the_fake_version: (\S+)"),
    ("game/README.md", r"spot[_-]the[_-]fake-(\d+\.\d+\.\d+)"),
)


class Refused(Exception):  # noqa: N818 (what it says of a release, not what went wrong in here)
    """A release that must not be made, and why."""


def read(name: str) -> str:
    """The text of one of the project's files."""
    return (ROOT / name).read_text(encoding="utf-8")


def version() -> str:
    """The version of pyproject.toml."""
    stated: str = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    return stated


def section() -> tuple[str, str]:
    """The date and the text of the newest section of CHANGELOG.md; Refused where it is not this version's."""
    newest = re.search(
        r"^## \[([^]]+)\](?: - (\S+))?\n(.*?)(?=^## \[|\Z)", read("CHANGELOG.md"), re.DOTALL | re.MULTILINE
    )
    if newest is None or newest[1] != version():
        raise Refused(f"CHANGELOG.md: the newest section is not that of {version()}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", newest[2] or ""):
        raise Refused(f"CHANGELOG.md: the section of {version()} has no date; write '## [{version()}] - YYYY-MM-DD'")
    return newest[2], newest[3].strip()


def agreed(tag: str | None = None) -> str:
    """The version; Refused where a place, the change log or the tag says another one."""
    wanted = version()
    for name, pattern in STATED:
        found = set(re.findall(pattern, read(name), re.MULTILINE))
        if found != {wanted}:
            raise Refused(f"{name}: states {', '.join(sorted(found)) or 'no version'}, pyproject.toml {wanted}")
    date, _ = section()
    if re.findall(r"^date-released: (.+)$", read("CITATION.cff"), re.MULTILINE) != [date]:
        raise Refused(f"CITATION.cff: date-released is not {date}, the date in CHANGELOG.md")
    if tag is not None and tag != f"v{wanted}":
        raise Refused(f"the tag {tag} is not v{wanted}")
    return wanted


def pack(folder: Path, kind: str) -> Path:
    """The ZIP of a folder and the text to read first, with its links and rights; Refused above the size it may have."""
    top = f"{PROGRAM}-{version()}"
    out = folder.parent / f"{top}-{kind}.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9, strict_timestamps=False) as archive:
        text = (Path(__file__).parent / READ_ME).read_text(encoding="utf-8")
        archive.writestr(f"{top}/{READ_ME}", text.replace("\n", "\r\n").encode("utf-8-sig"))  # for every editor
        for path in sorted(folder.rglob("*")):
            name = f"{top}/{path.relative_to(folder).as_posix()}"
            if path.is_symlink():
                entry = zipfile.ZipInfo(name)
                entry.create_system = 3  # Unix, where links are
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(entry, path.readlink().as_posix())
            elif path.is_file():
                archive.write(path, name)
    if out.stat().st_size > MOST_BYTES:
        raise Refused(f"{out.name}: {out.stat().st_size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}")
    return out


def try_out(path: Path) -> None:
    """Unpack and start it as somebody without Python would; Refused where anything fails."""
    with tempfile.TemporaryDirectory() as home:
        if os.name == "nt":
            with zipfile.ZipFile(path) as archive:
                archive.extractall(home)
        else:  # which knows links and rights
            subprocess.run(["unzip", "-q", str(path.resolve()), "-d", home], check=True)
        (top,) = Path(home).iterdir()
        if not (top / READ_ME).is_file():
            raise Refused(f"{path.name}: no {READ_ME}")
        program = top / (f"{PROGRAM}.exe" if os.name == "nt" else PROGRAM)
        around = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}  # Windows needs them
        around |= {"HOME": home, "PATH": home, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        for arguments in MUST_START:
            done = subprocess.run([program, *arguments], cwd=home, env=around, check=False)
            if done.returncode:
                raise Refused(f"{path.name}: {PROGRAM} {' '.join(arguments)} ended with {done.returncode}")
        if not (Path(home) / "shots" / "tour.json").is_file():
            raise Refused(f"{path.name}: the tour left no tour.json")


def sums(folder: Path) -> Path:
    """SHA256SUMS.txt, as sha256sum --check reads it."""
    out = folder / "SHA256SUMS.txt"
    files = sorted(path for path in folder.iterdir() if path.is_file() and path != out)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    out.write_text("".join(lines), encoding="utf-8", newline="\n")
    return out


def main(words: list[str]) -> int:
    """Do what the words ask for; 1 where it is refused."""
    parser = argparse.ArgumentParser(description="what a release is made with; see RELEASING.md")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("version").add_argument("tag", nargs="?")
    commands.add_parser("notes")
    zipping = commands.add_parser("zip")
    zipping.add_argument("folder", type=Path)
    zipping.add_argument("kind")
    commands.add_parser("try").add_argument("path", type=Path)
    commands.add_parser("sums").add_argument("folder", type=Path)
    options = parser.parse_args(words)
    try:
        match options.command:
            case "version":
                said = agreed(options.tag)
            case "notes":
                said = section()[1]
            case "zip":
                out = pack(options.folder, options.kind)
                said = f"{out} {out.stat().st_size / 1e6:.0f} MB"
            case "try":
                try_out(options.path)
                said = f"{options.path.name} starts"
            case _:
                said = str(sums(options.folder))
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.buffer.write(f"{said}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
