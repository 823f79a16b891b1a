"""Events as a reader reads them."""

import pytest

from qorgan.kernel.text import Translated
from qorgan.know.figures.events import spoken
from qorgan.know.figures.expressions import parse
from qorgan.know.figures.texts import say


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "physical or not (told and A)"),
        ("ru", "физическое или не (told и A)"),
        ("kk", "physical немесе (told және A) емес"),
    ],
)
def test_names_and_the_words_between_them_are_said_in_the_readers_language(language, said):
    names = {"physical": Translated({"en": "physical", "ru": "физическое"})}
    expression = parse("physical or not (told and A)")
    assert say(spoken(expression, lambda name: names.get(name, name)), language) == said


@pytest.mark.parametrize("text", ["A and (B or C)", "not not A", "not (A or B)", "(A and B) and C", "A or B or C"])
def test_brackets_stand_where_they_change_the_meaning(text):
    assert parse(say(spoken(parse(text)))) == parse(text)


def test_one_of_two_is_set_apart_from_any_of_two():
    assert say(spoken(parse("A xor B or C"))) == "(A or B but not both) or C"
