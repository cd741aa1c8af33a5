"""Which words the command line knows: every command, every option, and in which orders they may stand.

Owns the parser. Refuses to run anything. Not imported where the game is opened without a word.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from game.base.text import codes
from game.commands.common import size

OF_PLAY = ("play", "workshop", "tour")
PARENTS = ("results", "new", "pack", "texts")  # a second word says what
COMMANDS = (*OF_PLAY, *PARENTS, "kiosk", "report", "handout", "web", "schema", "import", "annotate", "check", "bench")
COMMON: dict[str, dict[str, Any]] = {
    "--lang": {"metavar": "CODE", "help": f"language of the interface and the texts ({', '.join(codes())})"},
    "--seed": {"type": int, "metavar": "N", "help": "deal the same rounds every time"},
    "--size": {"type": size, "metavar": "WxH", "help": "size of the window, such as 1280x720"},
    "--fullscreen": {"action": "store_true", "default": None, "help": "fill the screen"},
    "--pack": {"type": Path, "metavar": "PATH", "help": "play this pack alone: a folder, or an installed one's id"},
    "--data": {"type": Path, "metavar": "DIR", "help": "where settings, results and the log are kept"},
    "--debug": {"action": "store_true", "help": "show tracebacks"},
}
_LEADING = {  # what may stand before a command, and whether a value follows: these, and what `play` has of its own
    **{name: "action" not in settings for name, settings in COMMON.items()}, "--from": True, "--author": False,
    "--study": True,
}  # fmt: skip


def command_first(given: list[str]) -> list[str]:
    """What was given with its command at the beginning; `play`, where none is named but only options.

    Common options may stand before a command, and between the two words of one. Raises ValueError where another option
    does, with what to write.
    """
    words: list[str] = []
    options: list[str] = []
    place = 0
    while place < len(given) and len(words) < (2 if words and words[0] in PARENTS else 1):
        word = given[place]
        name, equals, _ = word.partition("=")
        if name in _LEADING:
            end = place + (2 if _LEADING[name] and not equals else 1)
            options += given[place:end]
            place = end
        elif word in ("-h", "--help", "--version"):
            return [*words, word]
        elif word.startswith("-"):
            command = next((other for other in (*words, *given[place:]) if other in COMMANDS), None)
            if command is None:
                break
            words_of = f"{command} WHAT" if command in PARENTS else command
            raise ValueError(f"'{name}' stands too early; write 'spot-the-fake {words_of} … {name}'")
        elif words or word in COMMANDS:
            words.append(word)
            place += 1
        else:
            break
    if words == [] and not given[0].startswith("-"):
        return given
    if words and words[0] in PARENTS and len(words) < 2:
        options = []  # of nothing yet
    return [*(words or ["play"]), *options, *given[place:]]


class _Parser(ArgumentParser):
    """Takes options and other words in any order, also where there may be more or fewer of the words."""

    _mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As ever, but options may stand between the words of a command."""
        if self._mixing or self._subparsers is not None:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False


def build_parser(command: str = "") -> ArgumentParser:
    """Every command and option; also what the tests and the README are checked against.

    For a command that opens the game, only its own: making the others takes a tenth of the time to the first frame.
    """
    from game import __version__
    from game.commands import play_command as play

    families: list[Any] = [play]
    if command not in OF_PLAY:
        from game.commands import annotate_command as annotate
        from game.commands import bench_command as bench
        from game.commands import check_command as check
        from game.commands import handout_command as handout
        from game.commands import import_command as importing
        from game.commands import kiosk_command as kiosk
        from game.commands import new_command as new
        from game.commands import pack_command as pack
        from game.commands import report_command as report
        from game.commands import results_command as results
        from game.commands import schema_command as schema
        from game.commands import texts_command as texts
        from game.commands import web_command as web

        families += kiosk, results, report, handout, web, new, schema, importing, annotate, texts, pack, check, bench

    common = ArgumentParser(add_help=False)
    group = common.add_argument_group("common options")
    for name, settings in COMMON.items():
        group.add_argument(name, **settings)

    parser = _Parser(
        prog="spot-the-fake",
        description="Look at a picture, judge it, and see the evidence drawn on it. Without a command: play.",
    )
    parser.add_argument("--version", action="version", version=f"spot-the-fake {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for family in families:
        family.add(commands, common)
    return parser
