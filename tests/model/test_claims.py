"""What may be claimed of a change: against tables and SciPy, and by simulation how often it is claimed of nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from game.model import claims
from game.model.claims import Judged, Pair, Part, Revotes, Vote, change, newcombe, revoted, student

# --- against tables and SciPy


def test_student_against_scipy() -> None:
    """Every entry of the table; in between degrees of freedom are rounded down: no interval is too narrow."""
    for freedom in range(1, 31):
        assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=5e-4)
    assert student(4.9) == student(4)
    assert student(0.3) == student(1)
    assert student(1000) == student(30) > stats.t.ppf(0.975, 1000)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, interval estimation for the difference between independent proportions, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    """Differences of two shares have the published intervals."""
    assert newcombe([first], [second]) == pytest.approx((low, high), abs=5e-5)
    assert newcombe([second], [first]) == pytest.approx((-high, -low), abs=5e-5)


def test_one_person_is_compared_by_pictures() -> None:
    """For one person and one mean on each side the margin is Welch's (1947)."""
    rng = Random(3)
    sides = [[rng.random() for _ in range(count)] for count in (9, 14)]
    parts = [
        Part(0, str(side), str(place), (bool(side), True), (1 if side else -1) / len(values), value)
        for side, values in enumerate(sides)
        for place, value in enumerate(values)
    ]
    found = stats.ttest_ind(sides[1], sides[0], equal_var=False)
    half = (found.confidence_interval().high - found.confidence_interval().low) / 2
    assert claims.margin(parts) == pytest.approx(half * student(found.df) / stats.t.ppf(0.975, found.df), rel=1e-3)


def test_people_that_differ_count_as_so_many_people() -> None:
    """Where people differ and single answers hardly do, the margin is that of Student's t over people."""
    rng = Random(4)
    skills = [rng.gauss(0, 1) for _ in range(8)]
    parts = [
        Part(who, "", str(place), (True, True), 1 / 320, skill + rng.gauss(0, 0.01))
        for who, skill in enumerate(skills)
        for place in range(40)
    ]
    half = stats.t.ppf(0.975, 7) * np.std(skills, ddof=1) / math.sqrt(8)
    assert claims.margin(parts) == pytest.approx(half, rel=0.03)


def test_one_picture_stands_for_no_other() -> None:
    """A test with one fake allows no conclusion, however many teams saw it."""
    before = [Judged("a", "A", True, False), *(Judged(f"r{n}", "A", False, True) for n in range(9))]
    after = [Judged("b", "B", True, True), *(Judged(f"s{n}", "B", False, False) for n in range(9))]
    found = change([(before, after)] * 9)
    assert found is not None
    assert (found.hits.low, found.hits.high, found.hits.sign) == (-1, 1, 0)
    assert (found.discernment.low, found.discernment.high) == (-2, 2)


def test_right_votes_given_up_follow_the_hypergeometric_distribution() -> None:
    """In one stratum as SciPy says; in two as the sum of both; and numbers beyond any float are no trouble."""
    one, two = claims._Stratum(12, 5, 4, 1), claims._Stratum(9, 6, 3, 2)
    first, second = (stats.hypergeom(item.votes, item.right, item.changed) for item in (one, two))
    assert claims._chance([one], 1) == pytest.approx(first.cdf(1))
    assert claims._chance([one], -1) == pytest.approx(first.sf(0))
    both = sum(first.pmf(a) * second.pmf(b) for a in range(6) for b in range(7) if a + b <= 3)
    assert claims._chance([one, two], 1) == pytest.approx(both)
    assert claims._chance([claims._Stratum(4000, 2000, 2000, 1000)], 1) == pytest.approx(0.5, abs=0.02)


def counted(hits: tuple[int, int], alarms: tuple[int, int], size: int = 10) -> Pair:
    """A test before and one after, with so many of ten fakes, and of ten real pictures, called fake."""
    before, after = (
        [
            Judged(f"{side}{fake}{place}", "AB"[side], fake, place < (hits if fake else alarms)[side])
            for fake in (True, False)
            for place in range(size)
        ]
        for side in (0, 1)
    )
    return before, after


def test_every_pair_weighs_the_same() -> None:
    """Large tests count as much as small ones; hits and alarms add up to discernment and suspicion."""
    found = change([counted((5, 8), (5, 2)), counted((50, 50), (50, 50), 100)])
    assert found is not None
    assert found.hits.value == pytest.approx(0.15)
    assert found.alarms.value == pytest.approx(-0.15)
    assert found.discernment.value == pytest.approx(0.3)
    assert found.suspicion.value == pytest.approx(0)


def test_without_both_kinds_of_pictures_nothing_is_compared() -> None:
    """A test of fakes alone has no false alarms to compare."""
    before, after = counted((1, 2), (1, 2))
    fakes = [item for item in after if item.fake]
    assert change([(before, fakes)]) is None
    assert change([]) is None


@given(st.integers(1, 12), st.integers(2, 8), st.integers(0, 2**32))
def test_an_interval_holds_its_value(teams: int, size: int, seed: int) -> None:
    """And turns with the order of the tests."""
    rng = Random(seed)
    pairs = two_tests(rng, teams, size=size)
    found, turned = change(pairs), change([(after, before) for before, after in pairs])
    assert found is not None
    assert turned is not None
    for name in ("hits", "alarms", "discernment", "suspicion"):
        one, other = getattr(found, name), getattr(turned, name)
        assert one.low <= one.value + 1e-9
        assert one.value <= one.high + 1e-9
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@pytest.mark.parametrize(
    ("hits", "alarms", "verdict"),
    [
        ((1, 9), (9, 1), "better"), ((9, 1), (1, 9), "worse"), ((1, 9), (1, 9), "suspicious"),
        ((9, 1), (9, 1), "trusting"), ((5, 6), (5, 5), "same"),
    ],
)  # fmt: skip
def test_verdicts(hits: tuple[int, int], alarms: tuple[int, int], verdict: str) -> None:
    """Four teams that leave no doubt; and with too few answers no doubt is left that nothing can be said."""
    found = change([counted(hits, alarms)] * 4)
    assert found is not None
    assert found.verdict == verdict
    few = change([counted((0, 5), (5, 0), 5)])
    assert few is not None
    assert few.verdict == "few"
    assert few.discernment.low > 0
    assert few.discernment.sign == 0


@pytest.mark.parametrize(("pictures", "sign"), [(5, 0), (6, 1)])
def test_few_pictures_say_nothing_however_many_teams_voted(pictures: int, sign: int) -> None:
    """Five pictures go one way by luck alone once in sixteen times."""
    votes = [
        Vote("e", str(team), str(place), (team + place) % 2 == 0, True, (team + place) % 2 == 1)
        for team in range(6)
        for place in range(pictures)
    ]  # fmt: skip
    assert revoted(votes) == Revotes(3 * pictures, 3 * pictures, 0, 0, sign)


# --- by simulation: how often is a change claimed where there is none, and how often where there is one?

RUNS = 1000
# of so many runs at a true rate of 5 %, more than this happens once in a thousand simulations (binomial)
TOLERATED = int(stats.binom.ppf(0.999, RUNS, 0.05))

Skills = Callable[[Random, int, int], tuple[list[list[int]], list[list[int]]]]


def two_tests(
    rng: Random, teams: int, gain: float = 0.0, pictures: float = 1.0, mood: float = 0.0, *, mixed: bool = False,
    size: int = 5,
) -> list[Pair]:  # fmt: skip
    """Two tests of `size` fakes and as many real pictures: teams and pictures by chance, in logits.

    Teams differ (1.0) and stay as they are, but for a common `gain` and a `mood` of the day; `pictures` is how much
    those of one kind differ; `mixed`: some teams take form B first.
    """
    shown = {
        form: [
            (f"{form}{fake}{place}", fake, rng.gauss(0, pictures)) for fake in (True, False) for place in range(size)
        ]
        for form in "AB"
    }
    pairs = []
    for _ in range(teams):
        skill, order = rng.gauss(1.5, 1), rng.sample("AB", 2) if mixed else "AB"
        sides = []
        for side, form in enumerate(order):
            now = skill + gain * side + rng.gauss(0, mood)
            sides.append(
                [
                    Judged(name, form, fake, rng.random() < 1 / (1 + math.exp(-((now if fake else -now) / 2 + bias))))
                    for name, fake, bias in shown[form]
                ]
            )
        pairs.append((sides[0], sides[1]))
    return pairs


@pytest.mark.parametrize(
    ("teams", "pictures", "mood", "mixed"),
    [
        (2, 0.0, 0.0, False), (2, 1.0, 1.0, False), (4, 0.0, 0.0, False), (4, 1.0, 0.0, False), (4, 2.0, 1.0, False),
        (6, 1.0, 0.0, False), (9, 2.0, 0.0, False), (12, 1.0, 0.5, False), (12, 0.0, 1.0, True), (20, 2.0, 0.0, False),
    ],
)  # fmt: skip
def test_a_gain_is_rarely_seen_where_there_is_none(teams: int, pictures: float, mood: float, mixed: bool) -> None:
    """No sentence about two tests is said of more than 5 % of groups without any change, within the tolerance."""
    rng = Random(f"{teams} {pictures} {mood}")
    said: Counter[str] = Counter()
    for _ in range(RUNS):
        found = change(two_tests(rng, teams, 0.0, pictures, mood, mixed=mixed))
        assert found is not None
        said[found.verdict] += 1
        for name in ("hits", "alarms", "discernment", "suspicion"):
            said[name] += getattr(found, name).sign != 0
    assert said["few"] == 0
    assert max((count, name) for name, count in said.items() if name != "same") <= (TOLERATED, "~"), said
    assert said["better"] + said["worse"] <= TOLERATED


@pytest.mark.parametrize(
    ("teams", "gain", "mixed", "least"),
    [(4, 4.5, False, 0.5), (6, 3.5, False, 0.6), (12, 2.5, True, 0.6), (20, 2.0, True, 0.75)],
)
def test_a_gain_is_found(teams: int, gain: float, mixed: bool, least: float) -> None:
    """The power: a group that was right of 62 % and becomes right of 80 to 95 % is mostly told so."""
    rng = Random(teams)
    found = [change(two_tests(rng, teams, gain, 0.7, mixed=mixed)) for _ in range(200)]
    assert sum(item is not None and item.verdict == "better" for item in found) >= 200 * least
    assert sum(item is not None and item.verdict == "worse" for item in found) == 0


def at_random(right: float, switched: float, *, answers: int = 2) -> Skills:
    """So many right at first; so many switch to another answer, any."""

    def draw(rng: Random, teams: int, pictures: int) -> tuple[list[list[int]], list[list[int]]]:
        first = [[int(rng.random() >= right) for _ in range(pictures)] for _ in range(teams)]
        second = [
            [(says + rng.randrange(1, answers)) % answers if rng.random() < switched else says for says in row]
            for row in first
        ]
        return first, second

    return draw


def hard_pictures(rng: Random, teams: int, pictures: int) -> tuple[list[list[int]], list[list[int]]]:
    """Half of the pictures mislead nearly everybody, and are voted on anew by most, at random; the others by few."""
    hard = [rng.random() < 0.5 for _ in range(pictures)]
    first = [[int(rng.random() < (0.85 if item else 0.1)) for item in hard] for _ in range(teams)]
    second = [
        [1 - says if rng.random() < (0.7 if item else 0.05) else says for says, item in zip(row, hard, strict=True)]
        for row in first
    ]
    return first, second


def weak_teams(rng: Random, teams: int, pictures: int) -> tuple[list[list[int]], list[list[int]]]:
    """Every other team is mostly wrong and switches often, at random; the others seldom."""
    first = [[int(rng.random() < (0.25 if team % 2 else 0.75)) for _ in range(pictures)] for team in range(teams)]
    second = [
        [1 - says if rng.random() < (0.1 if team % 2 else 0.6) else says for says in row]
        for team, row in enumerate(first)
    ]
    return first, second


def loud_voice(rng: Random, teams: int, pictures: int) -> tuple[list[list[int]], list[list[int]]]:
    """On each picture a loud voice, right or wrong by chance, brings most teams to its side."""
    first = [[int(rng.random() < 0.6) for _ in range(pictures)] for _ in range(teams)]
    voice = [rng.randrange(2) for _ in range(pictures)]
    second = [[voice[place] if rng.random() < 0.7 else says for place, says in enumerate(row)] for row in first]
    return first, second


def distrust(rng: Random, teams: int, pictures: int) -> tuple[list[list[int]], list[list[int]]]:
    """After the talk "fake" is said more often, of fakes (four of seven) and of real pictures alike."""
    first = [[int(rng.random() < 0.6) for _ in range(pictures)] for _ in range(teams)]
    second = [[int(place % 7 > 3) if rng.random() < 0.4 else says for place, says in enumerate(row)] for row in first]
    return first, second


def cast(drawn: tuple[list[list[int]], list[list[int]]]) -> list[Vote]:
    """Votes as the game keeps them; the answer 0 is right."""
    return [
        Vote("e", str(team), str(place), not was, not now, was != now)
        for team, rows in enumerate(zip(*drawn, strict=True))
        for place, (was, now) in enumerate(zip(*rows, strict=True))
    ]


NULLS: dict[str, Skills] = {
    **{f"{right:.0%} right, 36% switch": at_random(right, 0.36) for right in (0.2, 0.3, 0.39, 0.6, 0.8)},
    **{f"{right:.0%} right, three answers": at_random(right, 0.36, answers=3) for right in (0.2, 0.39, 0.8)},
    "70% switch": at_random(0.3, 0.7), "hard pictures": hard_pictures, "weak teams": weak_teams,
    "a loud voice": loud_voice, "distrust": distrust,
}  # fmt: skip


@pytest.mark.parametrize("size", [(4, 7), (6, 7), (6, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", NULLS)
def test_voting_again_at_random_is_rarely_called_better_or_worse(name: str, size: tuple[int, int]) -> None:
    """However few were right at first, whoever switches: not in more than 5 % of workshops, within the tolerance."""
    rng = Random(f"{name} {size}")
    said = Counter(revoted(cast(NULLS[name](rng, *size))).sign for _ in range(RUNS))
    assert said[1] + said[-1] <= TOLERATED, said


@pytest.mark.parametrize(
    ("teams", "pictures", "right", "corrected", "least"),
    [(4, 7, 0.5, 0.85, 0.6), (6, 7, 0.4, 0.7, 0.7), (4, 10, 0.5, 0.6, 0.5), (6, 10, 0.35, 0.5, 0.75)],
)
def test_a_talk_that_puts_wrong_votes_right_is_found(
    teams: int, pictures: int, right: float, corrected: float, least: float
) -> None:
    """The power: where wrong votes are corrected and right ones mostly kept, most workshops are told so."""
    rng = Random(teams * pictures)

    def draw() -> list[Vote]:
        first = [[int(rng.random() >= right) for _ in range(pictures)] for _ in range(teams)]
        second = [
            [int(rng.random() >= corrected) if says else int(rng.random() < 0.05) for says in row] for row in first
        ]
        return cast((first, second))

    said = Counter(revoted(draw()).sign for _ in range(200))
    assert said[1] >= 200 * least, said
    assert said[-1] == 0
