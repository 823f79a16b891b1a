"""Nothing is shared that consent does not allow at that moment, but for two exceptions that are narrow and end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.consent import (
    Consent,
    Content,
    Decision,
    Excepted,
    ExceptionKind,
    Purpose,
    Why,
    allows,
    withdraw,
)
from qorgan.care.guardianship import ChildRules, Giver, Subject
from qorgan.kernel.errors import ConsentError, InputError

DAY = date(2026, 11, 21)
SHE = Subject(age=30)
TO = "another centre"
YES = Consent(Purpose.REFERRAL, TO, Giver.HERSELF, DAY)
FILE = frozenset({Content.FILE})
LEAST = frozenset({Content.RISK, Content.WHEREABOUTS})
DANGER = Excepted(
    ExceptionKind.DANGER_TO_LIFE, "the police", LEAST, frozenset({"one", "two"}), DAY, DAY + timedelta(days=2)
)


def ask(*consents, exceptions=(), subject=SHE, purpose=Purpose.REFERRAL, recipient=TO, content=FILE, day=DAY):
    return allows(
        subject=subject,
        consents=consents,
        exceptions=exceptions,
        rules=ChildRules(),
        purpose=purpose,
        recipient=recipient,
        content=content,
        day=day,
    )


def test_what_she_allowed_is_allowed():
    assert ask(YES) == Decision(is_allowed=True, why=Why.CONSENT)


def test_nothing_is_allowed_that_was_never_asked():
    assert ask() == Decision(is_allowed=False, why=Why.NEVER_GIVEN)


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.REFERRAL}))
def test_a_consent_is_for_its_purpose_only(purpose):
    assert not ask(YES, purpose=purpose).is_allowed


def test_a_consent_is_for_its_recipient_only():
    assert not ask(YES, recipient="a third centre").is_allowed


def test_it_holds_from_its_day_until_it_is_taken_back():
    taken = replace(YES, withdrawn=DAY + timedelta(days=3))
    assert ask(taken, day=DAY - timedelta(days=1)).why is Why.NOT_YET
    assert ask(taken, day=DAY + timedelta(days=2)).is_allowed
    assert ask(taken, day=DAY + timedelta(days=3)) == Decision(is_allowed=False, why=Why.WITHDRAWN)


def test_taking_back_counts_at_once_on_the_same_day():
    assert not ask(*withdraw([YES], Purpose.REFERRAL, TO, day=DAY)).is_allowed


def test_what_was_taken_back_can_be_given_again():
    again = replace(YES, given=DAY + timedelta(days=1))
    consents = [*withdraw([YES], Purpose.REFERRAL, TO, day=DAY), again]
    assert ask(*consents, day=again.given).is_allowed


def test_nobody_else_says_yes_for_an_adult():
    for giver in (Giver.GUARDIAN, Giver.BEST_INTEREST):
        assert ask(replace(YES, giver=giver, with_assent=True)).why is Why.NOT_THEIRS


def test_a_consent_taken_back_before_it_was_given_is_refused():
    with pytest.raises(InputError, match="withdrawn"):
        replace(YES, withdrawn=DAY - timedelta(days=1))


def test_danger_to_life_allows_what_it_names_to_whom_it_names_while_it_lasts():
    def told(**more):
        given_fields = {"purpose": Purpose.LETTER, "recipient": "the police", "content": LEAST, **more}
        return ask(exceptions=[DANGER], **given_fields)

    assert told() == Decision(is_allowed=True, why=Why.DANGER_TO_LIFE)
    assert not told(recipient="the press").is_allowed
    assert not told(content=LEAST | {Content.WHAT_HAPPENED}).is_allowed
    assert not told(day=DANGER.last_day + timedelta(days=1)).is_allowed


def test_no_exception_ever_hands_on_the_file():
    for kind, statute in ((ExceptionKind.DANGER_TO_LIFE, ""), (ExceptionKind.LEGAL_DUTY, "an-article")):
        with pytest.raises(ConsentError, match="never the file"):
            replace(DANGER, kind=kind, statute=statute, content=FILE)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"approved_by": frozenset({"one"})}, "two different members"),
        ({"approved_by": frozenset()}, "two different members"),
        ({"recipient": " "}, "names its recipient"),
        ({"content": frozenset()}, "least content"),
        ({"last_day": DAY - timedelta(days=1)}, "last day"),
        ({"statute": "an-article"}, "names its article"),
        ({"kind": ExceptionKind.LEGAL_DUTY}, "names its article"),
    ],
)
def test_an_exception_that_breaks_a_rule_is_refused(broken, rule):
    with pytest.raises(ConsentError, match=rule):
        replace(DANGER, **broken)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
consents = st.lists(
    st.builds(
        Consent,
        purpose=st.sampled_from(Purpose),
        recipient=st.sampled_from(["a", "b"]),
        giver=st.sampled_from(Giver),
        given=days,
    ),
    max_size=6,
)


@given(consents, st.sampled_from(Purpose), st.sampled_from(["a", "b"]), days, days)
def test_after_taking_back_nothing_is_allowed_until_she_gives_it_anew(given_ones, purpose, recipient, back, day):
    left = withdraw(given_ones, purpose, recipient, day=back)
    decided = ask(*left, purpose=purpose, recipient=recipient, day=day)
    if day >= back:
        anew = [one for one in left if one.given > back and one.holds(day)]
        assert not decided.is_allowed or anew
    else:
        assert decided == ask(*given_ones, purpose=purpose, recipient=recipient, day=day)


@given(consents, st.sampled_from(Purpose), st.sampled_from(["a", "b"]), days)
def test_what_is_allowed_without_exceptions_always_rests_on_one_yes_that_holds(given_ones, purpose, recipient, day):
    decided = ask(*given_ones, purpose=purpose, recipient=recipient, day=day)
    matching = [one for one in given_ones if (one.purpose, one.recipient) == (purpose, recipient) and one.holds(day)]
    assert decided.is_allowed == any(one.giver is Giver.HERSELF for one in matching)


def test_while_nobody_knows_whether_she_is_a_child_nothing_rests_on_a_consent():
    assert ask(YES, subject=Subject()).why is Why.NOT_THEIRS
    assert ask(YES, subject=Subject(is_adult=Answer.YES)).is_allowed
