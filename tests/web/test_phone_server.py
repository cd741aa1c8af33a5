"""The phones' server over real sockets on loopback: what it answers, and everything that it refuses."""

from __future__ import annotations

import gc
import gzip
import http.client
import json
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

pytest.importorskip("aiohttp", reason="the extra 'phones' is not installed")

from game.base.text import Words
from game.play.event import generated
from game.web.phones import phone_server
from game.web.phones.phone_server import PhoneServer
from game.web.phones.pupils_page import page_files
from game.web.phones.room import Room
from game.web.phones.shown import PhoneScreen, ShownPicture

HOST = "127.0.0.1"


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage

    @property
    def json(self) -> Any:
        """Its data."""
        return json.loads(self.body)


class Phone:
    """A phone that does as it is told: `headers` are sent beside, or instead of, what a browser sends."""

    def __init__(self, server: PhoneServer) -> None:
        self.server, self.cookie = server, ""

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=10)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
        if data is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        given = Answer(answer.status, answer.read(), answer.headers)
        if set_cookie := answer.headers.get("Set-Cookie"):
            self.cookie = set_cookie.partition(";")[0]
        connection.close()
        return given

    def join(self) -> Answer:
        """Come in."""
        return self.ask("POST", "/join", {"code": self.server.room.code})


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    """A server with an open room."""
    room = Room(time.monotonic)
    made = PhoneServer(room, page_files(Words("en"), room.code))
    made.start(HOST, (0,))
    yield made
    made.close()


@pytest.fixture
def phone(server: PhoneServer) -> Phone:
    """A phone in the room."""
    made = Phone(server)
    assert made.join().status == 200
    return made


def lives(server: PhoneServer) -> None:
    """The lesson goes on: somebody else comes in and votes."""
    other = Phone(server)
    assert other.join().status == 200
    server.room.opens("level 9 first", {})
    assert other.ask("POST", "/vote", {"vote": "level 9 first", "says": "real", "nth": 1}).status == 200


def test_the_page_comes_whole_and_from_nowhere_else(server: PhoneServer) -> None:
    """Each of its files is there, named by it alone; its policy lets nothing else in, and nothing is kept."""
    phone = Phone(server)
    page = phone.ask("GET", "/")
    assert page == phone.ask("GET", f"/{server.room.code}")._replace(headers=page.headers)
    assert b"http" not in page.body.replace(b"http://www.w3.org", b"")
    assert b"style=" not in page.body
    assert b"onclick" not in page.body
    for path in ("/phone.css", "/phone.js", "/regular.ttf", "/bold.ttf", "/icon.svg"):
        file = phone.ask("GET", path)
        assert file.status == 200, path
        assert file.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "unsafe" not in file.headers["Content-Security-Policy"]
        assert file.headers["Cache-Control"] == "no-store"
        assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_word_of_the_page_is_there(language: str) -> None:
    """What the script asks for stands in the page, in each language, whatever the teams are called."""
    from random import Random

    from game.web.phones.pupils_page import CLIENT

    page = page_files(Words(language), "KLUM", generated(3, Random(1)))["/"].content.decode()
    known = json.loads(page.partition('id="words">')[2].partition("</script>")[0])
    script = (CLIENT / "phone.js").read_text("utf-8")
    import re

    asked = set(re.findall(r'say\("([\w.-]+)"', script)) | {f"team.{sign}" for sign in ("circle", "triangle", "square")}
    assert asked - set(known) == set()
    assert "KLUM" in known["where"]
    assert f'lang="{language}"' in page


def test_a_phone_keeps_its_place_through_a_reload(server: PhoneServer) -> None:
    """The cookie is the browser's own affair: no script reads it, no other site sends it, and it ends with it."""
    phone = Phone(server)
    joined = phone.join()
    cookie = joined.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "expires" not in cookie.lower()
    assert "max-age" not in cookie.lower()
    assert phone.join().json == joined.json
    assert server.room.seen == 1
    assert phone.ask("GET", "/state").json["own"]["who"] == joined.json["who"]


def test_a_vote_is_taken_once_however_often_it_is_sent(server: PhoneServer, phone: Phone) -> None:
    """An old message that comes late changes nothing."""
    server.room.opens("level 0 first", {})
    for says, nth in (("fake", 1), ("fake", 1), ("real", 2), ("fake", 1)):
        assert phone.ask("POST", "/vote", {"vote": "level 0 first", "says": says, "nth": nth}).status == 200
    assert server.room.votes() == {"circle-1": "real"}
    server.room.closes()
    late = phone.ask("POST", "/vote", {"vote": "level 0 first", "says": "fake", "nth": 3})
    assert (late.status, late.json) == (409, {"refused": "closed"})


def test_who_knows_all_is_told_of_what_is_new_at_once(server: PhoneServer, phone: Phone) -> None:
    """A phone's question is held until something changes, and answered then."""
    version = phone.ask("GET", "/state").json["version"]
    time.sleep(1.2)  # the beat that tells of the join
    version = phone.ask("GET", "/state").json["version"]
    threading.Timer(0.5, lambda: server.room.show(PhoneScreen("look", 1, 2), None)).start()
    began = time.monotonic()
    said = phone.ask("GET", f"/state?since={version}").json
    assert said["shown"]["step"] == "look"
    assert 0.3 < time.monotonic() - began < 4


def test_a_wrong_code_is_tried_only_so_often(server: PhoneServer) -> None:
    """After a dozen tries an address waits, also for the right one; the others do not."""
    phone = Phone(server)
    tries = [phone.ask("POST", "/join", {"code": "AAAA"}).status for _ in range(20)]
    assert tries[:12] == [403] * 12
    assert set(tries[12:]) == {429}
    assert phone.join().status == 429


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 421), ("evil.example:80", 421), ("127.0.0.1", 200), ("192.0.2.7:8080", 200), ("localhost", 200),
     ("[::1]:8080", 200), ("127.0.0.1.evil.example", 421), ("", 421)],
)  # fmt: skip
def test_a_name_that_leads_here_from_elsewhere_is_refused(server: PhoneServer, host: str, status: int) -> None:
    """A page whose name was turned to this address does not become this server's page."""
    assert Phone(server).ask("GET", "/", Host=host).status == status


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_another_sites_page_can_ask_for_nothing(phone: Phone, server: PhoneServer, headers: dict[str, str]) -> None:
    """Even from a browser that is in the room."""
    server.room.opens("level 0 first", {})
    body = {"vote": "level 0 first", "says": "fake", "nth": 1}
    assert phone.ask("POST", "/vote", body, **headers).status == 403
    assert server.room.votes() == {}
    own = {"Origin": f"http://{HOST}:{server.port}", "Sec_Fetch_Site": "same-origin"}
    assert phone.ask("POST", "/vote", body, **own).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"\xff\xfe", 400), (b"[]", 400), (b"null", 400), (b'{"vote": 1, "says": "real", "nth": 1}', 400),
     (b'{"vote": "v", "says": "real", "nth": "1"}', 400), (b'{"vote": "v", "says": "real", "nth": 1, "x": 2}', 400),
     (b'{"vote": "v", "says": "real", "nth": 1e99}', 400), (b"[" * 1000, 400), (b" " * 1025, 413), (b"x" * 10**6, 413)],
)  # fmt: skip
def test_garbage_is_refused(phone: Phone, server: PhoneServer, body: bytes, status: int) -> None:
    """And the lesson goes on."""
    try:
        assert phone.ask("POST", "/vote", body).status == status
    except (ConnectionError, http.client.HTTPException):
        assert status == 413  # it was not read to its end
    lives(server)


def test_forms_are_no_votes(phone: Phone) -> None:
    """What another site's form could send without being asked is not taken."""
    assert phone.ask("POST", "/vote", b"{}", Content_Type="text/plain").status == 415


def test_packed_bodies_are_not_unpacked(server: PhoneServer, phone: Phone) -> None:
    """No page sends one: it is refused under the same headers as all else, be it sound, damaged or a bomb."""
    for body in (gzip.compress(b"{}"), b"{}", gzip.compress(b" " * 10_000_000, 9)[:900]):
        answer = phone.ask("POST", "/vote", body, Content_Encoding="gzip")
        assert answer.status == 415
        assert answer.headers["Cache-Control"] == "no-store"
    lives(server)


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/picture/../../x", "/picture/%2e%2e%2fx", "//etc/passwd",
     "/phone.js/../../x", "/picture/" + "a" * 65, "/phone.html", "/ABCDE", "/AB1D", "/state/", "/.git/config",
     "/client/phone.js", "/picture/a%00b"],
)  # fmt: skip
def test_there_is_no_way_to_any_other_file(phone: Phone, path: str) -> None:
    """Only the few addresses of the page and the room are known."""
    assert phone.ask("GET", path).status in (400, 401, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_nothing_else_is_done(phone: Phone, method: str) -> None:
    """Only what is asked for or sent in the lesson's own two ways."""
    assert phone.ask(method, "/state").status in (404, 405)


def test_what_is_not_known_is_answered_with_the_same_headers(phone: Phone) -> None:
    """And behind the same limits: a stranger learns nothing from a wrong address either."""
    got = phone.ask("GET", "/nothing")
    assert (got.status, got.headers["X-Content-Type-Options"]) == (404, "nosniff")
    assert phone.ask("GET", "/nothing", Host="example.org").status == 421


def test_a_room_is_forgotten_with_its_server() -> None:
    """In a process that opens one after another, nothing of those that are over stays behind."""
    room = Room(time.monotonic)
    made = PhoneServer(room, page_files(Words("en"), room.code))
    made.start(HOST, (0,))
    phone = Phone(made)
    assert phone.join().status == 200
    assert phone.ask("GET", "/state").status == 200
    assert phone.ask("GET", f"/{room.code}").status == 200
    made.close()
    left = weakref.ref(room), weakref.ref(made)
    del room, made, phone
    gc.collect()
    assert [item() for item in left] == [None, None]


def test_pictures_are_for_those_who_are_in(server: PhoneServer, phone: Phone) -> None:
    """And only that of the round at hand."""
    server.room.show(PhoneScreen("look", 1, 1, picture=ShownPicture("key", (1, 1), "")), ("key", b"jpeg"))
    got = phone.ask("GET", "/picture/key")
    assert (got.status, got.body, got.headers["Content-Type"]) == (200, b"jpeg", "image/jpeg")
    assert phone.ask("GET", "/picture/other").status == 401
    assert Phone(server).ask("GET", "/picture/key").status == 401


def test_a_token_of_another_lesson_is_nobodys(server: PhoneServer, phone: Phone) -> None:
    """A replayed cookie opens nothing."""
    room = Room(time.monotonic)
    other = PhoneServer(room, page_files(Words("en"), room.code))
    other.start(HOST, (0,))
    try:
        replayed = Phone(other)
        replayed.cookie = phone.cookie
        assert replayed.ask("GET", "/state").status == 401
        assert replayed.ask("POST", "/vote", {"vote": "", "says": "real", "nth": 1}).status == 401
    finally:
        other.close()


def test_a_flood_is_turned_away_and_the_lesson_goes_on(server: PhoneServer) -> None:
    """From one address so much and no more; another address does not notice."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
    statuses = []
    for _ in range(900):
        connection.request("GET", "/icon.svg")
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert statuses.count(200) >= 600
    assert statuses[-1] == 429
    neighbour = http.client.HTTPConnection(HOST, server.port, timeout=10, source_address=("127.0.0.9", 0))
    neighbour.request("GET", "/icon.svg")
    assert neighbour.getresponse().status == 200
    neighbour.close()


def test_a_connection_that_asks_for_nothing_is_closed(server: PhoneServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody holds the door by standing in it, also with half a question."""
    monkeypatch.setattr(phone_server, "FIRST_SECONDS", 0.5)
    waiting = [socket.create_connection((HOST, server.port), timeout=10) for _ in range(30)]
    for item in waiting[::2]:
        item.sendall(b"GET /state HTTP/1.1\r\nHost: 127")
    for item in waiting:
        assert item.recv(100) == b""
        item.close()
    lives(server)


def test_raw_garbage_on_the_socket_is_refused(server: PhoneServer) -> None:
    """What is no HTTP at all, and heads that never end."""
    for data in (
        b"\x16\x03\x01\x02\x00",
        b"GET " + b"/" * 20000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000,
        b"\0" * 500,
    ):
        with socket.create_connection((HOST, server.port), timeout=10) as item:
            try:
                item.sendall(data + b"\r\n\r\n")
                answer = item.recv(100)
            except ConnectionError:
                continue
            assert answer == b"" or b" 400 " in answer.partition(b"\r\n")[0], answer
    lives(server)


def test_the_end_is_told_and_then_nobody_answers(server: PhoneServer, phone: Phone) -> None:
    """A phone that waits hears that it is over and forgets its token; the port is free again."""
    version = phone.ask("GET", "/state").json["version"]
    heard: list[Answer] = []
    waiting = threading.Thread(target=lambda: heard.append(phone.ask("GET", f"/state?since={version}")))
    waiting.start()
    time.sleep(0.2)
    server.close()
    waiting.join(5)
    assert heard[0].json["shown"]["step"] == "over"
    assert 'phone=""' in heard[0].headers["Set-Cookie"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, server.port), timeout=2)


def test_another_port_is_taken_where_one_is_in_use(server: PhoneServer) -> None:
    """Two lessons on one computer do not meet."""
    other = PhoneServer(Room(time.monotonic), server.files)
    other.start(HOST, (server.port, 0))
    try:
        assert other.port != server.port
    finally:
        other.close()
