"""The few forms a page of the guide may have, and what is left of it when a fact is not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.errors import PackError
from qorgan.kernel.guide import Span, shown
from qorgan.kernel.guide.passages import read_passages

TEXT = """First line.
Call {{ fact:police }}.

## A heading

- One **strong** point.
  With more to say.
- Another: [more](guide/now)."""


def _read(text: str):
    return read_passages(text, file="en/now.md")


def test_headings_paragraphs_lists_strong_words_links_and_slots_are_read():
    paragraph, heading, points = _read(TEXT)
    assert [block.kind for block in (paragraph, heading, points)] == ["paragraph", "heading", "list"]
    assert [line.plain for line in paragraph.lines] == ["First line.", "Call [police]."]
    assert paragraph.lines[1].needs == ("police",)
    assert [len(item) for item in points.items] == [2, 1]
    assert Span("strong", "strong") in points.lines[0].spans
    assert Span("link", "more", "guide/now") in points.lines[2].spans


def test_a_line_knows_its_place_in_the_file():
    blocks = read_passages("One.\n\nTwo.", file="x", first_line=10)
    assert [line.number for block in blocks for line in block.lines] == [10, 12]


@pytest.mark.parametrize(
    "line",
    [
        "<b>Bold</b>.",
        "A **<b>** and [<i>](now).",
        "A <script>alert(1)</script>.",
        "An [outside](https://example.org) link.",
        "A [mail](mailto:a@b) link.",
        "A [script](javascript:x) link.",
        "A `code`.",
        "An ![image](x).",
        "# A title.",
        "A {{ value }}.",
        "A {{fact:police}}.",
        "A | table.",
        "A **strong {{ fact:police }}**.",
    ],
)
def test_html_other_addresses_and_other_forms_are_refused_with_their_line(line):
    with pytest.raises(PackError, match=r"line 3") as refused:
        _read(f"Good.\n\n{line}")
    assert "no HTML" in str(refused.value)


def test_a_line_that_is_no_whole_sentence_is_refused():
    with pytest.raises(PackError, match=r"one sentence a line"):
        _read("Good.\nA sentence that goes on\nin the next line.")


@pytest.mark.parametrize("line", ["It is 30. It lasts {{ fact:days }}.", "## {{ fact:days }}"])
def test_a_sentence_with_a_fact_stands_alone_so_that_it_can_go_as_a_whole(line):
    with pytest.raises(PackError, match="does not stand alone"):
        _read(line)


def test_a_list_that_rests_on_facts_alone_is_refused():
    with pytest.raises(PackError, match="a list rests on facts alone"):
        _read("These are:\n\n- {{ fact:a }}.\n- {{ fact:b }}.")


def test_hidden_characters_are_refused():
    with pytest.raises(PackError, match="hidden characters"):
        _read("Good.\u202e")


def test_a_sentence_whose_fact_is_shown_has_its_value():
    (paragraph,) = shown(_read("Call {{ fact:police }}."), {"police": Span("phone", "102", "102")})
    assert paragraph.lines[0].spans[1] == Span("phone", "102", "102")


def test_a_sentence_whose_fact_is_not_shown_goes_as_a_whole_and_what_is_empty_goes_with_it():
    text = (
        "Stays.\nGoes {{ fact:a }}.\n\n## Empty\n\nGoes too {{ fact:a }}.\n\n## Stays\n\n- Stays.\n- Goes {{ fact:a }}."
    )
    left = shown(_read(text), {})
    assert [line.plain for block in left for line in block.lines] == ["Stays.", "Stays", "Stays."]


def test_a_sentence_with_two_facts_needs_both():
    assert shown(_read("From {{ fact:a }} to {{ fact:b }}."), {"a": Span("text", "1")}) == ()


@given(st.text(max_size=80))
def test_whatever_is_written_is_refused_or_comes_back_as_the_same_words(text):
    try:
        blocks = _read(text)
    except PackError:
        return
    said = "".join(line.plain for block in blocks for line in block.lines)
    assert not set(said) & set("<>`|\\")
