"""What is kept of a message's words, and what makes no difference to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.hear.sketch import KEPT, Sketch, has_risk, sketch_of

WORDS = "Прошу срочно приехать ко мне домой, дом 24, соседи всё подтвердят. Очень жду вас."


@given(st.text(max_size=400))
def test_any_text_has_a_sketch_that_comes_back_as_it_was(words):
    sketch = sketch_of(words)
    assert Sketch.from_text(sketch.to_text()) == sketch
    assert len(sketch.runs) <= KEPT


@given(st.text(max_size=40))
def test_what_is_no_sketch_is_none_or_a_sketch_and_never_a_fault(text):
    found = Sketch.from_text(text)
    assert found is None or isinstance(found, Sketch)


@pytest.mark.parametrize(
    "changed",
    [
        WORDS.upper(),
        WORDS.replace("24", "7"),
        WORDS.replace(",", " !!! "),
        WORDS.replace("а", "a").replace("о", "o").replace("с", "c"),
        WORDS.replace("о", "о\u200b"),
        WORDS.replace("ё", "е"),
    ],
    ids=["capitals", "numbers", "punctuation", "letters that look alike", "invisible letters", "dots"],
)
def test_small_changes_of_a_copy_make_no_difference(changed):
    assert sketch_of(changed).runs == sketch_of(WORDS).runs


def test_other_words_make_other_runs():
    assert not set(sketch_of(WORDS).runs) & set(sketch_of("Он обещал закодироваться после праздников.").runs)


@pytest.mark.parametrize(
    "words",
    [
        "see https://shop.example/a1b2",
        "жми t.me/abcdef",
        "www.example.org",
        "зайди на example.kz сегодня",
        "EXAMPLE.COM",
    ],
)
def test_addresses_of_web_sites_are_seen(words):
    assert sketch_of(words).has_address


@pytest.mark.parametrize(
    "words",
    ["он ушёл.потом вернулся", "write to me at aigul@mail.ru", "в 9.30 утра", "не знаю...что делать", "т.е. вчера"],
)
def test_what_only_looks_like_an_address_is_none(words):
    assert not sketch_of(words).has_address


def test_copies_with_another_address_each_have_the_same_runs():
    assert (
        sketch_of("Buy it at t.me/aaaa today, best price").runs == sketch_of("Buy it at t.me/b1 today, best price").runs
    )


@pytest.mark.parametrize(
    "words",
    [
        "ehkcxqvbcgl dsajuvqu fehiuhz biaeqtu knxmcq cympuuug wsfwc aqzman nszufpegl qrmvyrll",
        "фувхплииьрр ееыцдэзйхуео учыждьхйщюхл хйэрбкаох жаяжхпфлню еуъеьь южтаяэкщтнув ппьэутъю",
    ],
)
def test_letters_at_random_are_no_language(words):
    assert sketch_of(words).is_no_language


@pytest.mark.parametrize(
    "words",
    [
        "пжлст пмгт мне стршн мж бьт",  # short, without vowels: somebody in haste
        "аааааааааааааааааааааааааа",
        "Уй-жай агентствосы государственного здравоохранения предоставляет шкафчики",
        "Kocam bana her gece vuruyor, çocuklarım korkuyor, ne yapacağımı bilmiyorum, lütfen yardım edin",
        "ئېرىم مېنى ئۇرىدۇ ياردەم بېرىڭلار نېمە قىلىشنى بىلمەيمەن قورقىمەن بالىلىرىم بار",
        "Erim meni uradi, bolalarim qo'rqadi, qayerga borishni bilmayman, iltimos yordam beringlar",
        "남편이 저를 때립니다 도와주세요 어디로 가야 할지 모르겠어요 아이들이 무서워합니다",
        "Der Mann schlägt mich, Rechtsschutzversicherungen helfen nicht, bitte schreiben Sie zurück",
        "😭😭😭😭😭😭😭😭😭😭😭😭",
    ],
)
def test_no_language_that_somebody_writes_is_taken_for_none(words):
    assert not sketch_of(words).is_no_language


@pytest.mark.parametrize(
    ("document", "is_risk"),
    [
        ({"speaker": "child", "answers": {}}, True),
        ({"speaker": "survivor", "answers": {"is_safe": "no"}}, True),
        ({"speaker": "survivor", "answers": {"is_safe": "not-sure"}}, True),
        ({"speaker": "friend", "answers": {"since": "today"}}, True),
        ({"speaker": "survivor", "answers": {"children": "yes"}}, True),
        ({"speaker": "survivor", "answers": {"age": "under-14"}}, True),
        ({"speaker": "survivor", "answers": {"is_safe": "yes", "since": "longer", "children": "no"}}, False),
        ({}, False),
    ],
)
def test_signs_of_danger_and_children_are_seen(document, is_risk):
    assert has_risk(document) is is_risk
