"""Guesses are slowed down, and nobody who brings what cannot be guessed waits for them."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from qorgan.web.accounts import throttle
from qorgan.web.accounts.throttle import AT_ONCE, CAPACITY, FORGOTTEN, FREE, LONGEST, MANY, Throttle

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
SECOND = timedelta(seconds=1)


@pytest.fixture
def counts():
    return Throttle()


def taken(counts, n, *, name=b"her", every=LONGEST, now=NOW, **more):
    """Take turns, each at its time; return the time after the last."""
    for _ in range(n):
        assert counts.take(name, now=now, **more) == 0
        now += every
    return now


def test_the_first_tries_wait_for_nothing_and_the_next_longer_and_longer(counts):
    now, waits = taken(counts, FREE, every=timedelta()), []
    for _ in range(7):
        waits.append(counts.take(b"her", now=now))
        now += waits[-1] * SECOND
        assert counts.take(b"her", now=now) == 0
    assert waits == [2, 4, 8, 16, 32, 60, 60]


def test_a_thousand_guesses_make_nobody_wait_longer_than_a_minute(counts):
    now = NOW
    for _ in range(1000):
        counts.take(b"her", now=now)
        now += SECOND
    wait = counts.take(b"her", now=now)
    assert 0 < wait <= LONGEST.total_seconds()
    assert counts.take(b"her", now=now + wait * SECOND) == 0


def test_of_many_who_ask_at_the_same_moment_no_more_are_let_in(counts):
    start, said = threading.Barrier(8), []

    def ask():
        start.wait()
        said.extend(counts.take(b"her", now=NOW) for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert said.count(0) == FREE


def test_asking_while_one_waits_makes_the_wait_no_longer(counts):
    now = taken(counts, FREE + 3, every=timedelta(seconds=10))
    first = counts.take(b"her", now=now)
    assert {counts.take(b"her", now=now) for _ in range(100)} == {first}
    assert counts.take(b"her", now=now + first * SECOND) == 0


def test_who_brings_what_cannot_be_guessed_waits_for_nobody(counts):
    now = NOW
    for n in range(1000):
        counts.take(b"her", now=now)
        counts.take(b"%d" % n, now=now)
        now += SECOND / 10
    assert counts.take(b"her", now=now) > 0
    assert counts.take(b"her", bearer=b"her laptop", now=now) == 0


def test_a_known_device_is_slowed_down_by_its_own_tries_and_slows_no_other(counts):
    taken(counts, FREE, every=timedelta(), bearer=b"stolen")
    assert counts.take(b"her", bearer=b"stolen", now=NOW) == 2
    assert counts.take(b"her", bearer=b"laptop", now=NOW) == 0
    assert counts.take(b"her", now=NOW) == 0


def test_after_the_right_words_a_known_device_begins_anew(counts):
    taken(counts, FREE, every=timedelta(), bearer=b"laptop")
    counts.forgive(b"laptop")
    assert counts.take(b"her", bearer=b"laptop", now=NOW) == 0


def test_a_quarter_of_an_hour_without_a_try_begins_anew(counts):
    now = taken(counts, FREE + 5)
    taken(counts, FREE, every=timedelta(), now=now + FORGOTTEN)


def test_a_clock_that_was_set_back_keeps_nobody_waiting(counts):
    now = taken(counts, FREE + 5)
    assert counts.take(b"her", now=now - timedelta(days=1)) <= LONGEST.total_seconds()
    assert counts.take(b"her", now=now - timedelta(days=1) + LONGEST) == 0


def test_strangers_at_all_names_together_take_no_more_than_one_turn_a_second(counts):
    let_in = 0
    for tenth in range(600):
        let_in += counts.take(b"%d" % tenth, now=NOW + tenth * SECOND / 10) == 0
    assert let_in <= AT_ONCE + 60
    assert counts.take(b"another", now=NOW + 61 * SECOND) == 0


def test_a_million_names_take_no_more_memory_than_so_many(counts):
    now = NOW
    for n in range(1_000_000):
        counts.take(n.to_bytes(4), now=now)
        now += SECOND
    assert len(counts) == CAPACITY


def test_names_that_are_refused_push_nobody_out_of_memory(counts, monkeypatch):
    monkeypatch.setattr(throttle, "CAPACITY", AT_ONCE)
    taken(counts, FREE, every=timedelta())
    for n in range(1000):
        counts.take(b"%d" % n, now=NOW)
        counts.miss(b"%d" % n, day=DAY)
    assert len(counts) <= AT_ONCE
    assert counts.take(b"her", now=NOW + SECOND) > 0, "hers was forgotten"


def test_many_wrong_or_refused_tries_are_due_once_a_day(counts):
    counts.take(b"her", now=NOW)
    for _ in range(MANY - 1):
        counts.miss(b"her", day=DAY)
    assert counts.due(day=DAY) == []
    counts.miss(b"her", day=DAY)
    assert counts.due(day=DAY) == [b"her"]
    counts.told(b"her")
    for _ in range(MANY):
        counts.miss(b"her", day=DAY)
    assert counts.due(day=DAY) == []
    for _ in range(MANY):
        counts.miss(b"her", day=DAY + timedelta(days=1))
    assert counts.due(day=DAY + timedelta(days=1)) == [b"her"]


def test_tries_from_a_known_device_are_counted_for_her_too(counts):
    counts.take(b"her", bearer=b"stolen", now=NOW)
    for _ in range(MANY):
        counts.miss(b"her", day=DAY)
    assert counts.due(day=DAY) == [b"her"]
