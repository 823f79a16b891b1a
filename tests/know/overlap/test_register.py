"""One register with repeats: by hand, by theory, by simulation; what is refused."""

import json
import math

import numpy as np
import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.overlap.register import Counts, chao_of_counts, estimate_register, read_counts, zero_truncated_poisson
from qorgan.know.sentences import say


def drawn(rng, rates):
    times = rng.poisson(rates)
    return Counts({int(one): int((times == one).sum()) for one in np.unique(times) if one})


def test_the_bound_is_that_of_chao():
    found = chao_of_counts(Counts({1: 100, 2: 25, 3: 5}))
    assert found.point == 130 + 100**2 / (2 * 25)
    error = math.sqrt(25 * ((4**4) / 4 + 4**3 + 4**2 / 2))
    reach = math.exp(1.959964 * math.sqrt(math.log1p((error / 200) ** 2)))
    assert (found.low, found.high) == (pytest.approx(130 + 200 / reach), pytest.approx(130 + 200 * reach))


def test_equal_people_are_found_again():
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(200):
        found = zero_truncated_poisson(drawn(rng, np.full(1000, 0.8)))
        inside += found.low <= 1000 <= found.high
    assert inside >= 180


def test_the_error_is_what_repeats_show():
    rng = np.random.default_rng(6)
    hidden, errors = [], []
    for _ in range(300):
        counts = drawn(rng, np.full(3000, 0.8))
        found = zero_truncated_poisson(counts)
        hidden.append(math.log(found.point - counts.observed))
        errors.append(math.log((found.high - counts.observed) / (found.point - counts.observed)) / 1.959964)
    assert np.mean(errors) == pytest.approx(np.std(hidden), rel=0.15)


def test_the_bound_holds_where_people_differ_and_equal_people_do_not_fit():
    rng = np.random.default_rng(7)
    held, low = 0, []
    for _ in range(100):
        report = estimate_register(drawn(rng, rng.gamma(0.7, 1.5, size=2000)))
        held += report.verdict.low <= 2000
        low.append(report.panel[1].high < 2000)
        assert (report.verdict.kind, report.verdict.estimate, report.verdict.high) == ("bounded", None, None)
    assert held >= 97
    assert np.mean(low) > 0.9
    assert "not those of equal people" in say(report.warnings[0])


def test_hardly_anybody_met_twice_determines_nothing():
    found = estimate_register(Counts({1: 100, 2: 4}))
    assert (found.verdict.kind, found.verdict.low) == ("not determined", 104.0)
    assert estimate_register(Counts({1: 9})).panel[0].point is None


def test_the_object_has_the_fields_of_overlap():
    found = estimate_register(Counts({1: 100, 2: 25})).to_dict()
    assert list(found) == ["observed", "estimate", "low", "high", "level", "verdict", "reasons", "panel", "sensitivity", "warnings"]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("times,persons\n1,4\n", "times, people"),
        ("times,people\n1,x\n", "line 2, field people, value 'x'"),
        ("times,people\n-1,3\n", "line 2, field times, value '-1'"),
        ("times,people\n1,3\n1,4\n", "stands there twice"),
        ("times,people\n0,3\n1,4\n", "nobody can count those who were never met"),
        ("times,people\n1,0\n", "nobody was met"),
        ("times,people\n1," + "9" * 5000 + "\n2,5\n", "line 2, field people, value '99999999999999999999'"),
        ("times,people\n1,1000000001\n2,5\n", "Rule: 0, 1, 2, … 1000000000"),
        ("times,people\n1,5\n100000,3\n2,30\n", "value '100000'). Rule: 500 or fewer. Next: count whoever"),
        ('times,people\n1,"' + "9" * 200_000 + '"\n', "no CSV"),
    ],
)
def test_what_cannot_be_a_register_is_refused(tmp_path, content, words):
    path = tmp_path / "register.csv"
    path.write_text(content)
    with pytest.raises(DataError) as refused:
        read_counts(path)
    assert words in refused.value.message()
    assert "register.csv" in refused.value.message()


def test_the_most_that_a_register_may_hold_has_an_answer():
    found = estimate_register(Counts({1: 10**9, 2: 10**9, 500: 10**9}))
    assert found.verdict.kind == "bounded"
    assert "Infinity" not in json.dumps(found.to_dict()) + str(found)


def test_a_register_is_read(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("people,times\n100,1\n25,2\n")
    assert read_counts(path).people == {1: 100, 2: 25}
