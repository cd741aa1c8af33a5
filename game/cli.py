"""The command line: one function a command, imports inside.

Owns the exit codes: 0 fine; 1 problems found in what was given; 2 wrong usage; 3 the machine lacks something.
Refuses to show a traceback, except with --debug.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from game.app import Options

FINE, PROBLEMS, USAGE, LACKS = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Run a command; with none, open the game. Gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        return _guarded(_play_plainly, debug=False)
    parser = build_parser()
    if given[0].startswith("-") and given[0] not in ("-h", "--help", "--version"):
        given = ["play", *given]
    options = parser.parse_args(given)
    return _guarded(lambda: int(options.run(options)), debug=options.debug)


def _guarded(command: Callable[[], int], *, debug: bool) -> int:
    """The one boundary: what a user did wrong, or a machine lacks, becomes a line and an exit code."""
    try:
        return int(command())
    except KeyboardInterrupt:
        return FINE
    except Exception as error:
        if debug:
            raise
        from game.errors import NoDisplayError

        if isinstance(error, NoDisplayError):
            _say(
                f"spot-the-fake: no display ({error}); 'spot-the-fake tour --out DIR' needs none and saves every screen"
            )
            return LACKS
        _say(f"spot-the-fake: {type(error).__name__}: {error} (--debug shows where)")
        return PROBLEMS


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def build_parser() -> ArgumentParser:
    """Every command and option; also what the tests and the README are checked against."""
    import argparse

    from game import __version__

    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("common options")
    group.add_argument("--lang", metavar="CODE", help="language of the interface and the texts (en, it)")
    group.add_argument("--seed", type=int, metavar="N", help="deal the same rounds every time")
    group.add_argument("--size", type=_size, metavar="WxH", help="size of the window, such as 1280x720")
    group.add_argument("--fullscreen", action="store_true", default=None, help="fill the screen")
    group.add_argument("--pack", type=Path, metavar="PATH", help="play this pack's folder instead of the game's own")
    group.add_argument("--data", type=Path, metavar="DIR", help="where settings and results are kept")
    group.add_argument("--debug", action="store_true", help="show tracebacks")

    parser = argparse.ArgumentParser(
        prog="spot-the-fake",
        description="Look at a picture, judge it, and see the evidence drawn on it. Without a command: play.",
    )
    parser.add_argument("--version", action="version", version=f"spot-the-fake {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    play = commands.add_parser("play", parents=[common], help="open the game, or one level of it")
    play.add_argument("level", nargs="?", metavar="LEVEL", help="id of a level, such as altered-photographs")
    play.set_defaults(run=_play)

    workshop = commands.add_parser("workshop", parents=[common], help="a lesson for a class: teams, votes, talk")
    workshop.add_argument("level", nargs="?", default="", metavar="LEVEL", help="id of a level or lesson")
    workshop.add_argument("--notes", action="store_true", help="a second window with notes, never on the projector")
    workshop.set_defaults(run=_workshop)

    kiosk = commands.add_parser("kiosk", parents=[common], help="run unattended: attract, a few rounds, attract")
    kiosk.add_argument("--config", type=Path, metavar="FILE", help="kiosk.yaml (default: the one in the data folder)")
    kiosk.add_argument("--check", action="store_true", help="say what is wrong, and show the settings in effect")
    kiosk.add_argument("--set-pin", action="store_true", help="set the PIN of the operator's panel")
    kiosk.set_defaults(run=_kiosk)

    tour = commands.add_parser("tour", parents=[common], help="save a picture of every screen; needs no display")
    tour.add_argument("level", nargs="?", metavar="LEVEL", help="the level to walk through (default: the last one)")
    tour.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the pictures and tour.json")
    tour.add_argument("--text-size", type=int, choices=(100, 125, 150), default=100, help="percent")
    tour.add_argument("--theme", choices=("dark", "light", "contrast"), default="dark", help="colours")
    tour.set_defaults(run=_tour)

    _add_results(commands, common)

    _add_pack(commands, common)

    check = commands.add_parser("check", parents=[common], help="find every problem of packs")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="pack folders (default: the game's own)")
    check.add_argument("--format", choices=("text", "json"), default="text", help="how to print the problems")
    check.set_defaults(run=_check)

    report = commands.add_parser("report", parents=[common], help="what the group learnt, as a page to print or open")
    report.add_argument("--out", type=_page, required=True, metavar="FILE", help="the file: NAME.pdf or NAME.html")
    report.add_argument("--event", metavar="ID", help="only this workshop; the beginning of its id is enough")
    report.add_argument("--since", type=_day, metavar="DATE", help="only sessions from this day on, such as 2026-09-01")
    report.set_defaults(run=_report)
    return parser


def _add_results(commands: Any, common: ArgumentParser) -> None:
    """The commands about what is kept."""
    results = commands.add_parser("results", help="what is kept: a summary, exports, deleting what is old")
    kinds = results.add_subparsers(title="what to do", metavar="WHAT", required=True)
    summary = kinds.add_parser("summary", parents=[common], help="how much was played, how it went")
    summary.set_defaults(run=_results_summary)
    export = kinds.add_parser("export", parents=[common], help="hand the results on")
    export.add_argument("--format", choices=("csv", "json", "xapi"), default="csv", help="csv is a folder of tables")
    export.add_argument("--out", type=Path, required=True, metavar="PATH", help="folder (csv) or file (json, xapi)")
    export.set_defaults(run=_results_export)
    purge = kinds.add_parser("purge", parents=[common], help="delete what is old")
    purge.add_argument("--older-than", type=int, required=True, metavar="DAYS", help="in days")
    purge.add_argument("--yes", action="store_true", help="do not ask")
    purge.set_defaults(run=_results_purge)


def _add_pack(commands: Any, common: ArgumentParser) -> None:
    """The commands about whole packs."""
    pack = commands.add_parser("pack", help="build, prove and install packs")
    kinds = pack.add_subparsers(title="what to do", metavar="WHAT", required=True)
    build = kinds.add_parser("build", parents=[common], help="make one file of a pack's folder")
    build.add_argument("folder", type=Path, metavar="DIR", help="the pack's folder")
    build.add_argument("--out", type=Path, metavar="FILE", help="default: ID-VERSION.zip")
    build.add_argument("--key", type=Path, metavar="FILE", help="sign it with this private key")
    build.set_defaults(run=_pack_build)
    verify = kinds.add_parser("verify", parents=[common], help="prove an archive without installing it")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=_pack_verify)
    install = kinds.add_parser("install", parents=[common], help="prove a pack and put it to use")
    install.add_argument("source", metavar="FILE|DIR|URL")
    install.set_defaults(run=_pack_install)
    for command in (verify, install):
        command.add_argument("--trusted", action="append", default=[], metavar="KEY", help="demand this public key")
    listing = kinds.add_parser("list", parents=[common], help="the installed packs and their versions")
    listing.set_defaults(run=_pack_list)
    rollback = kinds.add_parser("rollback", parents=[common], help="go back to the version before")
    rollback.add_argument("name", metavar="ID")
    rollback.set_defaults(run=_pack_rollback)
    key = kinds.add_parser("key", parents=[common], help="make a key to sign packs with")
    key.add_argument("--out", type=Path, required=True, metavar="FILE", help="the private key; keep it secret")
    key.set_defaults(run=_pack_key)


def _size(text: str) -> tuple[int, int]:
    import argparse

    width, cross, height = text.lower().partition("x")
    if not cross or not width.isdecimal() or not height.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a size; write WxH, such as 1280x720")
    size = int(width), int(height)
    if not all(320 <= side <= 16384 for side in size):
        raise argparse.ArgumentTypeError(f"'{text}' is out of range; each side has 320 to 16384 pixels")
    return size


def _page(text: str) -> Path:
    import argparse

    path = Path(text)
    if path.suffix.lower() not in (".pdf", ".html"):
        raise argparse.ArgumentTypeError(f"'{text}' is neither a PDF nor an HTML file; end it in .pdf or .html")
    return path


def _day(text: str) -> str:
    """The beginning of a day here, as a time in UTC."""
    import argparse
    from datetime import UTC, date, datetime, time

    try:
        begins = datetime.combine(date.fromisoformat(text), time())
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write YEAR-MONTH-DAY, such as 2026-09-01") from None
    return begins.astimezone(UTC).isoformat(timespec="seconds")


def _play_plainly() -> int:
    from game.app import Options, play

    return play(Options())


def _options(options: Namespace) -> Options:
    from game.app import Options
    from game.text import languages

    if options.pack is not None and not options.pack.is_dir():
        installed = _shelf(options).current(str(options.pack))
        options.pack = installed or options.pack
    if options.pack is not None and not options.pack.is_dir():
        _say(f"spot-the-fake: no folder and no installed pack '{options.pack}'")
        raise SystemExit(PROBLEMS)

    if options.lang is not None and options.lang not in languages():
        from game.schema import guess

        known = ", ".join(languages())
        _say(f"spot-the-fake: no language '{options.lang}'; there are: {known}{guess(options.lang, list(languages()))}")
        raise SystemExit(USAGE)
    return Options(
        language=options.lang, seed=options.seed, size=options.size, fullscreen=options.fullscreen,
        pack=options.pack, data=options.data, level=getattr(options, "level", None), debug=options.debug,
    )  # fmt: skip


def _play(options: Namespace) -> int:
    """Open the game; what was asked for and cannot be played closes it again, with the reasons."""
    from game.app import play

    return _reasons(lambda: play(_options(options)))


def _workshop(options: Namespace) -> int:
    """Open the setting-up of a workshop."""
    from game.app import play

    wanted = _options(options)._replace(level=None, workshop=options.level, notes=options.notes)
    return _reasons(lambda: play(wanted))


def _kiosk(options: Namespace) -> int:
    """Run the kiosk, check its settings, or set its PIN."""
    from game import places
    from game.kiosk import command

    wanted = _options(options)
    data = options.data or places.data_folder()
    if options.set_pin:
        return command.set_pin(data)
    path = options.config or command.usual_path(data)
    kiosk, problems = command.settings(path, wanted)
    for problem in problems:
        _say(str(problem))
    if kiosk is None:
        return PROBLEMS
    if options.check:
        return command.check(kiosk, path, wanted, data)
    return _reasons(lambda: command.run(kiosk, path, wanted))


def _reasons(run: Callable[[], int]) -> int:
    """Run something that plays a pack; print why where it cannot be played."""
    from game.errors import PackError, UnknownLevelError

    try:
        return run()
    except PackError as error:
        for problem in error.problems:
            _say(str(problem))
        return PROBLEMS
    except UnknownLevelError as error:
        _say(f"spot-the-fake: {error}")
        return USAGE


def _tour(options: Namespace) -> int:
    """Walk every screen and save it."""
    from game.tour import tour

    wanted = _options(options)

    def walk() -> int:
        shots = tour(wanted, options.out, options.level, theme=options.theme, text_size=options.text_size)
        sys.stdout.write(f"{len(shots)} screens in {options.out}\n")
        return FINE

    return _reasons(walk)


def _results_of(options: Namespace) -> Path:
    """The results file."""
    from game import places

    data: Path = options.data or places.data_folder()
    return data / "results.sqlite3"


def _told(run: Callable[[], int], out: Path | None = None) -> int:
    """Run something with results; say in a line what is wrong with them, or with where they should go."""
    from game.errors import ResultsError

    try:
        return run()
    except ResultsError as error:
        _say(f"spot-the-fake: {error}")
    except OSError as error:
        _say(f"spot-the-fake: '{out}' cannot be written ({error.strerror}); name another place with --out")
    return PROBLEMS


def _results_summary(options: Namespace) -> int:
    """Print tables."""
    from rich.console import Console

    from game.results.summary import show
    from game.text import Words, system_language

    words = Words(_options(options).language or system_language())

    def run() -> int:
        show(_results_of(options), words, Console())
        return FINE

    return _told(run)


def _results_export(options: Namespace) -> int:
    """Write tables, a document or statements."""
    from game.results.tables import write_csv, write_json
    from game.results.xapi import write_xapi

    _options(options)
    write = {"csv": write_csv, "json": write_json, "xapi": write_xapi}[options.format]

    def run() -> int:
        for path in write(_results_of(options), options.out):
            sys.stdout.write(f"{path}\n")
        return FINE

    return _told(run, options.out)


def _results_purge(options: Namespace) -> int:
    """Say what is old; delete it when told so."""
    from datetime import datetime

    from game.results import purge

    _options(options)
    if options.older_than < 0:
        _say("spot-the-fake: --older-than is a number of days, 0 or more")
        return USAGE
    path = _results_of(options)
    moment, day = purge.limits(options.older_than, datetime.now().astimezone())

    def run() -> int:
        old = purge.count(path, moment, day)
        line = (
            f"older than {options.older_than} days: {old.sessions} sessions, {old.answers} answers, {old.counts} counts"
        )
        sys.stdout.write(f"{line}\n")
        if not any(old):
            return FINE
        if not options.yes:
            if not sys.stdin.isatty():
                _say("spot-the-fake: nothing was deleted; add --yes")
                return USAGE
            if input("delete them? [y/N] ").strip().lower() not in ("y", "yes", "s", "si", "sì"):
                return FINE
        purge.delete(path, moment, day)
        sys.stdout.write("deleted\n")
        return FINE

    return _told(run)


def _packs(run: Callable[[], int]) -> int:
    """Run something with archives; every refusal is a line."""
    try:
        return _reasons(run)
    except ModuleNotFoundError as error:
        _say(f"spot-the-fake: signatures need the library '{error.name}'; see 'signing' in the README")
        return LACKS
    except (OSError, ValueError) as error:
        _say(f"spot-the-fake: {error}")
        return PROBLEMS


def _pack_build(options: Namespace) -> int:
    """A folder becomes a file."""
    from game import archive, library

    def run() -> int:
        out: Path = options.out
        if out is None:
            found, _ = library.read(options.folder)
            out = Path(f"{found.pack.id}-{found.pack.version}.zip" if found else "pack.zip")
        key = options.key.read_bytes() if options.key else None
        manifest = archive.build(options.folder, out, key)
        sys.stdout.write(f"{out}: {archive.describe(manifest)}\n")
        return FINE

    return _packs(run)


def _pack_verify(options: Namespace) -> int:
    """An archive is proved and thrown away."""
    from tempfile import TemporaryDirectory

    from game import archive

    def run() -> int:
        with TemporaryDirectory(prefix="spot-the-fake-") as folder:
            manifest = archive.unpack(options.file, Path(folder), tuple(options.trusted))
        sys.stdout.write(f"{archive.describe(manifest)}: fine\n")
        return FINE

    return _packs(run)


def _shelf(options: Namespace) -> Any:
    from game import places
    from game.shelf import Shelf

    return Shelf(options.data or places.data_folder())


def _pack_install(options: Namespace) -> int:
    """A file, a folder or what an address gives is put to use."""
    from tempfile import TemporaryDirectory

    from game import archive
    from game.fetch import download

    def run() -> int:
        with TemporaryDirectory(prefix="spot-the-fake-") as folder:
            path = Path(options.source)
            if options.source.startswith(("https://", "http://")):
                path = Path(folder) / "fetched.zip"
                download(options.source, path)
            elif not path.exists():
                raise OSError(f"no file or folder '{path}'")
            manifest = _shelf(options).install(path, tuple(options.trusted))
        sys.stdout.write(f"installed {archive.describe(manifest)}; play it with --pack {manifest.id}\n")
        return FINE

    return _packs(run)


def _pack_list(options: Namespace) -> int:
    """Every installed pack, the version in use first."""
    shelf = _shelf(options)
    for name in shelf.names():
        now, *before = shelf.versions(name)
        sys.stdout.write(f"{name}  {now}{''.join(f'  ({old})' for old in before)}\n")
    return FINE


def _pack_rollback(options: Namespace) -> int:
    """The version before plays again."""

    def run() -> int:
        sys.stdout.write(f"{options.name}: {_shelf(options).rollback(options.name)} plays from now on\n")
        return FINE

    return _packs(run)


def _pack_key(options: Namespace) -> int:
    """A new key: the private one into a file, the public one to the screen."""
    from game import archive

    def run() -> int:
        if options.out.exists():
            raise OSError(f"'{options.out}' is there already; a key is never overwritten")
        private, public = archive.new_key()
        options.out.touch(mode=0o600)
        options.out.write_bytes(private)
        sys.stdout.write(f"public key, for kiosk.yaml (trusted_keys) and --trusted: {public}\n")
        return FINE

    return _packs(run)


def _check(options: Namespace) -> int:
    """Print every problem of every pack given."""
    import msgspec

    from game import library, places
    from game.yamlfile import Problem

    problems: list[Problem] = []
    checked = 0
    for root in options.paths or [places.default_pack()]:
        if not root.is_dir():
            problems.append(Problem(str(root), 0, 0, "error", "no such folder; name a pack's folder"))
            continue
        pack, found = library.read(root)
        if pack is not None:
            found = sorted([*found, *library.check_files(pack)])
            checked += len(pack.pictures)
        several = len(options.paths) > 1
        problems += [
            Problem(f"{root.as_posix()}/{item.file}", *list(msgspec.structs.astuple(item))[1:]) if several else item
            for item in found
        ]
    errors = sum(item.severity == "error" for item in problems)
    if options.format == "json":
        report = {"problems": problems, "errors": errors, "warnings": len(problems) - errors, "pictures": checked}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
    else:
        for item in problems:
            sys.stdout.write(f"{item}\n")
        sys.stdout.write(f"{checked} pictures checked: {errors} errors, {len(problems) - errors} warnings\n")
    return PROBLEMS if errors else FINE


def _report(options: Namespace) -> int:
    """Write what the group learnt."""
    from game.errors import ResultsError
    from game.report.page import write

    wanted = _options(options)

    def run() -> int:
        write(options.out, wanted.data, wanted.pack, wanted.language, options.event, options.since)
        sys.stdout.write(f"the report is in {options.out}\n")
        return FINE

    try:
        return _reasons(run)
    except ResultsError as error:
        _say(f"spot-the-fake: {error}")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        _say(f"spot-the-fake: the report needs the library '{missing}'; see 'report' in the README")
        return LACKS
    except OSError as error:
        _say(f"spot-the-fake: '{options.out}' cannot be written ({error.strerror}); name another place with --out")
    return PROBLEMS
