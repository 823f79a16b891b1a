"""What is typed into a form, by somebody who wants the door to stand still."""

import time
import unicodedata

import pytest
from django.core.exceptions import ValidationError

from qorgan.web.accounts.forms import SignInForm
from qorgan.web.shell.forms import TextField, stream_safe

HALF = 125_000  # characters of two bytes: a form of half a megabyte


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301" * HALF + "\u0316" * HALF,
        "a" + ("\u0301" * 30 + "\x00") * 4000 + ("\u0316" * 30 + "\x00") * 4000,
        "\u0f73" * (2 * HALF),
    ],
    ids=["two classes", "cut by what is taken out", "marks that come apart"],
)
def test_marks_without_end_do_not_stand_the_door_still(text):
    began = time.process_time()
    with pytest.raises(ValidationError):
        TextField(max_length=500).clean(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("text", ["Қарындас ол", "й ё ғ", "สวัสดี", "हिन्दी", "e\u0301\u0323", "x" + "\u0301" * 30])
def test_words_of_every_script_stay_as_they_are(text):
    assert stream_safe(text) == text


def test_nothing_is_lost_from_a_long_run():
    text = "x" + "\u0301" * 100
    assert stream_safe(text).replace("\u034f", "") == text
    assert unicodedata.category("\u034f") == "Mn"


def test_a_pass_phrase_without_end_is_refused_before_anything_is_derived():
    form = SignInForm({"name": "a", "pass_phrase": "a" * 500_000, "code": "1"})
    assert set(form.errors) == {"pass_phrase"}
