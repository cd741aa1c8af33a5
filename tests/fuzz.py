"""Hostile bytes for everything that reads a file: the only outcomes are success, or the error that is documented.

    python -m tests.fuzz TARGET|all [--runs N] [--seconds S] [--seed N] [--guided]

Owns the running of the targets in tests/hostile/: each takes bytes and raises only where the game failed. With atheris
(optional, Linux) inputs are guided by what code they reach; without it they are made by chance. What was found once
lies in tests/crashes/TARGET/ and is tried again by tests/test_fuzz.py.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import time
import warnings
from random import Random

from .hostile import LONGEST, TESTS, Target, archives, databases, folder, network, packs, pictures, texts, votes

CRASHES = TESTS / "crashes"
TARGETS: dict[str, Target] = {
    **texts.TARGETS, **pictures.TARGETS, **databases.TARGETS, **archives.TARGETS, **packs.TARGETS, **network.TARGETS,
    **votes.TARGETS,
}  # fmt: skip
SEEDS = 200  # inputs that guided runs begin with
INSTRUMENTED = (
    "game.pack.yamlfile", "game.pack.slips", "game.pack.schema", "game.pack.library", "game.collections.archive",
    "game.seats.kiosk.config", "game.pixels.imagefiles", "game.pixels.colours", "game.pixels.containers",
    "game.pixels.damage", "game.pack.check.check_files",
    "game.author.importing.labels", "game.author.importing.layouts", "game.author.importing.sources",
    "game.collections.fetch", "game.pack.cache", "game.pack.index", "game.results.replay",
    "game.results.fields", "game.results.played", "game.results.tables", "game.results.xapi",
    "game.author.annotating.pictures_file", "game.pixels.lenses", "game.collections.download",
    "game.author.translating.po", "game.author.translating.putting", "game.seats.study.study_file",
    "game.web.phones.phone_server", "game.web.phones.room", "game.play.vote_cards", "game.seats.workshop.card_camera",
)  # fmt: skip


def shake(name: str, runs: int, seed: int, seconds: float = 1e9, *, on: bool = False) -> int:
    """So many inputs for a target, made by chance; gives how many were tried.

    What fails is kept in tests/crashes/, then raised; going `on`, only the first of each kind is kept, and none raised.
    """
    target, chance = TARGETS[name], Random(f"{name}/{seed}")
    kinds: set[str] = set()
    end = time.monotonic() + seconds
    for tried in range(runs):
        data = target.make(chance)
        try:
            target.run(data)
        except BaseException as error:
            kind = _kind(error)
            if kind not in kinds:
                kinds.add(kind)
                (CRASHES / name).mkdir(parents=True, exist_ok=True)
                (CRASHES / name / f"{seed}-{tried}").write_bytes(data)
            if not on or isinstance(error, KeyboardInterrupt):
                raise
            logging.getLogger(__name__).critical(
                "%s: run %d of seed %d: %s", name, tried, seed, kind, exc_info=len(kinds) < 20
            )
        if time.monotonic() > end:
            return tried + 1
    return runs


def _kind(error: BaseException) -> str:
    """What tells one fault from another: where it was raised, and as what."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__} at {place}"


# --- the command


def _guided(name: str, runs: int, seconds: int) -> None:
    """Run a target under atheris until it ends; never returns."""
    import atheris

    for module in INSTRUMENTED:
        if module not in sys.modules:
            continue
        for function in vars(sys.modules[module]).copy().values():
            if callable(function) and getattr(function, "__module__", "") == module and hasattr(function, "__code__"):
                atheris.instrument_func(function)
    corpus, chance = folder() / "corpus", Random(name)
    corpus.mkdir()
    for number in range(SEEDS):
        (corpus / str(number)).write_bytes(TARGETS[name].make(chance))
    (CRASHES / name).mkdir(parents=True, exist_ok=True)
    words = [
        sys.argv[0], f"-runs={runs}", f"-max_total_time={seconds}", f"-artifact_prefix={CRASHES / name}/",
        "-timeout=30", "-rss_limit_mb=4096", "-print_final_stats=1", f"-max_len={LONGEST}", str(corpus),
    ]  # fmt: skip
    atheris.Setup(words, TARGETS[name].run)
    atheris.Fuzz()


def main() -> int:
    """Run one target, or all of them one after another, and say how often and how fast."""
    parser = argparse.ArgumentParser(description="hostile bytes for everything that reads a file")
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--runs", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--on", action="store_true", help="go on after a fault")
    parser.add_argument("--guided", action="store_true", help="by atheris")
    options = parser.parse_args()
    if options.target == "all":
        commands = [[sys.executable, "-m", "tests.fuzz", name, *sys.argv[2:]] for name in TARGETS]
        codes = [subprocess.run(command, check=False).returncode for command in commands]
        return int(any(codes))
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    begun, used = time.monotonic(), time.process_time()
    if options.guided:
        _guided(options.target, options.runs, options.seconds)
    tried = shake(options.target, options.runs, options.seed, options.seconds, on=options.on)
    took, cpu = time.monotonic() - begun, time.process_time() - used
    pace = f"{tried / took:.0f}/s ({tried / cpu:.0f} a CPU second)"
    sys.stdout.write(f"{options.target}: {tried} executions of seed {options.seed} in {took:.0f} s, {pace}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
