import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.kernel.consent import Consents, Purpose, Speaker, allows, purposes_offered
from qorgan.kernel.errors import ConsentError, InputError

DAY = date(2026, 11, 20)
LATER = date(2026, 11, 25)
OTHERS = [Speaker.FRIEND, Speaker.PROFESSIONAL, Speaker.CHILD]

consents = st.builds(
    Consents, given=st.frozensets(st.sampled_from(Purpose)), day=st.dates(), speaker=st.sampled_from(Speaker)
)


@pytest.mark.parametrize("speaker", Speaker)
def test_everything_is_off_until_chosen(speaker: Speaker) -> None:
    start = Consents.none(speaker, DAY)
    assert not any(allows(start, purpose) for purpose in Purpose)


def test_a_survivor_can_give_every_consent() -> None:
    assert purposes_offered(Speaker.SURVIVOR) == frozenset(Purpose)


@pytest.mark.parametrize("speaker", OTHERS)
def test_others_can_consent_only_for_themselves(speaker: Speaker) -> None:
    assert purposes_offered(speaker) == {Purpose.CONTACT, Purpose.OTHER_CENTRE}


def test_a_given_consent_is_allowed_and_nothing_else_is() -> None:
    now = Consents.none(Speaker.SURVIVOR, DAY).with_given(Purpose.CONTACT, day=LATER)
    assert [purpose for purpose in Purpose if allows(now, purpose)] == [Purpose.CONTACT]
    assert now.day == LATER


def test_a_withdrawn_consent_allows_nothing_more() -> None:
    given_before = Consents.none(Speaker.SURVIVOR, DAY).with_given(Purpose.CASE, Purpose.STORY, day=DAY)
    now = given_before.withdrawn(Purpose.STORY, Purpose.MATCHING, day=LATER)
    assert not allows(now, Purpose.STORY)
    assert allows(now, Purpose.CASE)


def test_a_friend_cannot_open_a_survivors_case() -> None:
    with pytest.raises(ConsentError, match="with her own receipt"):
        Consents.none(Speaker.FRIEND, DAY).with_given(Purpose.CASE, day=DAY)


def test_a_consent_that_was_not_theirs_is_readable_but_allows_nothing() -> None:
    document = {"given": ["case", "contact"], "day": "2026-11-20", "speaker": "friend"}
    old = Consents.from_document(document)
    assert allows(old, Purpose.CONTACT)
    assert not allows(old, Purpose.CASE)


@given(consents)
def test_consents_survive_their_document(stands: Consents) -> None:
    assert Consents.from_document(json.loads(json.dumps(stands.to_document()))) == stands


@given(consents, st.sampled_from(Purpose))
def test_nothing_is_allowed_that_was_not_both_given_and_offered(stands: Consents, purpose: Purpose) -> None:
    assert allows(stands, purpose) == (purpose in stands.given and purpose in purposes_offered(stands.speaker))


@given(consents, st.sets(st.sampled_from(Purpose)))
def test_after_withdrawing_none_of_it_is_allowed(stands: Consents, purposes: set[Purpose]) -> None:
    now = stands.withdrawn(*purposes, day=LATER)
    assert not any(allows(now, purpose) for purpose in purposes)


@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {"given": "contact"},
        {"given": ["her own words"]},
        {"given": ["contact", "contact"]},
        {"given": [None]},
        {"day": "20 November"},
        {"day": 20261120},
        {"speaker": "her own words"},
    ],
)
def test_a_wrong_document_is_refused_without_quoting_it(change: dict[str, Any]) -> None:
    document = Consents.none(Speaker.SURVIVOR, DAY).to_document() | change
    with pytest.raises(InputError) as caught:
        Consents.from_document(document)
    assert "her own words" not in caught.value.message()


def test_a_document_with_a_field_missing_is_refused() -> None:
    with pytest.raises(InputError, match="other fields"):
        Consents.from_document({"given": [], "day": "2026-11-20"})
