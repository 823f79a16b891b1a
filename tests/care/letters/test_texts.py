"""The texts of a pack are whole in every language, and a neutral one says nothing of what this is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.consent import Content
from qorgan.care.letters.texts import NEUTRAL_SLOTS, Reader, Way, pack_templates, read_templates
from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.packs import installed_codes
from qorgan.kernel.text import LANGUAGES

WAYS = "[ways]\n" + "".join(f'{way} = "w"\n' for way in Way)
KINDS = 'revealing = ["crisis", "қауіп"]\n[kinds]\nhello = { to = "her", neutral = true }\nask = { to = "service" }\n'


def files(**changed):
    texts = {"hello": "Hello on {day}", "ask": "{name} asks {service} for {need}", **changed}
    told = WAYS + "".join(f'[{code}]\nreviewed = false\ntext = "{text}"\n' for code, text in texts.items() if text)
    return {"kinds.toml": KINDS, "en.toml": told, "ru.toml": told}


@pytest.mark.parametrize("code", installed_codes())
def test_every_pack_has_every_text_in_every_language_and_none_is_called_reviewed_yet(code):
    templates = pack_templates(code)
    assert {one.to for one in templates.by_code.values()} == set(Reader)
    for one in templates.by_code.values():
        assert set(one.text.texts) == set(LANGUAGES)
        assert not one.text.reviewed
    assert set(templates.ways) == set(Way) - {Way.SITE}


def test_a_text_tells_what_its_slots_tell():
    templates = pack_templates("kz")
    assert templates["social"].tells == {Content.THAT_SHE_IS_HERE}
    assert templates["police"].tells == {Content.THAT_SHE_IS_HERE, Content.WHAT_HAPPENED, Content.RISK}
    for one in templates.by_code.values():
        assert not one.tells & {Content.FILE, Content.WHEREABOUTS}
        assert one.to is Reader.SERVICE or not one.tells - {Content.THAT_SHE_IS_HERE}
        assert not one.is_neutral or one.slots <= NEUTRAL_SLOTS


def test_a_review_is_read_language_by_language():
    told = files()
    told["ru.toml"] = told["ru.toml"].replace("[hello]\nreviewed = false", "[hello]\nreviewed = true")
    assert read_templates(told)["hello"].text.reviewed == {"ru"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ask": ""}, "text is missing"),
        ({"more": "x"}, "text of no kind"),
        ({"ask": "{address}"}, "slots"),
        ({"ask": "{name.called}"}, "slots"),
        ({"ask": "{name"}, "slots"),
        ({"hello": "Hello {name}"}, "not neutral"),
        ({"hello": "Hello from the CRISIS line"}, "not neutral"),
        ({"hello": "Сәлем, қауіпсіз бе?"}, "not neutral"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused(changed, says):
    with pytest.raises(PackError, match=says):
        read_templates(files(**changed))


def test_slots_that_differ_between_languages_are_refused():
    told = files()
    told["ru.toml"] = told["ru.toml"].replace("{need}", "")
    with pytest.raises(PackError, match="slots"):
        read_templates(told)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("kinds.toml", KINDS.replace('"service"', '"everybody"'), "to nobody"),
        ("kinds.toml", KINDS.replace('to = "service"', 'to = "service", neutral = true'), "not neutral"),
        ("en.toml", "[", "no TOML"),
        ("en.toml", files()["en.toml"].replace(WAYS, ""), "text is missing"),
        ("xx.toml", WAYS, "no language"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused(file, text, says):
    with pytest.raises(PackError, match=says):
        read_templates(files() | {file: text})


def test_an_unknown_text_is_refused():
    with pytest.raises(InputError, match="no such text"):
        pack_templates("kz")["nothing"]


@pytest.mark.parametrize("values", [{"name": "x", "service": "y", "need": " "}, {"name": "x", "service": "y"}])
def test_a_slot_that_is_empty_is_refused(values):
    with pytest.raises(InputError, match="field need"):
        read_templates(files())["ask"].filled("en", values)


def test_a_value_without_a_slot_is_refused_and_not_repeated():
    with pytest.raises(InputError, match="field where") as refused:
        read_templates(files())["ask"].filled("en", {"name": "x", "service": "y", "need": "z", "where": "+7 701"})
    assert "701" not in str(refused.value)


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_what_stands_in_a_slot_is_taken_as_it_is(words):
    filled = read_templates(files())["ask"].filled("en", {"name": words, "service": "y", "need": "{name}"})
    assert filled == f"{words} asks y for {{name}}"
