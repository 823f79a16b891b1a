"""Sentences of estimates in three languages: the same with the same places, and each that the code names is there."""

import re
import string
from pathlib import Path

import pytest

import qorgan.know
from qorgan.know.sentences import COMMON, Sentences, load, say

FOLDER = Path(qorgan.know.__file__).parent
PARTS = sorted(one.parent.name for one in FOLDER.glob("*/languages") if one.parent.name != "figures")
WITH_COMMON = ["common", *PARTS]
NAMED = re.compile(r"message\(\s*f?\"([\w.{}]+)\"")
BUILT = re.compile(r"\{.*\}")


def _places(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _there(part):
    return {f"{section}.{name}" for section, rows in load(part, "en")["says"].items() for name in rows}


def _code(part):
    folder = FOLDER / ("" if part == "common" else part)
    return {path: path.read_text(encoding="utf-8") for path in folder.glob("**/*.py")}


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("part", WITH_COMMON)
def test_every_language_has_every_sentence_with_the_same_places(part, language):
    english, other = (load(part, one)["says"] for one in ("en", language))
    assert {section: list(rows) for section, rows in english.items()} == {
        section: list(rows) for section, rows in other.items()
    }
    different = [
        f"{section}.{name}"
        for section, rows in english.items()
        for name, template in rows.items()
        if _places(template) != _places(other[section][name])
    ]
    assert different == []
    assert not Sentences(part).is_reviewed(language)


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_that_the_code_names_is_there(part):
    named = {one for text in _code(part).values() for one in NAMED.findall(text) if not BUILT.search(one)}
    assert len(named) > 10
    assert named - _there(part) - _there("common") == set()


@pytest.mark.parametrize("part", WITH_COMMON)
def test_every_sentence_is_named_by_the_code(part):
    code = "".join(_code(part).values())
    begun = {one.split("{")[0] for one in NAMED.findall(code) if BUILT.search(one)}  # names put together from parts
    unused = [one for one in _there(part) if f'"{one}"' not in code and not any(one.startswith(start) for start in begun if start)]  # fmt: skip
    assert unused == []


def test_a_part_can_say_what_another_handed_to_it():
    inner = Sentences("sensitive").message("method.ml")
    assert say(COMMON.message("estimate.nothing", method=inner, note=""), "ru") == "максимум правдоподобия: оценки нет"


def test_braces_in_what_somebody_typed_stay_as_they_are():
    assert say(COMMON.message("text.warning", text="{x}")) == "Warning: {x}"
