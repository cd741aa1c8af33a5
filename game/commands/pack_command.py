"""Whole packs: built, proved, fetched, installed, rolled back."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, LACKS, PROBLEMS, complain, data_of, index_of, reason_of, reasons, say, shelf_of
from game.commands.destination import a_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from game.seats.kiosk.config import Kiosk


def add(commands: Any, common: ArgumentParser) -> None:
    """The commands about whole packs."""
    pack = commands.add_parser("pack", help="build, prove and install packs")
    kinds = pack.add_subparsers(title="what to do", metavar="WHAT", required=True)
    build = kinds.add_parser("build", parents=[common], help="make one file of a pack's folder")
    build.add_argument("folder", type=Path, metavar="DIR", help="the pack's folder, or the id of an installed pack")
    build.add_argument("--out", type=a_file(".zip"), metavar="FILE", help="default: ID-VERSION.zip")
    build.add_argument("--key", type=Path, metavar="FILE", help="sign it with this private key")
    build.set_defaults(run=_pack_build)
    verify = kinds.add_parser("verify", parents=[common], help="prove an archive without installing it")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=_pack_verify)
    install = kinds.add_parser("install", parents=[common], help="prove a pack and put it to use")
    install.add_argument("source", metavar="FILE|DIR|URL")
    install.set_defaults(run=_pack_install)
    for command in (verify, install):
        command.add_argument(
            "--trusted", action="append", type=_public_key, default=[], metavar="KEY", help="demand this public key"
        )
    get = kinds.add_parser("get", parents=[common], help="fetch a pack whose pictures lie elsewhere, and put it to use")
    get.add_argument("name", metavar="NAME|all", help="as 'pack list' names it, or a description's folder")
    get.add_argument("--from", dest="mirror", metavar="DIR|URL", help="a copy, laid out owner/repo/commit/path")
    get.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a line, for programs")
    get.set_defaults(run=_pack_get)
    for command in (install, get):
        command.add_argument(
            "--config", type=Path, metavar="FILE",
            help="of the kiosk that is to play it: its trusted_keys hold (default: kiosk.yaml in the data folder)",
        )  # fmt: skip
    listing = kinds.add_parser("list", parents=[common], help="the installed packs, and those that can be fetched")
    listing.set_defaults(run=_pack_list)
    rollback = kinds.add_parser("rollback", parents=[common], help="go back to the version before")
    rollback.add_argument("name", metavar="ID")
    rollback.set_defaults(run=_pack_rollback)
    key = kinds.add_parser("key", parents=[common], help="make a key to sign packs with")
    key.add_argument("--out", type=a_file(), required=True, metavar="FILE", help="the private key; keep it secret")
    key.set_defaults(run=_pack_key)


def _public_key(text: str) -> str:
    import argparse
    import re

    from game.model.terms import PUBLIC_KEY

    if not re.fullmatch(PUBLIC_KEY, text):
        raise argparse.ArgumentTypeError(f"'{text}' is no public key; 'pack key' shows one when it makes it")
    return text


def _kiosk_of(options: Namespace) -> tuple[Path, Kiosk] | None:
    """The settings that are named or lie in the data folder, where it is that of a kiosk. Raises PackError."""
    from game.base.errors import PackError
    from game.seats.kiosk import config

    path = options.config or config.usual_path(data_of(options))
    if path is None:
        return None
    kiosk, problems = config.read(path)
    if kiosk is None:
        raise PackError([item for item in problems if item.severity == "error"])
    return path, kiosk


def _demanded(options: Namespace) -> tuple[str, ...]:
    """The keys of which one must have signed what is installed: the kiosk's, where its data folder is that of a kiosk.

    Raises PackError where the kiosk's settings are wrong, ValueError where it would not play what `--trusted` lets in.
    """
    asked = tuple(getattr(options, "trusted", ()))
    found = _kiosk_of(options)
    if found is None:
        return asked
    path, kiosk = found
    keys = tuple(key for key in kiosk.trusted_keys if not asked or key in asked)
    if kiosk.trusted_keys and not keys:
        raise ValueError(f"no key of --trusted is among the trusted_keys in '{path}', so the kiosk would not play it")
    return keys or asked


def _suits(options: Namespace, pack: Path) -> None:
    """Nothing, unless the kiosk plays this pack and a level that it lacks. Raises PackError."""
    from game.base.errors import UnknownLevelError
    from game.collections import archive
    from game.model.names import owner
    from game.pack import catalogue, library

    _, kiosk = _kiosk_of(options) or (None, None)
    if kiosk is None or kiosk.level is None:
        return
    found, _ = library.read(pack)
    if found is None or found.pack.id not in ((owner(kiosk.level),) if kiosk.packs else (kiosk.pack,)):
        return
    try:
        catalogue.find_level(found, kiosk.level)
    except UnknownLevelError as error:
        archive.refuse(f"{found.pack.id} {found.pack.version}", f"the kiosk is set to play what it has not: {error}")


def _packs(run: Callable[[], int]) -> int:
    """Run something with archives; every refusal is a line."""
    from game.base.errors import TakenError

    try:
        return reasons(run)
    except ModuleNotFoundError as error:
        say(f"spot-the-fake: signatures need the library '{error.name}'; see 'signing' in the README")
        return LACKS
    except BrokenPipeError:
        raise
    except (OSError, ValueError, TakenError) as error:
        complain(reason_of(error))
        return PROBLEMS


def _pack_build(options: Namespace) -> int:
    """A folder becomes a file."""
    from game.collections import archive
    from game.pack import library

    def run() -> int:
        out: Path = options.out
        folder: Path = options.folder
        if not folder.is_dir():
            folder = shelf_of(options).current(str(folder)) or folder
        if out is None:
            found, _ = library.read(folder)
            out = Path(f"{found.pack.id}-{found.pack.version}.zip" if found else "pack.zip")
        key = options.key.read_bytes() if options.key else None
        index = index_of(options)
        try:
            manifest = archive.build(folder, out, key, index)
        finally:
            index.close()
        sys.stdout.write(f"{out}: {archive.describe(manifest)}\n")
        return FINE

    return _packs(run)


def _pack_verify(options: Namespace) -> int:
    """An archive is proved and thrown away."""
    from tempfile import TemporaryDirectory

    from game.collections import archive

    def run() -> int:
        with TemporaryDirectory(prefix="spot-the-fake-") as folder:
            manifest = archive.unpack(options.file, Path(folder), tuple(options.trusted))
        sys.stdout.write(f"{archive.describe(manifest)}: fine\n")
        return FINE

    return _packs(run)


def _pack_install(options: Namespace) -> int:
    """A file, a folder or what an address gives is put to use; what an address gave before is not fetched again."""

    def run() -> int:
        from game.collections import archive, subscriptions

        trusted, shelf, suits = _demanded(options), shelf_of(options), partial(_suits, options)
        if options.source.startswith(("https://", "http://")):
            found = subscriptions.install(shelf, options.source, trusted, suits)
            if found.unchanged:
                plays = shelf.version(found.id)
                sys.stdout.write(f"unchanged: {found.described}; {plays} plays\n")
                return FINE
            name, described = found.id, found.described
        else:
            path = Path(options.source)
            if not path.exists():
                raise OSError(f"no file or folder '{path}'")
            manifest = shelf.install(path, trusted, suits)
            name, described = manifest.id, archive.describe(manifest)
        sys.stdout.write(f"installed {described}; play it with --pack {name}\n")
        return FINE

    return _packs(run)


def _pack_get(options: Namespace) -> int:
    """One described pack, or each of them, is fetched, made and put to use."""
    from game.commands.pack_get_command import get

    def run() -> int:
        if _demanded(options):
            name = "NAME" if options.name == "all" else options.name
            steps = f"'pack get {name}' and 'pack build {name} --key FILE', here 'pack install FILE'"
            raise ValueError(
                "this kiosk plays signed packs only, and what is fetched is not signed; on another computer, or with "
                f"another --data, {steps}"
            )
        return get(options)

    return _packs(run)


def _pack_list(options: Namespace) -> int:
    """Every installed pack, the version in use first; then what could be fetched."""
    from game.collections.offers import offers

    def run() -> int:
        shelf = shelf_of(options)
        for name in shelf.names():
            now, *before = shelf.versions(name)
            sys.stdout.write(f"{name}  {now}{''.join(f'  ({old})' for old in before)}\n")
        for offer in offers(shelf.folder.parent / "cache"):
            if shelf.version(offer.id) != offer.version:
                sys.stdout.write(f"{offer.id}  {offer.version}, {offer.bytes / 1e6:.1f} MB: 'pack get {offer.id}'\n")
        return FINE

    return _packs(run)


def _pack_rollback(options: Namespace) -> int:
    """The version before plays again."""

    def run() -> int:
        sys.stdout.write(f"{options.name}: {shelf_of(options).rollback(options.name)} plays from now on\n")
        return FINE

    return _packs(run)


def _pack_key(options: Namespace) -> int:
    """A new key: the private one into a file, the public one to the screen."""
    from game.base.files import write_atomically
    from game.collections import archive

    def run() -> int:
        if options.out.exists():
            raise OSError(f"'{options.out}' is there already; a key is never overwritten")
        private, public = archive.new_key()
        write_atomically(options.out, private, private=True)
        sys.stdout.write(f"public key, for kiosk.yaml (trusted_keys) and --trusted: {public}\n")
        return FINE

    return _packs(run)
