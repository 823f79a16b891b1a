"""High on any red flag, on the worker's judgement or on her word; what was not asked is never a no."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.risk import Judgement, Level, Reason, RedFlag

DENIED = dict.fromkeys(RedFlag, Answer.NO)
flags = st.dictionaries(st.sampled_from(RedFlag), st.sampled_from(Answer))


@dataclass(frozen=True)
class Licensed:
    """A tool that a country holds a licence for."""

    result: bool | None
    name: str = "licensed"

    def is_high(self) -> bool | None:
        return self.result


@pytest.mark.parametrize("flag", RedFlag)
def test_one_flag_is_enough(flag):
    judged = Judgement({**DENIED, flag: Answer.YES})
    assert judged.level is Level.HIGH
    assert judged.raised == (flag,)
    assert judged.reasons == (Reason.FLAG,)


def test_the_workers_judgement_and_her_own_word_need_no_flag():
    assert Judgement(DENIED, worker_says_high=True).reasons == (Reason.WORKER,)
    assert Judgement(DENIED, she_says_high=True).reasons == (Reason.HER_WORD,)


def test_it_is_not_high_only_where_every_flag_was_asked_and_denied():
    assert Judgement(DENIED).level is Level.NOT_HIGH


@pytest.mark.parametrize("flag", RedFlag)
def test_one_flag_that_was_not_asked_leaves_the_level_not_known(flag):
    asked = {one: answer for one, answer in DENIED.items() if one is not flag}
    judged = Judgement(asked)
    assert judged.level is Level.NOT_KNOWN
    assert judged.not_known == (flag,)


def test_nothing_asked_is_not_known():
    assert Judgement().level is Level.NOT_KNOWN
    assert Judgement().not_known == tuple(RedFlag)


@given(flags, st.booleans(), st.booleans())
def test_more_that_is_said_never_lowers_a_high_level(told, by_worker, by_her):
    judged = Judgement(told, worker_says_high=by_worker, she_says_high=by_her)
    for flag in RedFlag:
        more = Judgement({**told, flag: Answer.YES}, worker_says_high=by_worker, she_says_high=by_her)
        assert more.level is Level.HIGH
    if judged.level is Level.HIGH:
        assert Judgement(told, worker_says_high=True, she_says_high=by_her).level is Level.HIGH


@pytest.mark.parametrize(("result", "level"), [(True, Level.HIGH), (False, Level.NOT_HIGH), (None, Level.NOT_HIGH)])
def test_a_licensed_tool_can_raise_the_level_and_never_lowers_it(result, level):
    assert Judgement(DENIED, tools=(Licensed(result),)).level is level
    flagged = {**DENIED, RedFlag.WEAPON: Answer.YES}
    assert Judgement(flagged, tools=(Licensed(result),)).level is Level.HIGH
