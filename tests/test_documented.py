"""Whatever the pages tell somebody to type runs, with every option; what cannot run here says why, and what does it."""

from __future__ import annotations

import argparse
import io
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from game.base import places
from game.collections import archive
from game.commands.cli import main
from game.commands.parser import build_parser
from game.pack.library import Library

from . import kept
from .mirror import Described

REPOSITORY = Path(__file__).parent.parent
PAGES = (
    "README.md", "game/README.md", "game/author/README.md", "game/commands/README.md", "game/SECURITY.md",
    "levels/README.md", "assets/README.md", "game/seats/kiosk/README.md", "game/seats/workshop/README.md",
    "game/seats/workshop/PRIVACY.md", "game/seats/study/README.md", "game/web/README.md",
    "game/seats/kiosk/fleet/README.md", "CONTRIBUTING.md", "RELEASING.md", "tests/bench/README.md",
)  # fmt: skip
PROGRAM = "spot-the-fake"
TYPED = rf"{PROGRAM}|python3?|pipx|uv|git|gh|sha256sum"

# what runs, in this order, in the folder that `desk` prepares; {public} is the public key that was made on the way
RUN = """
spot-the-fake check
spot-the-fake new pack "Our town"
spot-the-fake new level "Second look" --pack our-town
spot-the-fake new pack "La nostra città" --lang it
cd our-town
spot-the-fake new level "Our first level"
cd ..
spot-the-fake check study.yaml
spot-the-fake check our-town
spot-the-fake check our-town la-nostra-citta --format json
spot-the-fake check our-town --fix --shortcuts --reading --data elsewhere
spot-the-fake texts export our-town --lang fr
spot-the-fake texts export --lang de --out deutsch.po
spot-the-fake texts import fr.po our-town
spot-the-fake schema
spot-the-fake schema --out forms
spot-the-fake import SRC --out PACK
spot-the-fake import SRC --out CUT --labels labels.csv --native 256 --side 400 --square --similar 2
spot-the-fake import SRC.zip --out TOLD --layout folders --made-by gan --credit Anna --licence CC0-1.0
spot-the-fake import SRC --out PACK --real real --fake fake --relabel
spot-the-fake tour --out DIR
spot-the-fake tour --out small --pack our-town --size 800x600 --seed 3 --text-size 125 --theme light
spot-the-fake handout lesson-45
spot-the-fake handout lesson-45 --short
spot-the-fake handout lesson-45 --slips
spot-the-fake handout lesson-45 --answers
spot-the-fake handout --card --paper letter
spot-the-fake handout lesson-45 --certificate
spot-the-fake handout --vote-cards 28
spot-the-fake handout lesson-45 --out seven.pdf --seed 7
spot-the-fake web warm-up --out warm-up.html
spot-the-fake web warm-up test-a --out site
spot-the-fake web made-by-prompt --seed 3 --out prompt.zip
spot-the-fake web lesson-45 --moodle lesson-45.xml --lang it
spot-the-fake web --all --out everything
spot-the-fake results summary
spot-the-fake results export --format csv --out FOLDER
spot-the-fake results export --format json --out results.json
spot-the-fake results export --format xapi --out statements.json
spot-the-fake results export --format csv --out tables --data study-data
spot-the-fake results export --format xapi --out statements.json --config kiosk.yaml
spot-the-fake results export --format parquet --out counts.parquet --config kiosk.yaml
spot-the-fake report --out report.pdf
spot-the-fake report --out report.html --event e1 --since 2026-05-01 --debug
spot-the-fake report --out all.html --from data FOLDER results.json
spot-the-fake results purge --older-than 30 --yes
spot-the-fake pack build our-town
spot-the-fake pack key --out key.pem
spot-the-fake pack build our-town --key key.pem --out signed.zip
spot-the-fake pack verify signed.zip --trusted {public}
spot-the-fake pack install signed.zip --trusted {public}
spot-the-fake pack install older.zip
spot-the-fake pack install newer.zip --config kiosk.yaml
spot-the-fake pack rollback good-1
spot-the-fake pack get noise --from mirror --format json --config kiosk.yaml
spot-the-fake pack list
spot-the-fake kiosk --set-pin
spot-the-fake kiosk --config kiosk.yaml --check
""".strip().splitlines()

FLEET = "needs Ansible, Prometheus or DuckDB's program; tests/seats/test_fleet.py where they are"
REGISTRY = "asks a package registry; .ci/run and tests/test_wheels.py do"
TRIED = "asks a package registry; tried by hand before each release, see RELEASING.md"
RELEASE = "makes or proves a release, by somebody who may; tests/test_workflows.py tries what can be tried"
WINDOW = "opens a window and stays until it is closed"
HOURS = "takes hours"
NOT_RUN = {
    "python -m pip install -e . && python main.py": f"{REGISTRY}; and {WINDOW}: tests/seats/test_window.py",
    'python -m pip install -e ".[test]" && python -m pytest -n auto': f"{REGISTRY}; and these are the tests",
    **{
        f'python -m pip install -e ".[{extra}]"': f"{REGISTRY}; tests/test_readme.py knows the extras"
        for extra in ("provenance", "video", "authoring", "check", "speech", "heic", "parquet", "phones", "cards")
    },
    'python -m pip install -e ".[phones,cards]"': f"{REGISTRY}; tests/test_readme.py knows the extras",
    'python -m pip install ".[standalone]"': REGISTRY,
    "python3 -m venv .venv && . .venv/bin/activate": ".ci/run makes one and goes into it",
    "pipx install spot_the_fake-1.0.0-py3-none-any.whl": TRIED,
    "uv tool install spot_the_fake-1.0.0-py3-none-any.whl": TRIED,
    "pipx install spot-the-fake": TRIED,
    "python .ci/release.py version": RELEASE,
    'git tag -s v1.0.0 -m "Spot the Fake 1.0.0" && git push origin v1.0.0': RELEASE,
    "gh attestation verify FILE --repo OWNER/REPOSITORY": RELEASE,
    "sha256sum --check --ignore-missing SHA256SUMS.txt": RELEASE,
    "python -m tests.oldest": ".ci/run does, for the fast tests on the oldest versions",
    "python -m PyInstaller game/standalone.spec": "tests/test_standalone.py does, where PyInstaller is installed",
    "python -m pytest tests/scenes/test_golden.py --update-golden": "writes into the clone",
    "python -m pytest tests/pack/test_formats.py --update-guides": "writes into the clone",
    "python -m tests.readme.pictures": "writes into the clone; tests/test_readme.py draws the same",
    "python -m tests.long": f"{HOURS}; tests/test_long.py for seconds",
    "python -m tests.soak": f"{HOURS}; tests/test_soak.py for seconds",
    "python -m tests.fleet_role": "takes minutes, root and Ansible; tests/seats/test_fleet.py looks at the role",
    "python -m tests.fleet_watch": "takes minutes, and Prometheus",
    "python -m tests.fleet_year": "takes minutes; tests/seats/test_fleet.py asks the same of less",
    "python -m tests.sending": "takes minutes; tests/results/test_sending.py sends fewer",
    "python -m pip download --require-hashes -r game/seats/kiosk/requirements.lock -d wheelhouse": REGISTRY,
    "python -m pip download --require-hashes -r game/seats/kiosk/fleet/parquet.lock -d wheelhouse": REGISTRY,
    "python -m pip wheel --no-deps . -w wheelhouse": "tests/test_wheel.py does",
    "ansible-playbook -i inventory.yml game/seats/kiosk/fleet/kiosks.yml": FLEET,
    "promtool check rules game/seats/kiosk/fleet/alerts.yaml": FLEET,
    "promtool test rules game/seats/kiosk/fleet/alerts_test.yaml": FLEET,
    "cd game/seats/kiosk/fleet/queries": FLEET,
    **dict.fromkeys(
        (
            "duckdb -cmd \"SET VARIABLE exports = '/srv/exports/*.parquet'\" -init counts.sql < visits.sql",
            "duckdb -cmd \"SET VARIABLE exports = '/srv/exports/*.parquet'\" -init counts.sql < collect.sql",
            "duckdb -cmd \"SET VARIABLE exports = 'weeks.parquet'\" -init counts.sql < visits.sql",
        ),
        FLEET,
    ),
    "spot-the-fake report --from PATH…": "RUN names paths; tests/results/test_merging.py",
    "spot-the-fake results send --to https://lrs.example.org/xAPI/statements": (
        "sends into the network; tests/results/test_sending.py, on loopback"
    ),
    "python -m tests.wheels --extras": "tests/test_wheels.py does, where a registry answers",
    "spot-the-fake bench": "measures for minutes: tests/commands/test_bench.py",
    "spot-the-fake workshop": f"{WINDOW}: tests/seats/test_workshop.py",
    "spot-the-fake workshop LEVEL": f"{WINDOW}: tests/seats/test_workshop.py",
    "spot-the-fake workshop --cards": f"{WINDOW}: tests/seats/test_card_lesson.py",
    "spot-the-fake workshop lesson-45 --notes": f"{WINDOW}: tests/seats/test_workshop.py",
    "spot-the-fake play --study study.yaml --data study-data": f"{WINDOW}: tests/seats/test_study.py",
    "spot-the-fake workshop --phones": f"{WINDOW}: tests/seats/test_phones.py",
    "spot-the-fake annotate PACK": f"{WINDOW}: tests/author/test_annotate.py",
    "spot-the-fake play --author --pack PACK": f"{WINDOW}: tests/author/test_annotate.py",
    "spot-the-fake kiosk --size 1280x720": f"{WINDOW}: tests/seats/test_kiosk.py",
    "spot-the-fake kiosk --config kiosk.yaml": f"{WINDOW}: tests/seats/test_kiosk.py",
    "spot-the-fake results purge --older-than 30": "asks back; RUN says --yes",
    **dict.fromkeys(
        (
            "spot-the-fake pack get spot-the-edit",
            "spot-the-fake pack get photographed-or-prompted",
            "spot-the-fake pack build spot-the-edit --key key.pem --out spot-the-edit.zip",
            "spot-the-fake pack install spot-the-edit.zip --config kiosk.yaml",
        ),
        "fetches from the network; tests/collections/test_archive.py does so with a pack of the test's own",
    ),
    "sudo /opt/spot-the-fake/bin/spot-the-fake kiosk --set-pin --data /var/lib/spot-the-fake": (
        "needs rights of the system; tests/seats/test_kiosk.py"
    ),
    **dict.fromkeys(
        (
            "sudo apt install python3-venv espeak-ng",
            'sudo adduser --disabled-password --gecos "" kiosk',
            "sudo install -D -m 644 kiosk.yaml /etc/spot-the-fake/kiosk.yaml",
            "sudo apt install cage xwayland kbd procps",
            "sudo cp spot-the-fake-cage.service /etc/systemd/system/",
            "sudo systemctl enable --now spot-the-fake-cage",
            "sudo install -d -o kiosk -g kiosk -m 700 /var/lib/spot-the-fake",
            "sudo apt install xserver-xorg x11-xserver-utils xauth",
            "sudo cp spot-the-fake-x.service spot-the-fake-kiosk.service /etc/systemd/system/",
            "sudo systemctl enable --now spot-the-fake-kiosk",
            "sudo systemctl reload spot-the-fake-kiosk",
        ),
        "needs rights of the system; tests/seats/test_kiosk_process.py tries the units",
    ),
    "python -m venv /opt/spot-the-fake": "needs rights of the system; tests/test_standalone.py installs elsewhere",
    "/opt/spot-the-fake/bin/pip install --require-hashes -r requirements.lock": REGISTRY,
    "/opt/spot-the-fake/bin/pip install --no-deps spot_the_fake-1.0.0-py3-none-any.whl": "tests/test_wheel.py does",
    "python -m pip wheel --no-deps .": "tests/test_wheel.py does",
    "export UV_CUSTOM_COMPILE_COMMAND='see \"Fixed versions\" in README.md beside this file'": REGISTRY,
    "uv pip compile pyproject.toml --extra signing --universal --python-version 3.11 --generate-hashes "
    "--output-file game/seats/kiosk/requirements.lock": f"{REGISTRY}; tests/test_dependencies.py reads the file",
}
# commands and options of them that the list of commands tells of and RUN leaves out
LEFT_OUT = {
    "results send": "sends into the network: tests/results/test_sending.py",
    **{
        name: f"{WINDOW}: {test}"
        for name, test in (
            ("play", "tests/seats/test_window.py"), ("workshop", "tests/seats/test_workshop.py"),
            ("annotate", "tests/author/test_annotate.py"),
        )
    },
    "bench": "measures for minutes: tests/commands/test_bench.py",
    "--fullscreen": f"{WINDOW}: tests/seats/test_kiosk.py",
}  # fmt: skip


def shown(page: str) -> Iterator[str]:
    """Every command that a page shows: after a prompt, in lines of its own, or in its sentences."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in re.sub(r"\s*\\\n\s*", " ", block).splitlines():
            yield re.sub(r"\s{2,}#.*", "", line.removeprefix("$ "))
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"# Commands\n.*?\nCommon options:", "", text, flags=re.DOTALL)  # by its options, see below
    yield from re.findall(rf"^    (?:\$ )?((?:{TYPED}) .*)$", text, re.MULTILINE)
    yield from (" ".join(found.split()) for found in re.findall(rf"`((?:{TYPED}) [^`]+)`", text))


def leaves(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, by its words."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield name, parser
    for action in inner:
        for word, child in action.choices.items():
            yield from leaves(child, f"{name} {word}".strip())


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_pages_runs_or_says_why_not(page: str) -> None:
    """Whoever writes another one into a page has it run here."""
    for command in shown(page):
        assert command in RUN or command in NOT_RUN, command


def test_no_reason_is_stale() -> None:
    """Reasons are about what pages show, and the tests that they name are there."""
    assert set(NOT_RUN) <= {command for page in PAGES for command in shown(page)}
    for reason in (*NOT_RUN.values(), *LEFT_OUT.values()):
        for name in re.findall(r"tests/\w+\.py", reason):
            assert (REPOSITORY / name).is_file(), name


def test_every_command_and_option_runs_or_says_why_not() -> None:
    """Those of the program, whether or not a page shows them in use."""
    words = [shlex.split(line) for line in RUN if line.startswith(PROGRAM)]
    everywhere = {word for line in words for word in line}
    for name, parser in leaves(build_parser()):
        if name.split()[0] in LEFT_OUT or name in LEFT_OUT:
            continue
        lines = [line for line in words if line[1 : 1 + len(name.split())] == name.split()]
        assert lines, name
        common = {"--lang", "--seed", "--size", "--fullscreen", "--pack", "--data", "--debug"}
        for option in {option for action in parser._actions for option in action.option_strings} - {"-h", "--help"}:
            used = everywhere if option in common else {word for line in lines for word in line}
            assert option in used or option in LEFT_OUT, (name, option)


@pytest.fixture
def desk(tmp_path: Path, described: Described, small_pack: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with pictures to import, packs to install, kept results and kiosk.yaml."""
    monkeypatch.setattr(places, "data_folder", lambda: tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("194757\n"))  # the PIN, as by a pipe
    source, rows = tmp_path / "SRC", ["path,truth,made_by,note_en"]
    for kind in ("real", "fake/gan"):
        (source / kind).mkdir(parents=True)
        for number in range(2):
            Image.effect_noise((480, 400), 40 + 30 * number).convert("RGB").save(source / kind / f"{number}.jpg")
            rows.append(f"{kind}/{number}.jpg,{'real,,' if kind == 'real' else 'synthetic,gan,'}")
    (tmp_path / "labels.csv").write_text("\n".join(rows), encoding="utf-8")
    shutil.make_archive("SRC", "zip", source)
    for version, name in (("1.0", "older"), ("2.0", "newer")):
        pack = tmp_path / name
        shutil.copytree(Path(small_pack.root), pack)
        text = (pack / "pack.yaml").read_text(encoding="utf-8")
        (pack / "pack.yaml").write_text(re.sub(r"version:.*", f'version: "{version}"', text), encoding="utf-8")
        archive.build(pack, tmp_path / f"{name}.zip")
    row = kept.session("0" * 32, 0, event="e1" + "0" * 30, team="class", mode="workshop")
    answers = [kept.answer(row, place, item, "fake") for place, item in enumerate(small_pack.pictures.values())]
    (tmp_path / "data").mkdir()
    kept.keep(tmp_path / "data" / "results.sqlite3", [row], answers)
    (tmp_path / "kiosk.yaml").write_text("language: it\nrounds: 6\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "game" / "seats" / "study" / "example" / "first-try.yaml", tmp_path / "study.yaml")
    (tmp_path / "study-data").mkdir()
    kept.keep(tmp_path / "study-data" / "results.sqlite3", [], [])
    return tmp_path


def test_they_run(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One after another, and each says that all is fine."""
    public = ""
    for line in RUN:
        first, *rest = shlex.split(line.format(public=public))
        if first == "cd":
            os.chdir(rest[0])
            continue
        assert main(rest) == 0, (line, capsys.readouterr())
        said = capsys.readouterr()
        public = said.out.split()[-1] if rest[:2] == ["pack", "key"] else public
    made = (
        "our-town/levels/second-look.yaml", "our-town/levels/our-first-level.yaml", "our-town-0.1.zip",
        "schemas/level.schema.json", "PACK/pack.yaml", "DIR/tour.json", "lesson-45-answers.pdf", "card.pdf",
        "FOLDER/datapackage.json", "statements.json", "report.pdf", "report.html", "data/packs/noise/current.json",
        "data/kiosk-pin.json",
    )  # fmt: skip
    assert [name for name in made if not (desk / name).is_file()] == []
