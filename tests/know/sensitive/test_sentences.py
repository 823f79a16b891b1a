"""Sentences in three languages: the same with the same places, and each that the code names is there."""

import re
import string
from pathlib import Path

import pytest

import qorgan.know.sensitive
from qorgan.know.figures.texts import message
from qorgan.know.sensitive.sentences import digits_of, is_reviewed, load, percent, say

FOLDER = Path(qorgan.know.sensitive.__file__).parent
NAMED = re.compile(r"\"((?:headline|reason|warning|assumption|note|picture)\.\w+)\"")


def _places(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_language_has_every_sentence_with_the_same_places(language):
    english, other = (load(one)["says"] for one in ("en", language))
    assert {section: set(rows) for section, rows in english.items()} == {
        section: set(rows) for section, rows in other.items()
    }
    different = [
        f"{section}.{name}"
        for section, rows in english.items()
        for name, template in rows.items()
        if _places(template) != _places(other[section][name])
    ]
    assert different == []
    assert not is_reviewed(language)


def test_every_sentence_that_the_code_names_is_there():
    named = {one for path in FOLDER.glob("*.py") for one in NAMED.findall(path.read_text(encoding="utf-8"))}
    there = {f"{section}.{name}" for section, rows in load("en")["says"].items() for name in rows}
    assert len(named) > 20
    assert named - there == set()


def test_every_sentence_is_named_by_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    built = {"method", "head", "warning.ceiling", "warning.floor"}  # names put together from parts
    unused = [
        f"{section}.{name}"
        for section, rows in load("en")["says"].items()
        for name in rows
        if f'"{section}.{name}"' not in code and not {section, f"{section}.{name}"} & built
    ]
    assert unused == []


@pytest.mark.parametrize(("language", "written"), [("en", "−3.1"), ("ru", "−3,1"), ("kk", "−3,1")])
def test_numbers_are_written_as_the_language_writes_them(language, written):
    assert say(percent(-0.0312, 1), language) == written


def test_a_share_that_rounds_to_none_has_no_minus():
    assert say(percent(-0.0004)) == "0"


@pytest.mark.parametrize(("low", "high", "digits"), [(0.1, 0.4, 0), (0.1, 0.19, 1), (0.1, 0.101, 2), (0.2, 0.2, 0)])
def test_digits_are_those_of_a_tenth_of_the_interval(low, high, digits):
    assert digits_of(low, high) == digits


def test_braces_in_what_somebody_typed_stay_as_they_are():
    assert "{x}" in say(message("warning.missing", n="{x}"))
