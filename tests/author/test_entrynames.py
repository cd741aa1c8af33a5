"""Names in a stranger's zip file: harmless ones come in, whoever wrote them; what leads out is named."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.author.importing import entrynames
from game.base.errors import PackError
from game.commands.cli import main
from tests.author.test_importing import collection, imported, photo, put, report

UTF8, OLD = 0x800, 0


def entry(raw: bytes, flags: int = OLD, *, kind: int = stat.S_IFREG, extra: bytes = b"") -> zipfile.ZipInfo:
    """An entry as `zipfile` reads it from an archive whose list holds these bytes."""
    info = zipfile.ZipInfo(raw.decode("utf-8" if flags & UTF8 else "cp437"))
    info.flag_bits, info.external_attr, info.extra = flags, (kind | 0o644) << 16, extra
    return info


def told(name: str, of: bytes, version: int = 1) -> bytes:
    """The extra field with a name in UTF-8."""
    field = struct.pack("<BI", version, zlib.crc32(of)) + name.encode()
    return b"\x99\x99\1\0x" + struct.pack("<HH", 0x7075, len(field)) + field


NFD = unicodedata.normalize("NFD", "real/è.jpg")
READ: dict[str, tuple[zipfile.ZipInfo, str, bool]] = {  # the entry, its path, whether it is told of
    "question mark": (entry(b"real/What is real?.jpg"), "real/What is real?.jpg", False),
    "colon": (entry(b"real/Screenshot 12:30:00.jpg"), "real/Screenshot 12:30:00.jpg", False),
    "reserved": (entry(b"real/con.jpg"), "real/con.jpg", False),
    "reserved folder": (entry(b"aux/nul/a.jpg"), "aux/nul/a.jpg", False),
    "trailing dot": (entry(b"real/Rome 2019./x.jpg"), "real/Rome 2019./x.jpg", False),
    "three dots": (entry(b"real/.../x.jpg"), "real/.../x.jpg", False),
    "two dots in a name": (entry(b"real/a..b.jpg"), "real/a..b.jpg", False),
    "long": (entry(b"real/" + b"d" * 250 + b"/" + b"e" * 250 + b".jpg"), f"real/{'d' * 250}/{'e' * 250}.jpg", False),
    "letter and colon": (entry(b"a: a story.jpg"), "a: a story.jpg", False),
    "dot and slash": (entry(b"./real/./a.jpg"), "real/a.jpg", True),
    "two slashes": (entry(b"real//a.jpg"), "real/a.jpg", True),
    "backslash": (entry(b"real\\cats\\a.jpg"), "real/cats/a.jpg", True),
    "space after a folder": (entry(b"real /x.jpg"), "real/x.jpg", True),
    "control character": (entry(b"real/a\x07\x1bb.jpg"), "real/a__b.jpg", True),
    "line break": (entry(b"real/a\nb.jpg"), "real/a_b.jpg", True),
    "null": (entry(b"real/a\x00b.jpg"), "real/a_b.jpg", True),
    "UTF-8": (entry("real/città 😀.jpg".encode(), UTF8), "real/città 😀.jpg", False),
    "UTF-8 without its flag": (entry("real/città.jpg".encode()), "real/città.jpg", False),
    "macOS's letters": (entry(NFD.encode(), UTF8), "real/è.jpg", False),
    "macOS's letters without the flag": (entry(NFD.encode()), "real/è.jpg", False),
    "cp437": (entry("real/città è ü.jpg".encode("cp437")), "real/città è ü.jpg", False),
    "cp1252": (entry("real/città è.jpg".encode("cp1252")), "real/città è.jpg", True),
    "cp437 with lines": (entry("real/╔═╗.jpg".encode("cp437")), "real/╔═╗.jpg", False),
    "told in UTF-8": (entry(b"real/\xe1", extra=told("real/\u4e2d.jpg", b"real/\xe1")), "real/\u4e2d.jpg", False),
    "told of another name": (entry(b"real/\x84.jpg", extra=told("real/x.jpg", b"real/b.jpg")), "real/ä.jpg", False),
    "macOS's own": (entry(b"__MACOSX\\real\\._a.jpg"), "__MACOSX/real/._a.jpg", False),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_a_harmless_name_is_read_and_a_changed_one_told_of(case: str) -> None:
    """As it was meant, whichever program wrote it; what some system does not like is no reason to change it."""
    info, path, changed = READ[case]
    found = entrynames.read([info])
    assert list(found.files) == [path]
    assert [new for _, new in found.renamed] == ([path] if changed else [])
    assert found.refused == []


@pytest.mark.parametrize(
    "raw",
    [
        b"../a.jpg", b"real/../../a.jpg", b"real\\..\\a.jpg", b"real/.. /a.jpg", b"/real/a.jpg", b"\\real\\a.jpg",
        b"//host/a.jpg", b"C:/a.jpg", b"c:\\a.jpg", b"..", b"__MACOSX/../a.jpg",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(raw: bytes) -> None:
    """With any slash, from any drive or host."""
    found = entrynames.read([entry(raw)])
    assert found.files == {}
    assert found.refused == [f"the file name '{raw.decode()}' leads out of the archive"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_what_is_no_plain_file_is_refused(kind: int) -> None:
    """A link may lead anywhere."""
    assert entrynames.read([entry(b"a.jpg", kind=kind)]).refused == [
        "'a.jpg' is a link or something else that is no plain file"
    ]


@pytest.mark.parametrize("info", [entry(b"real/"), entry(b"real\\"), entry(b"./"), entry(b"real", kind=stat.S_IFDIR)])
def test_a_folder_is_no_file(info: zipfile.ZipInfo) -> None:
    """With either slash, or by its mode."""
    assert entrynames.read([info]) == entrynames.EntryNames({}, [], [])


def test_twins_are_told_apart() -> None:
    """Capitals tell two names apart; where nothing does, a number comes to the second, and to the third."""
    raws = [b"a.jpg", b"A.JPG", b"./a.jpg", b"a.jpg", b"a (2).jpg", NFD.encode(), "real/è.jpg".encode()]
    found = entrynames.read(entry(raw) for raw in raws)
    assert list(found.files) == [
        "a.jpg", "A.JPG", "a (2).jpg", "a (3).jpg", "a (2) (2).jpg", "real/è.jpg", "real/è (2).jpg",
    ]  # fmt: skip
    assert [info.orig_filename.encode("cp437") for info in found.files.values()] == raws
    assert [new for _, new in found.renamed] == ["a (2).jpg", "a (3).jpg", "a (2) (2).jpg", "real/è (2).jpg"]


@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8))
def test_every_name_comes_to_a_path_of_its_own_inside(raws: list[bytes]) -> None:
    """Any bytes: none is lost, none is written over another, none leads out."""
    found = entrynames.read(entry(raw) for raw in raws)
    for path in found.files:
        assert path
        assert not entrynames.UNREADABLE.search(path)
        assert all(part not in ("", ".", "..") for part in path.split("/"))
    assert len({id(info) for info in found.files.values()}) == len(found.files)


def packed(out: Path, entries: Iterable[tuple[str, bytes]], *, folder: Path) -> Path:
    """A collection as a zip file, with more in it."""
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder).as_posix())
        for name, content in entries:
            archive.writestr(name, content)
    return out


def test_odd_names_come_in_with_the_rest_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them at once; what was read differently is said, and each stands in the report."""
    source = collection(tmp_path / "set", 1)
    more = [
        (name, put(tmp_path, "one.png", photo(name)).read_bytes())
        for name in ("real/What is real?.png", "fake/con.png", "REAL\\b.png", "./fake/c.png", "fake/a\nb.png")
    ]
    archive = packed(tmp_path / "set.zip", [*more, ("__MACOSX/real/._0.png", b"x")], folder=source)
    command = ["import", str(archive), "--out", str(tmp_path / "pack"), "--made-by", "splice", "--layout", "folders"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "names in the archive that are read differently: 'REAL\\b.png' as 'REAL/b.png', './fake/c.png' as" in said
    assert "'fake/a\\x0ab.png' as 'fake/a_b.png'" in said
    assert {path: fate for path, (fate, _) in report(tmp_path / "pack").items()} == dict.fromkeys(
        ["real/0.png", "fake/0.jpg", "real/What is real?.png", "fake/con.png", "REAL/b.png", "fake/c.png",
         "fake/a_b.png"], "in",
    )  # fmt: skip


def test_all_that_leads_out_is_named_in_one_run(tmp_path: Path) -> None:
    """A line each, and of very many the first ones; nothing is written."""
    source = collection(tmp_path / "set", 1)
    archive = packed(tmp_path / "set.zip", [(f"../{number}.png", b"x") for number in range(12)], folder=source)
    with pytest.raises(PackError) as refused:
        imported(archive, tmp_path / "pack")
    lines = str(refused.value).splitlines()
    assert len(lines) == 11
    assert "'../0.png' leads out of the archive; nothing was imported: take it out, or" in lines[0]
    assert "and 2 more such files" in lines[-1]
    assert not (tmp_path / "pack").exists()


def test_an_entry_that_cannot_be_read_leaves_the_others_in(tmp_path: Path) -> None:
    """Encrypted, or packed by a method of a newer program: each with what to do, in the report."""
    archive = packed(tmp_path / "set.zip", [], folder=collection(tmp_path / "set", 3))
    data = bytearray(archive.read_bytes())
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 1)
    data[first + 8] |= 1
    struct.pack_into("<H", data, second + 10, 9)
    archive.write_bytes(data)
    outcome = imported(archive, tmp_path / "pack")
    assert outcome.counts == {"in": 4, "unusable": 2}
    whys = [why for _, why in report(tmp_path / "pack").values() if why]
    assert any("encrypted; unpack the archive with its password and import the folder" in why for why in whys)
    assert any("packed by a method (9) that is not read here; unpack the archive and import" in why for why in whys)
