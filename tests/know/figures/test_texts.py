"""Sentences in three languages: the same templates with the same places, and numbers as each language writes them."""

import string

import pytest
from tests.know.figures.figures import figure

from qorgan.kernel.text import Translated
from qorgan.know.figures.finding import PARTS, about
from qorgan.know.figures.languages import load
from qorgan.know.figures.rules import RULES
from qorgan.know.figures.texts import Number, has_template, message, say


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


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_language_has_every_kind_of_wording(language):
    assert load("en")["wording"].keys() == load(language)["wording"].keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_why_and_what_to_write_instead(rule):
    assert all(has_template(f"{rule.name}.{part}") for part in ("name", "why", "instead"))


def test_a_finding_is_said_in_the_readers_language_with_figures_as_printed():
    finding = about("period-lost", [figure("a", "17 %")])
    assert list(finding.parts) == ["claimed", "why", "instead"]
    assert "«says a»: 17 % (the office)" in finding.says("ru")
    assert len({finding.says(language) for language in ("en", "ru", "kk")}) == 3
    assert [finding.part(name) == "" for name in PARTS] == [False, False, True, False]


def test_names_are_said_in_english_where_there_is_no_other():
    assert say(Translated({"en": "calls", "ru": "звонки"}), "ru") == "звонки"
    assert say(Translated({"en": "calls"}), "kk") == "calls"


def test_braces_in_what_somebody_typed_stay_as_they_are():
    assert say(message("quote.event", event="{x} {0}")) == "«{x} {0}»"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,234,567.25"), ("ru", "1\xa0234\xa0567,25"), ("kk", "1\xa0234\xa0567,25")]
)
def test_numbers_are_written_as_the_language_writes_them(language, written):
    assert say(Number("1234567.25"), language) == written
