"""A lesson's room: which phones are in, what all of them show, and what each has voted.

Owns that state, which the game's thread and the server's share, behind one lock that is never held for long. A phone is
a random token, a sign and a number; all is forgotten when the room ends. Refuses to know sockets, screens and files.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec import Raw, Struct

from game.model.terms import Says
from game.play.event import ANSWERS, SIGNS
from game.web.phones.shown import Own, PhoneScreen

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # without I, O and Q, which are read as 1 and 0
CODE_LETTERS = 4
MOST_PHONES = 250
PRESENT_SECONDS = 60.0  # a phone that was not heard of for longer is not waited for

Refusal = Literal["code", "locked", "full", "over", "closed", "unknown", "team"]


class Entered(NamedTuple):
    """A phone is in: its token, which it alone knows, and its sign and number."""

    token: str
    who: str


class RefusedError(Exception):
    """What a phone asked for is refused; `why` is one word that its page has a sentence for."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why: Refusal = why


class _Said(NamedTuple):
    says: Says
    nth: int


class _Phone:
    """One phone."""

    def __init__(self, who: str, seen: float) -> None:
        self.who = who
        self.seen = seen  # seconds of the room's clock
        self.said: dict[str, _Said] = {}  # by vote, of the round at hand


class _State(Struct, frozen=True, omit_defaults=True):
    """What goes to a phone."""

    version: int
    shown: Raw
    voted: int
    seen: int
    own: Own | None = None


_encode = msgspec.json.encode


class Room:
    """A room that phones may join until it is locked, or over. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float], teams: Sequence[str] = ()) -> None:
        """`teams` are the signs of the teams, of which each phone chooses one; none: signs are dealt in turn."""
        self.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        self.teams = tuple(teams)
        self.told: Callable[[], None] = lambda: None  # called on any thread when phones are to be told something
        self._clock = clock
        self._lock = threading.Lock()
        self._phones: dict[str, _Phone] = {}
        self._joined = 0
        self._shown = Raw(_encode(PhoneScreen("lobby")))
        self._open = ""  # the vote that phones may vote in
        self._last = ""  # the one that was open last
        self._round = ""  # of which votes are remembered
        self._locked = self._over = False
        self._picture: tuple[str, bytes] | None = None
        self._version = 0
        self._changes = 0
        self._counted = (0, 0)  # what phones were told last: voted, seen
        self._restless = False  # something changed that phones are told of at the next beat

    # --- what the game's thread does and asks

    @property
    def locked(self) -> bool:
        """Whether nobody else comes in."""
        return self._locked

    def lock(self, *, locked: bool) -> None:
        """Let nobody else in, or somebody again; those who are in stay in."""
        self._locked = locked

    def show(self, shown: PhoneScreen, picture: tuple[str, bytes] | None) -> None:
        """Have every phone show something else; `picture` is the only one that is served, under its key."""
        raw = Raw(_encode(shown))
        with self._lock:
            if self._over or (raw == self._shown and picture == self._picture):
                return
            self._shown, self._picture = raw, picture
            self._version += 1
        self.told()

    def opens(self, vote: str, so_far: Mapping[str, Says]) -> None:
        """Phones may vote; `vote` is `level round ballot`. What was voted in another round is forgotten."""
        with self._lock:
            if self._over or self._open == vote:
                return
            this_round = vote.rpartition(" ")[0]
            for phone in self._phones.values():
                if this_round != self._round:
                    phone.said = {}
                if phone.who in so_far:
                    phone.said.setdefault(vote, _Said(so_far[phone.who], 1))
                elif vote in phone.said:
                    del phone.said[vote]
            self._round, self._open, self._last = this_round, vote, vote
            self._version += 1
            self._changes += 1
        self.told()

    def closes(self) -> None:
        """What comes later counts for nothing."""
        with self._lock:
            if not self._open:
                return
            self._open = ""
            self._version += 1
        self.told()

    def votes(self) -> dict[str, Says]:
        """Who says what, in the vote that is open or was open last."""
        with self._lock:
            said = ((phone.who, phone.said.get(self._last)) for phone in self._phones.values())
            return {who: vote.says for who, vote in said if vote is not None}

    @property
    def changes(self) -> int:
        """Another number once `votes` or `seen` would give something else."""
        return self._changes

    @property
    def seen(self) -> int:
        """How many phones are here, or have voted."""
        with self._lock:
            return self._present()

    def ends(self) -> None:
        """The lesson is over: every token is forgotten, and no picture is served any more."""
        with self._lock:
            self._over, self._open = True, ""
            self._phones.clear()
            self._picture = None
            self._shown = Raw(_encode(PhoneScreen("over")))
            self._version += 1
        self.told()

    # --- what phones do and ask, on the server's thread

    @property
    def version(self) -> int:
        """Another number once phones are to be told something."""
        return self._version

    @property
    def over(self) -> bool:
        """Whether the lesson is over."""
        return self._over

    def join(self, code: str, team: str = "", token: str | None = None) -> Entered:
        """A phone comes in, or comes back with the token it has; raises RefusedError."""
        with self._lock:
            if self._over:
                raise RefusedError("over")
            if token is not None and (phone := self._phones.get(token)) is not None:
                phone.seen = self._clock()
                return Entered(token, phone.who)
            if not secrets.compare_digest(code.encode(), self.code.encode()):
                raise RefusedError("code")
            if self._locked:
                raise RefusedError("locked")
            if self._joined >= MOST_PHONES:
                raise RefusedError("full")
            if self.teams and team not in self.teams:
                raise RefusedError("team")
            self._joined += 1
            sign = team if self.teams else SIGNS[(self._joined - 1) % len(SIGNS)]
            new = Entered(secrets.token_urlsafe(24), f"{sign}-{self._joined}")
            self._phones[new.token] = _Phone(new.who, self._clock())
            self._changes += 1
            self._restless = True
            return new

    def vote(self, token: str, vote: str, says: str, nth: int) -> None:
        """A phone votes. Of one phone's votes the one with the highest `nth` counts, in whatever order they come.

        Raises RefusedError: the vote is not open, or nobody knows the token.
        """
        with self._lock:
            phone = self._known(token)
            if vote != self._open or not vote or says not in ANSWERS:
                raise RefusedError("closed")
            said = phone.said.get(vote)
            if said is not None and nth <= said.nth:
                return
            phone.said[vote] = _Said(ANSWERS[ANSWERS.index(says)], nth)
            self._changes += 1
            self._restless = True

    def state(self, token: str) -> bytes:
        """What a phone is to show now, as JSON; raises RefusedError where nobody knows the token."""
        with self._lock:
            if self._over:
                return _encode(_State(self._version, self._shown, 0, 0))
            phone = self._known(token)
            said = phone.said.get(self._last)
            first = phone.said.get(f"{self._round} first")
            own = Own(phone.who, said.says if said else None, said.nth if said else 0, first.says if first else None)
            return _encode(_State(self._version, self._shown, *self._counted, own))

    def knows(self, token: str) -> bool:
        """Whether a token is a phone's."""
        return token in self._phones

    def picture(self, token: str, key: str) -> bytes:
        """The picture of the round at hand; raises RefusedError for any other."""
        with self._lock:
            self._known(token)
            if self._picture is None or not secrets.compare_digest(key.encode(), self._picture[0].encode()):
                raise RefusedError("unknown")
            return self._picture[1]

    def beat(self) -> None:
        """Called now and then: tell phones how many have voted, where that has changed."""
        with self._lock:
            counted = self._voted(), self._present()
            changed = counted != self._counted or self._restless
            if counted[1] != self._counted[1]:
                self._changes += 1
            self._restless = False
            if not changed or self._over:
                return
            self._counted = counted
            self._version += 1
        self.told()

    # --- behind the lock

    def _known(self, token: str) -> _Phone:
        phone = self._phones.get(token)
        if phone is None:
            raise RefusedError("unknown")
        phone.seen = self._clock()
        return phone

    def _voted(self) -> int:
        return sum(self._last in phone.said for phone in self._phones.values())

    def _present(self) -> int:
        since = self._clock() - PRESENT_SECONDS
        return sum(phone.seen > since or self._last in phone.said for phone in self._phones.values())
