"""A room: who comes in, whose vote counts, what phones are told and when; no network, no screen."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.play.event import ANSWERS, SIGNS, VOTER
from game.web.phones.room import MOST_PHONES, PRESENT_SECONDS, RefusedError, Room
from game.web.phones.shown import PhoneScreen, Revealed, ShownPicture

VOTE = "level 0 first"


class Clock:
    """Seconds that a test lets pass."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self.now


def state(room: Room, token: str) -> Any:
    """What a phone is told."""
    return json.loads(room.state(token))


def refused(why: str) -> Any:
    """A refusal for one reason."""
    return pytest.raises(RefusedError, match=f"^{why}$")


def test_a_phone_gets_a_sign_and_nobody_is_named() -> None:
    """Signs are dealt in turn with a number; a second join with the token is the same phone."""
    room = Room(Clock())
    phones = [room.join(room.code) for _ in range(8)]
    assert [phone.who for phone in phones] == [f"{SIGNS[place % 6]}-{place + 1}" for place in range(8)]
    assert all(re.fullmatch(VOTER, phone.who) for phone in phones)
    assert room.join("", token=phones[3].token) == phones[3]
    assert room.seen == 8
    assert len({phone.token for phone in phones}) == 8
    assert all(len(phone.token) >= 32 for phone in phones)


def test_teams_are_chosen_where_there_are_any() -> None:
    """A phone's sign is its team's; without one, or with another, it is asked for it."""
    room = Room(Clock(), ("star", "square"))
    for team in ("", "circle"):
        with refused("team"):
            room.join(room.code, team)
    assert room.join(room.code, "star").who == "star-1"
    assert room.join(room.code, "square").who == "square-2"


def test_who_may_not_come_in() -> None:
    """With a wrong code, into a locked room, into a full one, or after the lesson; who is in stays in."""
    room = Room(Clock())
    with refused("code"):
        room.join("ZZZ")
    inside = room.join(room.code)
    room.lock(locked=True)
    with refused("locked"):
        room.join(room.code)
    assert room.join(room.code, token=inside.token) == inside
    room.lock(locked=False)
    for _ in range(MOST_PHONES - 1):
        room.join(room.code)
    with refused("full"):
        room.join(room.code)
    room.ends()
    with refused("over"):
        room.join(room.code, token=inside.token)


def test_a_vote_counts_only_while_it_is_open() -> None:
    """Before, after, in another round, and by a token that nobody has, it is refused."""
    room = Room(Clock())
    token = room.join(room.code).token
    with refused("closed"):
        room.vote(token, VOTE, "fake", 1)
    room.opens(VOTE, {})
    with refused("closed"):
        room.vote(token, "level 1 first", "fake", 1)
    with refused("closed"):
        room.vote(token, VOTE, "whatever", 1)
    with refused("unknown"):
        room.vote("a" * 32, VOTE, "fake", 1)
    room.vote(token, VOTE, "fake", 1)
    room.closes()
    with refused("closed"):
        room.vote(token, VOTE, "real", 2)
    assert room.votes() == {"circle-1": "fake"}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9), st.sampled_from(ANSWERS)), max_size=60), st.integers())
def test_the_last_word_of_each_phone_counts_once(sent: list[tuple[int, int, Any]], seed: int) -> None:
    """However often, and in whatever order, a vote arrives."""
    said = {(phone, nth): says for phone, nth, says in sent}  # a phone says one thing at a time
    room = Room(Clock())
    tokens = [room.join(room.code) for _ in range(5)]
    room.opens(VOTE, {})
    messages = [*said.items(), *said.items()]
    Random(seed).shuffle(messages)
    for (phone, nth), says in messages:
        room.vote(tokens[phone].token, VOTE, says, nth)
    last = {phone: says for (phone, nth), says in said.items() if nth == max(n for p, n in said if p == phone)}
    assert room.votes() == {tokens[phone].who: says for phone, says in last.items()}


def test_going_back_finds_the_votes_as_they_were() -> None:
    """A vote that is opened again has those votes that the workshop kept, and goes on."""
    room = Room(Clock())
    one, two = room.join(room.code), room.join(room.code)
    room.opens(VOTE, {})
    room.vote(one.token, VOTE, "fake", 1)
    room.vote(two.token, VOTE, "real", 1)
    room.closes()
    room.opens("level 0 second", {})
    assert room.votes() == {}
    assert state(room, one.token)["own"]["first"] == "fake"
    room.opens(VOTE, {one.who: "fake"})
    assert room.votes() == {one.who: "fake"}
    room.vote(two.token, VOTE, "unsure", 1)
    assert room.votes() == {one.who: "fake", two.who: "unsure"}


def test_only_the_picture_at_hand_is_served() -> None:
    """To phones that are in, under its key, until another one takes its place or the lesson ends."""
    room = Room(Clock())
    token = room.join(room.code).token
    shown = PhoneScreen("look", 1, 2, picture=ShownPicture("one", (4, 3), ""))
    room.show(shown, ("one", b"1"))
    assert room.picture(token, "one") == b"1"
    for other in ("two", "", "../one", "ONE"):
        with refused("unknown"):
            room.picture(token, other)
    with refused("unknown"):
        room.picture("nobody", "one")
    room.show(shown, ("two", b"2"))
    with refused("unknown"):
        room.picture(token, "one")
    room.ends()
    with refused("unknown"):
        room.picture(token, "two")


def test_nothing_is_told_before_the_reveal() -> None:
    """The data has no field for an answer until there is one to be revealed."""
    room = Room(Clock())
    token = room.join(room.code).token
    room.show(PhoneScreen("vote", 1, 2, VOTE, "first", (4, 3), ShownPicture("k", (4, 3), "a bear")), ("k", b""))
    assert set(state(room, token)["shown"]) == {"step", "place", "of", "vote", "ballot", "size", "picture"}
    room.show(PhoneScreen("reveal", 1, 2, revealed=Revealed("fake", ("fake",), "", "")), None)
    assert state(room, token)["shown"]["revealed"]["truth"] == "fake"


def test_phones_are_told_of_the_count_at_the_next_beat() -> None:
    """Not at each vote, which would be told to all of them by each of them."""
    told: list[int] = []
    room = Room(Clock())
    tokens = [room.join(room.code).token for _ in range(3)]
    room.opens(VOTE, {})
    room.beat()
    room.told = lambda: told.append(room.version)
    for token in tokens:
        room.vote(token, VOTE, "real", 1)
    assert told == []
    room.beat()
    room.beat()
    assert len(told) == 1
    assert [state(room, tokens[0])[key] for key in ("voted", "seen")] == [3, 3]


def test_a_phone_that_went_away_is_not_waited_for() -> None:
    """After a while it is not counted, unless it has voted; it comes back into its place."""
    clock = Clock()
    room = Room(clock)
    phones = [room.join(room.code) for _ in range(3)]
    room.opens(VOTE, {})
    room.vote(phones[0].token, VOTE, "real", 1)
    clock.now += PRESENT_SECONDS + 1
    room.state(phones[1].token)
    before = room.changes
    room.beat()
    assert room.seen == 2
    assert room.changes != before
    assert state(room, phones[2].token)["own"]["who"] == phones[2].who
    assert room.seen == 3


def test_the_end_forgets_every_phone() -> None:
    """Whoever asks is told that it is over, and nothing of anybody."""
    room = Room(Clock())
    token = room.join(room.code).token
    room.opens(VOTE, {})
    room.vote(token, VOTE, "real", 1)
    room.ends()
    assert state(room, token) == {"version": room.version, "shown": {"step": "over"}, "voted": 0, "seen": 0}
    assert room.votes() == {}
    assert not room.knows(token)
    room.show(PhoneScreen("look"), None)
    assert state(room, token)["shown"]["step"] == "over"
