"""Nothing is printed until a paper is safe, the code word never is, and a plan is whole when everything was asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.safety_plan import PARTS, Missing, Plan, Situation, Topic, WhyNot, on_paper
from qorgan.kernel.errors import InputError

WRITTEN = {part: f"words about {part}" for part in PARTS}
WHOLE = Plan(now=Situation.STAYING, texts=WRITTEN, code_word="pomegranate", paper_is_safe=Answer.YES)
texts = st.dictionaries(st.sampled_from(PARTS), st.text(max_size=30))


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_KNOWN])
def test_nothing_is_printed_where_no_place_for_a_paper_is_safe(answer):
    paper = on_paper(Plan(texts=WRITTEN, paper_is_safe=answer))
    assert paper.texts == {}
    assert paper.withheld == dict.fromkeys(PARTS, WhyNot.NO_SAFE_PLACE)


def test_where_a_paper_is_safe_everything_but_the_code_word_stands_on_it():
    paper = on_paper(WHOLE)
    assert paper.texts == {part: words for part, words in WRITTEN.items() if part is not Topic.CODE_WORD}
    assert paper.withheld == {Topic.CODE_WORD: WhyNot.CODE_WORD}


@pytest.mark.parametrize(
    "spelt", ["pomegranate", "POMEGRANATE", "pome granate", "p-o-m-e-g-r-a-n-a-t-e", "pomegranates"]
)
def test_a_text_in_which_the_code_word_stands_is_withheld_however_it_is_spelt(spelt):
    plan = Plan(
        texts={Topic.CHILDREN: f"they run when I say {spelt}"}, code_word="Pomegranate", paper_is_safe=Answer.YES
    )
    assert on_paper(plan).withheld[Topic.CHILDREN] is WhyNot.CODE_WORD
    assert on_paper(plan).texts == {}


@pytest.mark.parametrize("word", ["🍎", "?!", "..."])
def test_a_code_word_may_be_a_sign(word):
    plan = Plan(texts={Topic.PHONE: f"I send {word} and wait"}, code_word=word, paper_is_safe=Answer.YES)
    assert on_paper(plan).texts == {}


def test_what_she_does_not_want_on_paper_is_not_on_it():
    plan = Plan(texts=WRITTEN, paper_is_safe=Answer.YES, off_paper=frozenset({Topic.MONEY}))
    assert on_paper(plan).withheld[Topic.MONEY] is WhyNot.HER_WISH
    assert Topic.MONEY not in on_paper(plan).texts


def test_the_place_of_the_paper_does_not_stand_on_it():
    plan = Plan(texts={Topic.WORK: "ask for the back door"}, paper_is_safe=Answer.YES, paper_place="at my sister's")
    assert on_paper(plan).texts == {Topic.WORK: "ask for the back door"}


@given(texts, st.text(min_size=1, max_size=6), st.sampled_from(Answer))
def test_no_paper_holds_the_code_word_and_every_written_part_is_printed_or_withheld(told, word, answer):
    plan = Plan(texts=told, code_word=word, paper_is_safe=answer)
    paper = on_paper(plan)
    for words in paper.texts.values():
        assert answer is Answer.YES
        assert not word.strip() or word.strip() not in words
    assert {*paper.texts, *paper.withheld} == {part for part in PARTS if plan.is_written(part)}
    assert not {*paper.texts} & {*paper.withheld}


def test_a_plan_in_which_everything_was_asked_is_complete():
    assert WHOLE.is_complete
    assert Plan(now=Situation.STAYING, texts=WRITTEN, paper_is_safe=Answer.NO).is_complete


@pytest.mark.parametrize("topic", Topic)
def test_a_topic_is_written_or_marked_as_not_needed(topic):
    rest = {part: words for part, words in WRITTEN.items() if part is not topic}
    plan = Plan(now=Situation.STAYING, texts=rest, paper_is_safe=Answer.NO)
    assert plan.missing == (topic,)
    marked = Plan(now=plan.now, texts=rest, paper_is_safe=Answer.NO, not_needed=frozenset({topic}))
    assert marked.is_complete


@pytest.mark.parametrize(
    ("now", "needed"),
    [
        (Situation.STAYING, {Situation.STAYING, Situation.LEAVING}),
        (Situation.LEAVING, {Situation.LEAVING, Situation.AFTER_LEAVING}),
        (Situation.AFTER_LEAVING, {Situation.AFTER_LEAVING}),
    ],
)
def test_where_she_is_and_where_she_may_be_next_are_planned(now, needed):
    topics = {part: words for part, words in WRITTEN.items() if isinstance(part, Topic)}
    plan = Plan(now=now, texts=topics, paper_is_safe=Answer.NO)
    assert set(plan.missing) == needed
    assert set(plan.empty) == set(Situation)


def test_a_plan_of_which_nothing_was_asked_misses_everything_that_is_asked_of_all():
    assert Plan().missing == (Missing.SITUATION, *Topic, Missing.PAPER)
    assert Plan().empty == PARTS


def test_blank_words_are_empty():
    assert Topic.MONEY in Plan(texts={Topic.MONEY: " \n"}).empty


def test_the_word_alone_is_enough_of_the_code_word():
    assert Topic.CODE_WORD not in Plan(code_word="pomegranate").empty


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"texts": {Topic.WORK: "x"}, "not_needed": frozenset({Topic.WORK})}, "work"),
        ({"code_word": "x", "not_needed": frozenset({Topic.CODE_WORD})}, "code-word"),
        ({"paper_place": "x"}, "paper_place"),
        ({"paper_place": "x", "paper_is_safe": Answer.NO}, "paper_place"),
    ],
)
def test_what_contradicts_itself_is_refused(wrong, field):
    with pytest.raises(InputError, match=field):
        Plan(**wrong)


def test_a_plan_that_is_shown_in_an_error_does_not_show_the_code_word():
    assert "pomegranate" not in repr(WHOLE)
