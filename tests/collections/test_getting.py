"""Getting described packs: in parallel, resumed after any interruption, proved, and told in words where it fails."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from email.utils import format_datetime
from pathlib import Path

import pytest

from game.base.errors import TakenError
from game.collections import archive, fetch, getting, offers
from game.collections.fetch import FetchError, HostLine
from game.collections.offers import Offer
from game.collections.shelf import Shelf
from game.commands.cli import main
from game.model.packfiles import SourceFile
from tests.conftest import REPOSITORY
from tests.mirror import FOLDER, Described, Request, Server, always, answer, break_off, first


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in these tests."""
    monkeypatch.setattr(fetch, "FIRST_WAIT_SECONDS", 0.001)


@pytest.fixture
def offer(described: Described) -> Offer:
    """It, as an offer."""
    return offers.read(described.recipe)


@pytest.fixture
def get(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs `pack get` from the server: exit code, output, errors."""

    def run(*more: str, name: str = "noise") -> tuple[int, str, str]:
        given = () if "--from" in more else ("--from", server.address)
        code = main(["pack", "get", name, *given, "--lang", "en", "--data", str(tmp_path / "data"), *more])
        return code, *capsys.readouterr()

    return run


def left(tmp_path: Path) -> list[str]:
    """What waits in the download area."""
    return sorted(path.name for path in (tmp_path / "data" / "downloads").iterdir() if path.name != ".lock")


def test_a_described_pack_is_fetched_made_and_installed(
    get: Callable[..., tuple[int, str, str]], server: Server, described: Described, tmp_path: Path
) -> None:
    """What it costs is told before, each file is asked for once, the pack plays, nothing is left over."""
    code, out, err = get()
    assert code == 0
    told, after = out.split("installed")
    for word in ("Noise (noise 1.0): 6 pictures", "6 files", f"{described.bytes / 1e6:.1f} MB", server.address):
        assert word in told
    assert "CC0-1.0" in told
    assert "by:       Spot the Fake's tests" in told
    assert "--pack noise" in after
    assert "6 of 6 files" in err
    assert sorted(server.log) == sorted((f"/{FOLDER}/{file}", None) for file in described.files)
    assert Shelf(tmp_path / "data").version("noise") == "1.0"
    assert left(tmp_path) == []
    assert main(["tour", "--pack", "noise", "--out", str(tmp_path / "tour"), "--data", str(tmp_path / "data")]) == 0


def test_what_is_installed_is_not_fetched_again(
    get: Callable[..., tuple[int, str, str]], server: Server, offer: Offer, tmp_path: Path
) -> None:
    """It says so and asks nobody; what a killed run could not clear away goes."""
    assert get()[0] == 0
    server.log.clear()
    for name in (offer.files[0].sha256, f"{offer.files[1].sha256}.part"):
        (tmp_path / "data" / "downloads" / name).write_bytes(b"left behind")
    (tmp_path / "data" / "downloads" / ".making-1").mkdir()
    code, out, _ = get()
    assert code == 0
    assert "noise 1.0 is installed already" in out
    assert server.log == []
    assert left(tmp_path) == []


def test_another_version_is_fetched_beside_the_old_one(
    get: Callable[..., tuple[int, str, str]], described: Described, tmp_path: Path
) -> None:
    """And a rollback leads to the old one."""
    assert get()[0] == 0
    pack = described.recipe / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"1.0"', '"2.0"'), encoding="utf-8")
    assert get()[0] == 0
    assert Shelf(tmp_path / "data").version("noise") == "2.0"
    assert main(["pack", "rollback", "noise", "--data", str(tmp_path / "data")]) == 0
    assert Shelf(tmp_path / "data").version("noise") == "1.0"


def test_all_and_the_list(
    get: Callable[..., tuple[int, str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`all` gets each; `list` names those that are there and those that could be."""
    Described(tmp_path, "sounds")
    listing = ["pack", "list", "--data", str(tmp_path / "data")]
    assert get()[0] == 0
    assert main(listing) == 0
    here, there = capsys.readouterr().out.splitlines()
    assert here.startswith("noise  1.0-")
    assert "'pack get sounds'" in there
    code, out, _ = get(name="all")
    assert code == 0
    assert "noise 1.0 is installed already" in out
    assert "installed sounds 1.0" in out


def test_a_folder_of_a_description_is_got_too(get: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    """An author gets what is on no list."""
    mine = Described(tmp_path / "elsewhere", "mine")
    assert get("--from", str(mine.mirror), name=str(mine.recipe))[0] == 0
    assert Shelf(tmp_path / "data").version("mine") == "1.0"


def test_a_slip_in_the_name_is_guessed(get: Callable[..., tuple[int, str, str]], server: Server) -> None:
    """Wrong usage; nobody is asked."""
    code, _, err = get(name="nose")
    assert code == 2
    assert "no pack 'nose' to get; there are: noise; did you mean 'noise'?" in err
    assert server.log == []


def test_programs_read_lines(get: Callable[..., tuple[int, str, str]], described: Described) -> None:
    """Each an object; sizes grow to the whole."""
    code, out, err = get("--format", "json")
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["stage"] for line in lines if line["stage"] != "fetching"] == ["begin", *["making"] * 6, "installed"]
    sizes = [line["bytes"] for line in lines if line["stage"] == "fetching"]
    assert sizes == sorted(sizes)
    assert sizes[-1] == described.bytes


def test_from_a_folder(get: Callable[..., tuple[int, str, str]], server: Server, described: Described) -> None:
    """A USB stick: no connection is opened."""
    assert get("--from", str(described.mirror))[0] == 0
    assert server.log == []


@pytest.mark.parametrize("way", ["server", "stick"])
def test_an_address_writes_spaces_as_percent_20(
    get: Callable[..., tuple[int, str, str]], described: Described, way: str
) -> None:
    """The file's own name has them."""
    (described.mirror / FOLDER / "noise-2.png").rename(described.mirror / FOLDER / "a noise 2.png")
    sources = described.recipe / "sources.yaml"
    text = sources.read_text(encoding="utf-8").replace("noise-2.png", "a%20noise%202.png")
    sources.write_text(text, encoding="utf-8")
    assert get(*(["--from", str(described.mirror)] if way == "stick" else []))[0] == 0


def test_a_folder_that_is_not_there_or_not_whole(
    get: Callable[..., tuple[int, str, str]], described: Described, tmp_path: Path
) -> None:
    """Says which; of one file, or that it is another folder altogether; the rest is not copied twice."""
    code, _, err = get("--from", str(tmp_path / "nowhere"))
    assert code == 1
    assert f"there is no folder '{tmp_path / 'nowhere'}'" in err
    code, _, err = get("--from", str(described.recipe))
    assert code == 1
    assert "has none of the 6 files; a copy is laid out owner/repo/commit/path" in err
    gone = described.mirror / FOLDER / "noise-3.png"
    gone.unlink()
    code, _, err = get("--from", str(described.mirror))
    assert code == 1
    assert f"there is no file '{gone}'" in err
    assert len(left(tmp_path)) == 5


# --- servers that misbehave


def trickles(request: Request) -> None:
    """Some bytes, then silence."""
    content = request.content
    request.send_response(200)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.send(content[:100_000])
    time.sleep(1.5)


def shifted(request: Request) -> None:
    """Another part than the one asked for, once a part is asked for."""
    content = request.content
    if request.headers.get("Range") is None:
        break_off(0.5)(request)
        return
    request.send_response(206)
    request.send_header("Content-Range", f"bytes 10-{len(content) - 1}/{len(content)}")
    request.send_header("Content-Length", str(len(content) - 10))
    request.end_headers()
    request.send(content[10:])


def no_ranges(request: Request) -> None:
    """Breaks off at first; then gives all of it, whatever part is asked for."""
    if request.headers.get("Range") is None:
        break_off(0.5)(request)
    else:
        request.give(ranges=False)


def elsewhere(request: Request) -> None:
    """A redirect to the same file by another way."""
    answer(302, Location=f"{request.path.replace('owner', 'owner/../owner')}")(request)


def hangs_up(_request: Request) -> None:
    """Not a word."""


RECOVERS: dict[str, tuple[int, Callable[[Request], None], list[str | None]]] = {
    "500, then well": (2, answer(500), [None, None, None]),
    "429, then well": (1, answer(429, Retry_After="0"), [None, None]),
    "503 with a date": (1, answer(503, Retry_After="Thu, 01 Jan 2015 00:00:00 GMT"), [None, None]),
    "breaks off": (1, break_off(0.6), [None, "part"]),
    "breaks off again and again": (3, break_off(0.9), [None, "part", "part", "part"]),
    "ignores ranges": (9, no_ranges, [None, "part"]),
    "gives another part": (2, shifted, [None, "part", None]),
    "redirects": (1, elsewhere, [None, None]),
    "hangs": (1, trickles, [None, "part"]),
    "hangs up at once": (2, hangs_up, [None, None, None]),
}


@pytest.mark.parametrize("kind", RECOVERS)
def test_what_passes_is_tried_again(
    server: Server, offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """From where it broke off, where the server can."""
    monkeypatch.setattr(fetch, "TIMEOUT_SECONDS", 0.5)
    times, order, asked = RECOVERS[kind]
    server.orders["noise-2.png"] = first(times, order)
    fetch.fetch(offer.files[2], f"{server.address}/{FOLDER}/noise-2.png", tmp_path, HostLine())
    assert fetch.is_described(offer.files[2], tmp_path / offer.files[2].sha256)
    assert ["part" if given else None for given in server.asked("noise-2.png")] == asked


def to(address: str) -> Callable[[Request], None]:
    """A redirect."""
    return answer(302, Location=address)


def longer(request: Request) -> None:
    """More than was described, of a length that is not told."""
    request.send_response(200)
    request.send_header("Connection", "close")
    request.end_headers()
    request.send(request.content + bytes(100_000))


FAILS = {
    "404": (answer(404), "answers 404 (Not Found); fetch from another copy with --from"),
    "410": (answer(410), "answers 410 (Gone)"),
    "403": (answer(403), "answers 403 (Forbidden)"),
    "wrong bytes": (lambda request: request.give(request.content[::-1]), "not the file described (another SHA-256)"),
    "shorter file": (lambda request: request.give(request.content[:-1]), " expected)"),
    "longer file": (longer, "bytes, 2"),
    "lies about the length": (lambda request: request.give(length=7), "(7 bytes, "),
    "redirect to a file": (to("file:///etc/passwd"), "is not allowed"),
    "redirect to ftp": (to("ftp://127.0.0.1/x"), "a redirect to 'ftp:'"),
    "redirects for ever": (lambda request: to(request.path)(request), "answers 302"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAILS)
def test_what_does_not_pass_is_a_line_for_each_file(
    get: Callable[..., tuple[int, str, str]], server: Server, tmp_path: Path, kind: str
) -> None:
    """The others come all the same, and stay."""
    order, why = FAILS[kind]
    server.orders = {"noise-1.png": always(order), "noise-4.png": always(order)}
    code, _, err = get()
    assert code == 1
    lines = [line for line in err.splitlines() if line.startswith("spot-the-fake: ")]
    assert len(lines) == 2
    assert all(why in line for line in lines)
    assert ["noise-1" in lines[0], "noise-4" in lines[1]] == [True, True]
    assert "noise lacks 2 of its 6 files" in err
    assert Shelf(tmp_path / "data").names() == []
    assert len([name for name in left(tmp_path) if not name.endswith(".part")]) == 4


def test_only_what_failed_is_asked_for_again(
    get: Callable[..., tuple[int, str, str]], server: Server, tmp_path: Path
) -> None:
    """Once the server is well."""
    server.orders = {"noise-1.png": always(answer(404)), "noise-4.png": always(longer)}
    assert get()[0] == 1
    server.orders = {}
    server.log.clear()
    code, out, _ = get()
    assert code == 0
    assert "MB are here already" in out
    assert {path.rpartition("/")[2] for path, _ in server.log} == {"noise-1.png", "noise-4.png"}
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (answer(503), "answers 503 (Service Unavailable); try again later"),
        (answer(429, Retry_After="3600"), "answers 429 (Too Many Requests); try again in 3600 seconds"),
        (break_off(0.0), "broke off after 0 of"),
    ],
)
def test_a_server_that_is_busy_for_good_is_left_alone(
    get: Callable[..., tuple[int, str, str]], server: Server, order: Callable[[Request], None], why: str
) -> None:
    """One line; a few requests and no more; what the server asks for is kept to."""
    server.orders["*"] = always(order)
    code, _, err = get()
    assert code == 1
    assert why in err
    assert len([line for line in err.splitlines() if line.startswith("spot-the-fake: ")]) == 1
    most = getting.WORKERS if "3600" in why else getting.WORKERS * fetch.ATTEMPTS
    assert len(server.log) <= most


def test_offline_says_what_is_missing_and_how_else(get: Callable[..., tuple[int, str, str]], server: Server) -> None:
    """At once: the pack, what it lacks, and --from."""
    server.close()
    code, _, err = get()
    assert code == 1
    assert "'127.0.0.1' cannot be reached (Connection refused)" in err
    assert "noise lacks 6 of its 6 files" in err
    assert "'pack get noise --from DIR|URL'" in err


def test_a_redirect_never_leaves_https() -> None:
    """From https to http is refused; from http to https is fine."""
    import urllib.error
    import urllib.request
    from http.client import HTTPMessage
    from io import BytesIO

    redirects = fetch._Redirects()
    for before, after, fine in (
        ("https://a.example/x", "https://b.example/x", True), ("http://a.example/x", "https://b.example/x", True),
        ("http://a.example/x", "http://b.example/x", True), ("https://a.example/x", "http://b.example/x", False),
    ):  # fmt: skip
        request = urllib.request.Request(before)  # noqa: S310 (nothing is opened)
        if fine:
            following = redirects.redirect_request(request, BytesIO(), 302, "Found", HTTPMessage(), after)
            assert following is not None
            assert following.full_url == after
        else:
            with pytest.raises(urllib.error.HTTPError, match="not safe"):
                redirects.redirect_request(request, BytesIO(), 302, "Found", HTTPMessage(), after)


def test_a_proxy_of_the_environment_is_used(
    get: Callable[..., tuple[int, str, str]], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server stands in for one: it is asked for whole addresses."""
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", server.address)
    server.orders["*"] = always(answer(404))
    assert get("--from", "http://pictures.example")[0] == 1
    assert server.log[0][0].startswith("http://pictures.example/owner/repo/")


# --- what came before


def test_a_part_that_was_spoiled_is_fetched_anew(
    get: Callable[..., tuple[int, str, str]], server: Server, described: Described, tmp_path: Path
) -> None:
    """Zeros of a power cut, in a part or in a whole file; too much; exactly all of it: none of it reaches the pack."""
    folder = tmp_path / "data" / "downloads"
    folder.mkdir(parents=True)
    names = {file: hashlib.sha256(content).hexdigest() for file, content in described.files.items()}
    sizes = {file: len(content) for file, content in described.files.items()}
    (folder / f"{names['noise-0.png']}.part").write_bytes(bytes(1000))
    (folder / f"{names['noise-1.png']}.part").write_bytes(described.files["noise-1.png"] + b"more")
    (folder / f"{names['noise-2.png']}.part").write_bytes(described.files["noise-2.png"])
    (folder / names["noise-3.png"]).write_bytes(bytes(sizes["noise-3.png"]))
    (folder / names["noise-4.png"]).write_bytes(described.files["noise-4.png"])
    (folder / f"{getting._MAKING}dead").mkdir()
    assert get()[0] == 0
    asked = {file: server.asked(file) for file in described.files}
    assert asked == {
        "noise-0.png": ["bytes=1000-", None], "noise-1.png": [None], "noise-2.png": [], "noise-3.png": [None],
        "noise-4.png": [], "noise-5.png": [None],
    }  # fmt: skip
    assert left(tmp_path) == []


COMMAND = [sys.executable, "main.py", "pack", "get"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_a_process_that_ends_in_the_middle_is_gone_on_with(
    get: Callable[..., tuple[int, str, str]], server: Server, described: Described, tmp_path: Path, end: str
) -> None:
    """No finished file is fetched again, and a part from where it ended; nothing is half installed."""
    server.pause = 0.02
    data = tmp_path / "data"
    command = [*COMMAND, str(described.recipe), "--from", server.address, "--data", str(data)]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs us beside others
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    folder = data / "downloads"
    until = time.monotonic() + 30
    while time.monotonic() < until:
        finished = [path for path in folder.glob("*") if len(path.name) == 64]
        with suppress(FileNotFoundError):  # a part that was finished just now
            if finished and any(path.stat().st_size > 30_000 for path in folder.glob("*.part")):
                break
        time.sleep(0.005)
    process.send_signal(getattr(signal, end))
    out, err = process.communicate(timeout=30)
    assert "installed" not in out
    if end == "SIGINT":
        assert process.returncode == 1
        assert "are kept: run this again to go on" in err
    assert Shelf(data).names() == []
    finished = {path.name for path in folder.glob("*") if len(path.name) == 64}
    parts = {path.name.removesuffix(".part"): path.stat().st_size for path in folder.glob("*.part")}
    assert finished
    # Another server: this one may still read what the dead process asked for last.
    with closing(Server(described.mirror)) as again:
        assert get("--from", again.address)[0] == 0
    for file, content in described.files.items():
        digest = hashlib.sha256(content).hexdigest()
        size = parts.get(digest)
        wanted = [] if digest in finished or size == len(content) else [f"bytes={size}-" if size else None]
        assert again.asked(file) == wanted, file
    assert left(tmp_path) == []


def test_a_process_that_nobody_hears_ends(server: Server, described: Described, tmp_path: Path) -> None:
    """The game that asked for it was killed: what came is kept, nothing goes on behind anybody's back."""
    server.pause = 0.05
    data = tmp_path / "data"
    command = [*COMMAND, str(described.recipe), "--from", server.address, "--data", str(data), "--format", "json"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["stage"] == "begin"
        process.stdout.close()
        process.wait(30)
    assert Shelf(data).names() == []
    assert len(server.log) < len(described.files)


def test_an_end_while_the_pack_is_made_costs_no_fetching(
    get: Callable[..., tuple[int, str, str]], server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the making, at the installing, at the pointing: the files are still there, and nothing plays."""

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for owner, step in ((getting.packs, "assemble"), (archive, "unpack"), (Shelf, "_point")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, cut)
            assert get()[0] == 1  # as after every Ctrl+C
        assert Shelf(tmp_path / "data").names() == []
        assert len(left(tmp_path)) == 6
    assert len(server.log) == 6
    assert get()[0] == 0
    assert len(server.log) == 6


def test_only_one_process_gets_packs(
    get: Callable[..., tuple[int, str, str]], offer: Offer, server: Server, tmp_path: Path
) -> None:
    """The second says so, at once."""
    held = threading.Event()
    server.orders["*"] = first(1, lambda _: held.wait(10) and None)
    thread = threading.Thread(target=getting.get, args=(offer, tmp_path / "data", server.address))
    thread.start()
    while not server.log:
        time.sleep(0.002)
    with pytest.raises(TakenError):
        getting.get(offer, tmp_path / "data", server.address)
    code, _, err = get()
    assert code == 1
    assert "is in use by another process; wait for it" in err
    held.set()
    thread.join(20)
    assert Shelf(tmp_path / "data").version("noise") == "1.0"


def test_a_full_disk_is_told_before_and_meanwhile(
    get: Callable[..., tuple[int, str, str]], server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a line each; what came stays."""
    with monkeypatch.context() as patch:
        patch.setattr(getting.shutil, "disk_usage", lambda _: os.terminal_size((0, 0)) and Free(1000))
        code, _, err = get()
        assert code == 1
        assert "MB of disk are needed, 0 are free" in err
        assert server.log == []

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for owner, step in ((fetch, "_receive"), (getting.packs, "assemble")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, full)
            code, _, err = get()
            assert code == 1
            assert "the disk is full (No space left on device)" in err
    assert len(left(tmp_path)) == 6
    assert get()[0] == 0


class Free:
    """A disk's free bytes."""

    def __init__(self, free: int) -> None:
        self.free = free


def test_a_pack_beyond_all_bounds_is_refused(
    get: Callable[..., tuple[int, str, str]], server: Server, described: Described
) -> None:
    """By what its description says."""
    sources = described.recipe / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("bytes: ", f"bytes: {10**10}"), encoding="utf-8")
    code, _, err = get()
    assert code == 1
    assert "GB are too much" in err
    assert server.log == []


def test_how_long_to_wait_is_read_in_both_forms() -> None:
    """Seconds, or a date; nothing where it is neither."""
    from datetime import UTC, datetime, timedelta
    from email.message import Message

    for text, least, most in (
        ("7", 7, 7), (format_datetime(datetime.now(UTC) + timedelta(seconds=100)), 90, 100),
        (format_datetime(datetime.now(UTC) - timedelta(days=1)), 0, 0),
    ):  # fmt: skip
        headers = Message()
        headers["Retry-After"] = text
        seconds = fetch._retry_after(headers)
        assert seconds is not None
        assert least <= seconds <= most
    headers = Message()
    headers["Retry-After"] = "soon"
    assert fetch._retry_after(headers) is None


def test_a_trickle_is_no_connection(
    described: Described, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes that come one by one, for ever: given up like silence."""
    monkeypatch.setattr(fetch, "STALL_SECONDS", 0.1)

    def drip(request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(request.content)))
        request.end_headers()
        for _ in range(200):
            request.send(b"x")
            time.sleep(0.01)

    server.orders["*"] = always(drip)
    content = described.files["noise-0.png"]
    digest = hashlib.sha256(content).hexdigest()
    source = SourceFile("images/p0.jpg", "https://example.org/x", digest, len(content))
    with pytest.raises(FetchError, match=r"gave only \d+ bytes") as caught:
        fetch.fetch(source, f"{server.address}/{FOLDER}/noise-0.png", tmp_path, HostLine())
    assert caught.value.why == "busy"


def test_the_bar_of_a_terminal(
    get: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, described: Described
) -> None:
    """There are no lines below each other there; numbers, sizes and time stand beside it."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("FORCE_COLOR", "1")
    code, out, err = get()
    assert code == 0
    assert "installed noise 1.0" in out
    assert "6 of 6 pictures and masks made" in err
    assert "\x1b[" in err
