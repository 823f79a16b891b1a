"""The parser of events: what it reads, and where it says that it cannot."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import DataError
from qorgan.know.figures.expressions import (
    MAX_DEPTH,
    And,
    Expression,
    Name,
    Not,
    Or,
    Xor,
    holds,
    names,
    parse,
    parse_share,
    written,
    written_share,
)

A, B, C = Name("A"), Name("B"), Name("C")
NAMES = st.sampled_from(["A", "B", "C", "за_год", "бұрын", "_x1"])
TREES = st.recursive(
    NAMES.map(Name),
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=2, max_size=4).map(lambda found: And(tuple(found))),
        st.lists(parts, min_size=2, max_size=4).map(lambda found: Or(tuple(found))),
        st.tuples(parts, parts).map(lambda two: Xor(*two)),
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A", A),
        ("A and B or C", Or((And((A, B)), C))),
        ("A or B and C", Or((A, And((B, C))))),
        ("A xor B and C", Xor(A, And((B, C)))),
        ("A xor B or C", Or((Xor(A, B), C))),
        ("not A and B", And((Not(A), B))),
        ("not (A and B)", Not(And((A, B)))),
        ("not not A", Not(Not(A))),
        ("A AND NOT B", And((A, Not(B)))),
        ("(((A)))", A),
        ("\tA\n or(B)", Or((A, B))),
        ("A and B and C", And((A, B, C))),
        ("насилие or зорлық", Or((Name("насилие"), Name("зорлық")))),
    ],
)
def test_an_expression_is_read_by_its_rules(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the end where the name of an event is expected, at character 1"),
        ("A and", "the end where the name of an event is expected, at character 6"),
        ("A B", "'B' where and, or, xor or the end is expected, at character 3"),
        ("A and or B", "'or' where the name of an event is expected, at character 7"),
        ("(A or B", "the end where a closing bracket is expected, at character 8"),
        ("A)", "')' where and, or, xor or the end is expected, at character 2"),
        ("A & B", "'&' where and, or, xor or the end is expected, at character 3"),
        ("12m", "'12m' where the name of an event is expected, at character 1"),
        ("A xor B xor C", "a second xor, at character 9"),
        ("T given V", "the word given, at character 3"),
        ("__import__('os')", "'(' where and, or, xor or the end is expected, at character 11"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, said):
    with pytest.raises(DataError) as refused:
        parse(text)
    assert said in refused.value.message()
    assert refused.value.value == text


@pytest.mark.parametrize("text", ["(" * 200 + "A" + ")" * 200, "not " * 200 + "A", "A or " * 300 + "A"])
def test_what_is_too_deep_or_long_is_refused_before_it_costs_anything(text):
    with pytest.raises(DataError):
        parse(text)


def test_brackets_up_to_the_limit_are_read():
    assert parse("(" * MAX_DEPTH + "A" + ")" * MAX_DEPTH) == A


def test_a_share_may_name_its_population():
    share = parse_share("A given B or C")
    assert (share.event, share.given) == (A, Or((B, C)))
    assert written_share(share) == "A given B or C"
    assert parse_share("A").given is None
    with pytest.raises(DataError, match="the word given, at character 11"):
        parse_share("A given B given C")


def test_names_are_named_in_order():
    assert list(names(parse("B and not (A or B)"))) == ["B", "A", "B"]


@given(TREES)
def test_what_is_written_is_read_back(tree: Expression):
    if len(written(tree)) <= 1000:
        assert parse(written(tree)) == tree


def _read(text: str) -> Expression | DataError:
    try:
        return parse(text)
    except DataError as refused:
        return refused


@given(st.text(alphabet="AB12 ()&|!\"'.,\n_", max_size=30) | st.text(max_size=30))
def test_junk_is_refused_with_its_place_or_read_and_never_anything_else(text):
    found = _read(text)
    if isinstance(found, DataError):
        assert "at character" in found.message()
    else:
        assert parse(written(found)) == found


@given(st.lists(st.sampled_from(["A", "B", "and", "or", "xor", "not", "(", ")", "given"]), max_size=12))
def test_words_in_any_order_are_refused_within_the_text_or_read(words):
    found = _read(" ".join(words))
    if isinstance(found, DataError):
        place = found.message().split("at character ")[1].split()[0]
        assert 1 <= int(place) <= len(" ".join(words)) + 1
    else:
        assert set(names(found)) <= {"A", "B"}


@given(TREES)
def test_an_expression_holds_where_logic_says(tree: Expression):
    def truth(one: Expression, happened: dict[str, bool]) -> bool:
        match one:
            case Name(text):
                return happened[text]
            case Not(part):
                return not truth(part, happened)
            case And(parts):
                return all(truth(part, happened) for part in parts)
            case Xor(left, right):
                return truth(left, happened) != truth(right, happened)
            case Or(parts):
                return any(truth(part, happened) for part in parts)

    events = sorted(set(names(tree)))
    atoms = [dict(zip(events, row, strict=True)) for row in product([False, True], repeat=len(events))]
    columns = {name: np.array([atom[name] for atom in atoms]) for name in events}
    assert holds(tree, columns).tolist() == [truth(tree, atom) for atom in atoms]
