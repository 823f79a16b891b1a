"""A licensed tool comes from a plug-in, names its licence, gives a named category and never lowers a level."""

import sys
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.risk import Judgement, Level, RedFlag
from qorgan.care.tools import GROUP, Category, Filled, Item, fill_in, installed_tools, registry_of
from qorgan.kernel.errors import InputError, SetupError
from qorgan.kernel.text import Translated

YES_NO = {"yes": Translated({"en": "Yes"}), "no": Translated({"en": "No"})}


def category(code, *, is_high, title="some danger"):
    return Category(code, Translated({"en": title}), is_high)


class Made:
    """A made-up tool with two items of its own."""

    name, title, version, licence_holder = "made-up", "Made-up tool", "1", "Nobody in particular"

    def items(self):
        return tuple(Item(code, Translated({"en": f"question {code}"}), YES_NO) for code in ("a", "b"))

    def category(self, answers):
        if len(answers) < 2:
            return None
        return category("greater" if "yes" in answers.values() else "lesser", is_high="yes" in answers.values())


class WithoutLicence(Made):
    name, licence_holder = "unlicensed", " "


class Twin(Made):
    title = "Another of the same name"


made, unlicensed, twin, nothing = Made(), WithoutLicence(), Twin(), object()


def point(name):
    return EntryPoint(name, f"made_up_tools:{name}", GROUP)


@pytest.fixture(autouse=True)
def _a_package_that_offers_tools(monkeypatch):
    offered = {"made": made, "unlicensed": unlicensed, "twin": twin, "nothing": nothing}
    monkeypatch.setitem(sys.modules, "made_up_tools", SimpleNamespace(**offered))


def test_none_is_installed_by_default():
    assert installed_tools().tools == {}


def test_a_plug_in_is_found_by_its_entry_point():
    registry = registry_of([point("made")])
    assert (registry.tools, registry.refused) == ({"made-up": made}, ())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("unlicensed", "no holder of the licence"),
        ("nothing", "something is missing"),
        ("absent", "does not load"),
        ("twin", "name made-up is taken"),
    ],
)
def test_a_plug_in_that_cannot_be_taken_is_named_and_does_not_stop_the_others(name, why):
    registry = registry_of([point("made"), point(name)])
    assert list(registry.tools) == ["made-up"]
    (message,) = registry.refused
    assert name in message
    assert why in message


def test_the_tools_own_rule_makes_the_result():
    assert fill_in(made, {"a": "no", "b": "yes"}).is_high() is True
    assert fill_in(made, {"a": "no", "b": "no"}).is_high() is False
    assert fill_in(made, {"a": "yes"}).is_high() is None


@pytest.mark.parametrize("answers", [{"a": "perhaps"}, {"z": "yes"}])
def test_an_answer_that_the_tool_does_not_offer_is_refused(answers):
    with pytest.raises(InputError, match="none of the tool's"):
        fill_in(made, answers)


@pytest.mark.parametrize("title", ["Lethality", "lethal danger", "Летальность", "риск смерти", "өлім қаупі", "17", ""])
def test_a_result_is_no_number_and_is_not_called_lethality(title):
    with pytest.raises((SetupError, InputError)):
        category("some", is_high=True, title=title)
    with pytest.raises(SetupError):
        category("7", is_high=True)


results = st.lists(
    st.sampled_from([None, category("greater", is_high=True), category("lesser", is_high=False)]), max_size=3
)


@given(st.dictionaries(st.sampled_from(RedFlag), st.sampled_from(Answer)), st.booleans(), st.booleans(), results)
def test_no_result_lowers_a_level_or_makes_known_what_was_not_asked(flags, by_worker, by_her, found):
    tools = tuple(Filled("made-up", "1", one) for one in found)
    without = Judgement(flags, worker_says_high=by_worker, she_says_high=by_her)
    beside = Judgement(flags, worker_says_high=by_worker, she_says_high=by_her, tools=tools)
    assert beside.level in {without.level, Level.HIGH}
    if any(tool.is_high() for tool in tools):
        assert beside.level is Level.HIGH
