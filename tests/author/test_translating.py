"""Texts go out to a translator's PO file and come back into their places; nothing else changes, nothing is lost."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from game.author.translating import messages, po, putting
from game.base import places, text
from game.base.errors import PackError
from game.commands.cli import main
from game.pack import library, yamlfile
from game.pack.yamlfile import Document

GOOD = Path(__file__).parents[1] / "packs" / "good-1"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that may be changed."""
    return Path(shutil.copytree(GOOD, tmp_path / "pack"))


@pytest.fixture
def strings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The interface's texts, in a folder that may be changed."""
    folder = Path(shutil.copytree(text.FOLDER, tmp_path / "strings"))
    monkeypatch.setattr(putting.interface, "FOLDER", folder)
    return folder


def filled(path: Path, say: Any = lambda item, form: f"fr {form} {item}") -> Path:
    """A PO file in which every text is translated: `say` makes it of the source and its form's number."""
    catalogue = read_po(BytesIO(path.read_bytes()))
    for item in catalogue:
        if item.id:
            many = not isinstance(item.id, str)
            source = item.id[-1] if many else item.id
            item.string = tuple(say(source, form) for form in range(len(item.string))) if many else say(source, 0)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0)
    return path


def lost(before: str, after: str) -> list[str]:
    """The lines that are no more."""
    return list((Counter(before.splitlines()) - Counter(after.splitlines())).elements())


def test_a_pack_goes_out_and_comes_back(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only lines in the new language are put in, and the language is named once all texts have it."""
    before = {path: path.read_text(encoding="utf-8") for path in library.yaml_files(pack)}
    out = tmp_path / "fr.po"
    assert main(["texts", "export", str(pack), "--lang", "fr", "--out", str(out)]) == 0
    assert re.search(r"(\d+) texts, 0 of them in 'fr', 0 fuzzy", capsys.readouterr().out)
    assert main(["texts", "import", str(filled(out)), str(pack)]) == 0
    count = len(messages_of(pack))
    assert f"'fr': {count} new, 0 changed, 0 as before; 0 missing, 0 fuzzy and 0 wrong" in capsys.readouterr().out
    for path, old in before.items():
        rewritten = lost(old, path.read_text(encoding="utf-8"))
        assert all("languages: [" in line or "{" in line for line in rewritten), rewritten
    found, problems = library.read(pack)
    assert problems == []
    assert found is not None
    assert "fr" in found.pack.languages
    assert found.levels["everything"].title["fr"] == f"fr 0 {found.levels['everything'].title['en']}"
    assert main(["texts", "import", str(out), str(pack)]) == 0
    assert f"0 new, 0 changed, {count} as before" in capsys.readouterr().out


def messages_of(pack: Path) -> dict[str, messages.Message]:
    """A pack's texts by their contexts."""
    _, _, manuscript = library.examine(pack)
    return {item.context: item for item in messages.of_pack(manuscript, ["en"])}


def test_what_a_translator_reads(pack: Path, tmp_path: Path) -> None:
    """A name that outlives a change of order, where it stands, what it is, its picture, and how long it may be."""
    out = tmp_path / "fr.po"
    main(["texts", "export", str(pack), "--lang", "fr", "--out", str(out)])
    items = {item.context: item for item in read_po(BytesIO(out.read_bytes())) if item.id}
    alt = items[next(name for name in items if re.fullmatch(r"pictures/[\w-]+/alt", name))]
    assert alt.locations[0][0].startswith("assets/pictures")
    assert alt.auto_comments[0] == "what the picture shows, read out to people who do not see it"
    assert alt.auto_comments[1].startswith("picture assets/images/")
    assert "levels/everything/title" in items
    assert "pack/title" in items
    assert any(re.fullmatch(r"at most \d+ characters", line) for line in items["levels/everything/title"].auto_comments)


def test_standard_tools_read_it(tmp_path: Path) -> None:
    """GNU gettext takes the whole of it, values and plural forms included."""
    if shutil.which("msgfmt") is None:
        pytest.skip("no msgfmt here (gettext)")
    out = tmp_path / "fr.po"
    assert main(["texts", "export", "--lang", "fr", "--out", str(out)]) == 0
    filled(out, lambda item, _: item)
    command = ["msgfmt", "--check", "-o", str(tmp_path / "fr.mo"), str(out)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("fr", "one other"), ("de", "one other"), ("ja", "other"), ("pl", "one few many"), ("pt-BR", "one other"),
        ("ar", "zero one two few many other"),
    ],
)  # fmt: skip
def test_plural_forms_are_the_languages_own(language: str, categories: str) -> None:
    """By the CLDR; forms that no whole number below a million needs are left out."""
    header, names = po.plural(language)
    assert header.startswith(f"nplurals={len(names)};")
    assert names == tuple(categories.split())


def test_an_unknown_language_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to write."""
    assert main(["texts", "export", "--lang", "xq", "--out", str(tmp_path / "x.po")]) == 2
    assert "no language 'xq'; write a code of BCP 47, such as fr" in capsys.readouterr().err
    assert main(["texts", "export", "--out", str(tmp_path / "x.po")]) == 2
    assert "name the language to translate into" in capsys.readouterr().err


def test_the_interface_comes_back_with_its_forms(strings: Path, tmp_path: Path) -> None:
    """In the order of English; Portuguese says one for 0 and 1."""
    out = tmp_path / "pt.po"
    assert main(["texts", "export", "--lang", "pt", "--out", str(out)]) == 0
    known = {item.context: item for item in messages.of_interface()}
    filled(
        out, lambda source, form: f"pt{form} {' '.join(f'{{{name}}}' for name in sorted(messages.values_of(source)))}"
    )
    taken = po.read(out, known | messages_of(places.default_pack()))
    own = [item for item in taken.given if item.context.startswith("interface/")]
    assert len(own) == len(known)
    done = putting.into_interface(own, "pt", strings)
    assert done == putting.Done(new=len(known))
    written = json.loads((strings / "pt.json").read_text(encoding="utf-8"))
    assert written["levels.line"] == "pt1 {n}"
    assert written["levels.line.one-n"] == "pt0 {n}"
    plain = [key for key in written if not text.is_form(key)]
    assert plain == [key for key in text.strings("en") if not text.is_form(key)]
    assert putting.into_interface(own, "pt", strings) == putting.Done(same=len(known))


def entry(context: str, source: str, said: str, flags: str = "") -> str:
    """One entry of a PO file."""
    return f'{flags}msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{said}"\n\n'


HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry("interface/nowhere", "Levels", "Niveaux"), "fr.po:7: no text 'interface/nowhere' here"),
        (entry("interface/title.play", "Old", "Vieux"), "fr.po:7: 'interface/title.play' has changed"),
        (entry("interface/levels.difficulty", "Difficulty {n} of {most}", "{n} sur"), "has lost {most}; put it where"),
        (
            entry("interface/levels.difficulty", "Difficulty {n} of {most}", "{n} {most} {m}"),
            "has no value {m}; values are not",
        ),
        (
            entry("interface/levels.difficulty", "Difficulty {n} of {most}", "{n} {most} {"),
            "has a brace too many or too few",
        ),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line(
    strings: Path, tmp_path: Path, given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing of it is written; what is right beside it is."""
    path = tmp_path / "fr.po"
    path.write_text(HEAD + given + entry("interface/title.name", "Spot the Fake", "Repère"), encoding="utf-8")
    known = {item.context: item for item in messages.of_interface()}
    found = po.read(path, known)
    assert len(found.problems) == 1
    assert said in found.problems[0]
    assert [item.text for item in found.given] == ["Repère"]


def test_fuzzy_and_missing_ones_are_counted_and_left_out(tmp_path: Path) -> None:
    """A doubtful text is not shown to players."""
    path = tmp_path / "fr.po"
    doubtful = entry("interface/title.play", "Levels", "Niveaux", "#, fuzzy\n")
    path.write_text(HEAD + doubtful + entry("interface/title.name", "Spot the Fake", ""), encoding="utf-8")
    found = po.read(path, {item.context: item for item in messages.of_interface()})
    assert (found.fuzzy, found.missing, found.given, found.problems) == (1, 1, [], [])


def test_a_source_that_changed_makes_its_translation_fuzzy(pack: Path, tmp_path: Path) -> None:
    """Where the file of before is still there; a translator's remarks stay."""
    out = tmp_path / "fr.po"
    main(["texts", "export", str(pack), "--lang", "fr", "--out", str(out)])
    main(["texts", "import", str(filled(out)), str(pack)])
    noted = out.read_text(encoding="utf-8").replace('msgctxt "pack/title"', '# mine\nmsgctxt "pack/title"')
    out.write_text(noted, encoding="utf-8")
    level = pack / "levels" / "everything.yaml"
    title = messages_of(pack)["levels/everything/title"].source
    level.write_text(level.read_text(encoding="utf-8").replace(title, "Quite another", 1), encoding="utf-8")
    assert main(["texts", "export", str(pack), "--lang", "fr", "--out", str(out)]) == 0
    items = {item.context: item for item in read_po(BytesIO(out.read_bytes())) if item.id}
    assert [name for name, item in items.items() if item.fuzzy] == ["levels/everything/title"]
    assert items["pack/title"].user_comments == ["mine"]
    assert f'#| msgid "{title}"' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\xff\xfe\x00m", "not UTF-8 (byte 0); save it as UTF-8"),
        (b'msgid ""\nmsgstr ""\n"POT-Creation-Date: x\\n y\\n"\n', "no PO file that can be read"),
        (b'msgid "a"\nmsgstr "b\n', "x.po:"),
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=nope\\n"\n', "x.po"),
        (b"", "no 'Language' in the head"),
    ],
)
def test_what_is_no_po_file_is_refused(
    raw: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a line, with the remedy."""
    path = tmp_path / "x.po"
    path.write_bytes(raw)
    assert main(["texts", "import", str(path), str(GOOD)]) == 1
    assert said in capsys.readouterr().err


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No file raises anything else."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.po"
        path.write_bytes(HEAD.encode() + raw)
        with suppress(PackError):
            po.read(path, {})


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: {en: One, it: Uno}  # kept\n", 'title: {en: One, it: Uno, fr: "Nouveau"}  # kept\n'),
        ("title:\n  en: 'One'\n  it: 'Uno'\nnext: 1\n", "title:\n  en: 'One'\n  it: 'Uno'\n  fr: Nouveau\nnext: 1\n"),
        (
            "title:\n  en: >-\n    One and\n    more\n  it: Uno  # so\n\n# below\nnext: 1\n",
            "title:\n  en: >-\n    One and\n    more\n  it: Uno  # so\n  fr: Nouveau\n\n# below\nnext: 1\n",
        ),
        ("title: {en: One, fr: Vieux, it: Uno}\n", 'title: {en: One, fr: "Nouveau", it: Uno}\n'),
        ("title:\n  fr: Vieux   # kept\n  en: One\n", "title:\n  fr: Nouveau   # kept\n  en: One\n"),
        (
            f'title: {{en: "{"One " * 12}", it: "{"Uno " * 12}"}}\nnext: 1\n',
            f'title:\n  en: "{"One " * 12}"\n  it: "{"Uno " * 12}"\n  fr: "Nouveau"\nnext: 1\n',
        ),
    ],
)
def test_a_text_is_put_in_as_its_neighbours_are_written(before: str, after: str, line_break: str) -> None:
    """Comments, blanks, order and line ends stay; braces that grow too long become lines."""
    raw = before.replace("\n", line_break)
    changed = putting.with_texts(raw, {("title",): "Nouveau"}, "fr")
    assert changed == after.replace("\n", line_break)
    assert yamlfile.parse(changed, Document("")).data["title"]["fr"] == "Nouveau"


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), min_size=1))
def test_any_text_reads_back(said: str) -> None:
    """Whatever stands in it: quotes, colons, braces, marks of comments, other scripts."""
    if not said.strip():
        return
    for raw in (
        "a:\n  en: One\n",
        'a: {en: "One"}\n',
        "a:\n  en: >-\n    One\n",
        "- en: One\n  it: Uno\n",
    ):
        way: tuple[str | int, ...] = (0,) if raw.startswith("-") else ("a",)
        changed = putting.with_texts(raw, {way: said}, "fr")
        document = yamlfile.parse(changed, Document("", None, {}, {}, []))
        inner = document.data
        if document.problems:
            continue  # a character that no pack's text may hold; `_edit_file` refuses it
        for step in way:
            inner = inner[step]
        assert inner["fr"] == said
