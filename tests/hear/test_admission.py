"""While there is room everybody comes in; then a price and a wait that rise with the rush, and are bounded."""

import pytest

from qorgan.hear.admission import BASE_PRICE, PLAIN_BURST, PLAIN_RATE, SHORTEST_WAIT, TOP_PRICE, Gate

SIZE, PER_SECOND = 100, 1


@pytest.fixture
def gate() -> Gate:
    return Gate(SIZE, PER_SECOND)


def rush(gate: Gate, n: int, now: float = 0.0) -> None:
    for _ in range(n):
        gate.let_in(now)


def test_half_the_room_is_free_for_all(gate):
    rush(gate, SIZE // 2 - 1)
    assert gate.price(0.0) == 0


def test_the_price_rises_with_the_rush_from_the_base_to_the_top_and_no_further(gate):
    prices = []
    for _ in range(3 * SIZE):
        gate.let_in(0.0)
        prices.append(gate.price(0.0))
    asked = [price for price in prices if price]
    assert asked == sorted(asked)
    assert asked[0] == pytest.approx(BASE_PRICE, rel=0.2)
    assert asked[-1] == TOP_PRICE


def test_the_price_falls_again_as_places_come_free(gate):
    rush(gate, SIZE)
    assert gate.price(0.0) == TOP_PRICE
    assert BASE_PRICE < gate.price(25.0) < TOP_PRICE
    assert gate.price(51.0) == 0


def test_nobody_is_ever_refused_for_good_who_did_the_work(gate):
    rush(gate, 50 * SIZE)
    assert gate.price(0.0) == TOP_PRICE


def test_a_few_without_work_come_in_at_once_and_the_rest_steadily(gate):
    assert sum(gate.let_in_plain(0.0) for _ in range(100)) == PLAIN_BURST
    assert sum(gate.let_in_plain(5.0) for _ in range(100)) == 5 * PLAIN_RATE


def test_the_wait_is_a_part_of_the_time_that_all_who_wait_need(gate):
    for _ in range(999):
        gate.wait(0.0, 0.5)
    assert gate.wait(0.0, 1.0) == pytest.approx(1000 / PLAIN_RATE)
    assert gate.wait(0.0, 0.25) == pytest.approx(0.25 * 1001 / PLAIN_RATE)


def test_the_wait_shortens_while_those_before_are_let_in(gate):
    for _ in range(1000):
        gate.wait(0.0, 0.5)
    assert gate.wait(1000 / PLAIN_RATE, 1.0) == SHORTEST_WAIT


def test_who_comes_by_turn_leaves_less_for_those_without(gate):
    for _ in range(int(PLAIN_BURST)):
        gate.let_in_by_turn(0.0)
    assert not gate.let_in_plain(0.0)


def test_a_clock_that_goes_back_frees_nothing_and_breaks_nothing(gate):
    rush(gate, SIZE, now=1000.0)
    assert gate.price(500.0) == TOP_PRICE
