"""Playing: the game, a workshop, a tour of its screens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.base.settings import TEXT_SIZES, THEMES
from game.commands.common import (
    FINE,
    LACKS,
    PROBLEMS,
    USAGE,
    complain,
    data_of,
    library_of,
    options_of,
    reasons,
    say,
    unwritten,
)
from game.commands.destination import a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put them on the parser."""
    play = commands.add_parser("play", parents=[common], help="open the game, or one level of it")
    play.add_argument("level", nargs="?", metavar="LEVEL", help="id of a level, such as cut-clone-erase")
    play.add_argument(
        "--from", dest="mirror", metavar="DIR|URL", help="where 'Get' takes collections from; see 'pack get'"
    )
    play.add_argument("--author", action="store_true", help="annotate a picture from its reveal")
    play.add_argument(
        "--study", type=Path, metavar="FILE", help="a study with participants; --seed N is the participant's number"
    )
    play.set_defaults(run=_play)

    workshop = commands.add_parser("workshop", parents=[common], help="a lesson for a class: teams, votes, talk")
    workshop.add_argument("level", nargs="?", default="", metavar="LEVEL", help="id of a level or lesson")
    workshop.add_argument("--notes", action="store_true", help="a second window with notes, never on the projector")
    ways = workshop.add_mutually_exclusive_group()
    ways.add_argument(
        "--phones", action="store_true", help="pupils vote by their phones, which reach this computer in one network"
    )
    ways.add_argument(
        "--cards", action="store_true", help="pupils vote by cards of paper, which a webcam reads: handout --vote-cards"
    )
    workshop.set_defaults(run=_workshop)

    tour = commands.add_parser("tour", parents=[common], help="save a picture of every screen; needs no display")
    tour.add_argument("level", nargs="?", metavar="LEVEL", help="the level to walk through (default: the last one)")
    tour.add_argument(
        "--out", type=a_folder, required=True, metavar="DIR", help="folder for the pictures and tour.json"
    )
    tour.add_argument("--text-size", type=int, choices=TEXT_SIZES, default=100, help="percent")
    tour.add_argument("--theme", choices=THEMES, default="dark", help="colours")
    tour.set_defaults(run=_tour)


def _play(options: Namespace) -> int:
    """Open the game; what was asked for and cannot be played closes it again, with the reasons."""
    if getattr(options, "study", None) is not None:
        return _play_study(options)
    if getattr(options, "author", False):
        return _play_as_author(options)
    from game.seats.app import play

    return reasons(lambda: play(options_of(options)))


def _play_study(options: Namespace) -> int:
    """A study, once it is known that all of it can be played."""
    from game.seats.study import study_file, study_seat

    if options.level is not None or options.author:
        complain("a study names its levels itself; leave LEVEL and --author out")
        return USAGE
    if options.seed is not None and options.seed < 1:
        complain(f"'--seed {options.seed}' is no participant's number; they are counted from 1")
        return USAGE
    wanted = options_of(options)

    def open_it() -> int:
        from game.collections.stock import library_whole

        library = library_whole(wanted.pack, data_of(options))
        study, problems = study_file.proved(options.study, library)
        for problem in problems:
            say(str(problem))
        return study_seat.run(wanted, study, library, options.seed) if study is not None else PROBLEMS

    return reasons(open_it)


def _play_as_author(options: Namespace) -> int:
    """The game with the annotation window behind each reveal."""
    from game.author.author_seat import run
    from game.commands.annotate_command import lacks_folder, lacks_ruamel

    if lacks_ruamel():
        return LACKS
    if options.pack is not None and lacks_folder(options.pack):
        return PROBLEMS
    return reasons(lambda: run(options_of(options)))


def _workshop(options: Namespace) -> int:
    """Open the setting-up of a workshop."""
    from game.seats.app import play
    from game.seats.workshop.phones import lacking

    if options.phones and (name := lacking()):
        complain(f"--phones needs the library '{name}': pip install 'spot-the-fake[phones]'")
        return LACKS
    wanted = options_of(options)._replace(
        level=None, workshop=options.level, notes=options.notes, phones=options.phones, cards=options.cards
    )
    return reasons(lambda: play(wanted))


def _tour(options: Namespace) -> int:
    """Walk every screen and save it."""
    from game.commands.tour import tour

    wanted = options_of(options)

    def walk() -> int:
        library = library_of(options, options.level)
        look = {"theme": options.theme, "text_size": options.text_size}
        shots = tour(wanted, options.out, options.level, library=library, **look)
        sys.stdout.write(f"{len(shots)} screens in {options.out}\n")
        return FINE

    try:
        return reasons(walk)
    except BrokenPipeError:
        raise
    except OSError as error:
        return unwritten(options.out, error)
