"""The words of the command line: which there are, and that their order does not matter where it cannot."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from game.commands.cli import main
from game.commands.parser import COMMANDS, COMMON, OF_PLAY, PARENTS, build_parser, command_first
from game.seats import app
from game.seats.app import Options


def choices(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    """The commands below a parser."""
    group = parser._subparsers
    return dict(group._group_actions[0].choices) if group is not None else {}  # type: ignore[arg-type]


def test_the_tables_name_every_command() -> None:
    """Those that the parser has, and those of them that want a second word."""
    found = choices(build_parser())
    assert sorted(found) == sorted(COMMANDS)
    assert sorted(name for name, parser in found.items() if choices(parser)) == sorted(PARENTS)
    assert set(choices(build_parser("play"))) == set(OF_PLAY)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("play one --data D", "play one --data D"),
        ("--data D play", "play --data D"),
        ("--data=D play one", "play --data=D one"),
        ("--data play play one", "play --data play one"),  # a folder may be called like a command
        ("--seed -5 --debug tour --out T", "tour --seed -5 --debug --out T"),
        ("--author play", "play --author"),
        ("--data D", "play --data D"),
        ("--lang it one-level", "play --lang it one-level"),
        ("--data D pack build P", "pack build --data D P"),
        ("pack --data D build P", "pack build --data D P"),
        ("--lang it pack --data D build P", "pack build --lang it --data D P"),
        ("pack --data D", "pack"),
        ("results", "results"),
        ("--data D --version", "--version"),
        ("--data D -h", "-h"),
        ("pack --data D -h", "pack -h"),
        ("nonsense --data D", "nonsense --data D"),
    ],
)
def test_common_options_may_stand_before_a_command(given: str, meant: str) -> None:
    """And between its two words; what is no command is a level."""
    assert command_first(given.split()) == meant.split()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("--out x.pdf handout one", "'--out' stands too early; write 'spot-the-fake handout … --out'"),
        ("--notes workshop", "'--notes' stands too early; write 'spot-the-fake workshop … --notes'"),
        ("--data D --key=K pack build P", "'--key' stands too early; write 'spot-the-fake pack WHAT … --key'"),
        ("pack --out x build P", "'--out' stands too early; write 'spot-the-fake pack WHAT … --out'"),
    ],
)
def test_another_option_before_its_command_is_told_where_to_stand(
    given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Instead of taking the command's name for a level."""
    assert main(given.split()) == 2
    assert capsys.readouterr().err == f"spot-the-fake: {said}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("check one two --fix", "check one --fix two"),
        ("annotate P picture --lang it", "annotate P --lang it picture"),
        ("bench chart a b --out c.png", "bench chart --out c.png a b"),
        ("play one --seed 1", "play --seed 1 one"),
        ("handout one --answers --paper a4", "handout --answers one --paper a4"),
    ],
)
def test_options_may_stand_between_the_words_of_a_command(first: str, second: str) -> None:
    """The same is meant."""
    assert build_parser().parse_args(first.split()) == build_parser().parse_args(second.split())


def leaves(parser: ArgumentParser, *words: str) -> list[tuple[str, ...]]:
    """Every command in full."""
    below = choices(parser)
    return [leaf for name, one in below.items() for leaf in leaves(one, *words, name)] if below else [words]


@pytest.mark.parametrize("words", leaves(build_parser()), ids=" ".join)
def test_every_command_takes_every_common_option_in_every_place(words: tuple[str, ...]) -> None:
    """Before it, in it, after it: the same is meant."""
    values = {"--lang": ["it"], "--seed": ["3"], "--size": ["640x480"], "--pack": ["P"], "--data": ["D"]}
    needed = {
        "--out": "out" if words[0] in ("tour", "import", "results") else "out.pdf", "--older-than": "7",
        "--to": "https://lrs.example.org",
    }  # fmt: skip
    parser = build_parser()
    for word in words:
        parser = choices(parser)[word]
    rest = [
        word
        for action in parser._actions
        if action.required
        for word in ([action.option_strings[0], needed[action.option_strings[0]]] if action.option_strings else ["x"])
    ]
    for name in COMMON:
        option = [name, *values.get(name, [])]
        orders = [[*words, *rest, *option], [*words, *option, *rest], [*option, *words, *rest]]
        if len(words) == 2:
            orders.append([words[0], *option, words[1], *rest])
        meant = [vars(build_parser().parse_args(command_first(order))) for order in orders]
        assert meant[0][name.strip("-")]
        assert all(one == meant[0] for one in meant)


def test_a_data_folder_before_the_command_is_that_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--data DIR play` opens the game there, and looks for no level called 'play'."""
    opened: list[Options] = []
    monkeypatch.setattr(app, "play", lambda options: opened.append(options) or 0)
    assert main(["--data", str(tmp_path), "play"]) == 0
    assert (opened[0].data, opened[0].level) == (tmp_path, None)
