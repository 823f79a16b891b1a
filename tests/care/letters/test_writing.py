"""What her safe-contact rules forbid is never written: not in the way, not with the words, not to the service."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.consent import Consent, Content, Excepted, ExceptionKind, Purpose, Why
from qorgan.care.guardianship import Giver, Subject
from qorgan.care.letters.rules import LetterRefused, SafeContact, Sharing
from qorgan.care.letters.texts import Reader, Way, pack_templates
from qorgan.care.letters.writing import OTHERS_MAY_SEE, write_to_her, write_to_service
from qorgan.kernel.errors import InputError
from qorgan.kernel.text import LANGUAGES

DAY = date(2026, 11, 21)
TEXTS = pack_templates("kz")
HERS = SafeContact(
    ways=frozenset({Way.TEXT, Way.IN_PERSON}),
    where="+7 701 555 12 34",
    hours="after nine",
    never="never on Sundays",
    paper_is_safe=Answer.YES,
    secrets=("pomegranate", "cherry"),
)


def consent(purpose, recipient="", given=DAY, withdrawn=None):
    return Consent(purpose, recipient, Giver.HERSELF, given, withdrawn=withdrawn)


ALL = Sharing(Subject(age=30), (consent(Purpose.CONTACT), consent(Purpose.LETTER, "clinic", DAY - timedelta(days=3))))
NONE = Sharing(Subject(age=30), ())
TO_HER = [one for one in TEXTS.by_code.values() if one.to is Reader.HER]
FILLED = {"day": DAY, "new_day": DAY, "time": time(10, 5), "service": "clinic", "need": "a doctor", "told": "your name"}


def to_her(code, *, values=None, way=Way.TEXT, contact=HERS, sharing=ALL, has_read_never=True, language="en"):
    one = TEXTS[code]
    values = {slot: FILLED[slot] for slot in one.slots} if values is None else values
    return write_to_her(
        one,
        language,
        values,
        way=way,
        contact=contact,
        sharing=sharing,
        has_read_never=has_read_never,
        day=DAY,
    )


def changed(contact=HERS, **more):
    return SafeContact(**{name: getattr(contact, name) for name in contact.__slots__} | more)


def test_a_neutral_text_leaves_in_a_way_that_she_named():
    assert to_her("neutral-call").startswith("Hello. May we talk on 21.11.2026 at 10:05?")


@pytest.mark.parametrize(
    ("why", "asked"),
    [
        ("did not call this way safe", {"way": Way.CALL}),
        ("does not agree to be contacted", {"sharing": NONE}),
        ("what must never be done", {"has_read_never": False}),
    ],
)
def test_a_message_that_her_rules_forbid_is_refused(why, asked):
    with pytest.raises(LetterRefused, match=why):
        to_her("neutral-call", **asked)


@pytest.mark.parametrize("way", sorted(OTHERS_MAY_SEE))
def test_where_somebody_else_may_see_it_only_a_neutral_text_leaves(way):
    contact = changed(ways=frozenset(Way))
    for one in TO_HER:
        if one.is_neutral:
            assert to_her(one.code, way=way, contact=contact)
        else:
            with pytest.raises(LetterRefused, match="somebody else may see"):
                to_her(one.code, way=way, contact=contact)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", TO_HER, ids=lambda one: one.code)
def test_on_the_site_every_text_to_her_is_open_without_any_consent(one, language):
    told = to_her(one.code, way=Way.SITE, contact=SafeContact(), sharing=NONE, has_read_never=False, language=language)
    assert "{" not in told


def test_a_slot_of_a_neutral_text_holds_no_words():
    with pytest.raises(LetterRefused, match="holds words"):
        to_her("neutral-call", values={"day": "the day of your hearing", "time": time(9)})


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_KNOWN])
def test_no_paper_is_given_to_her_where_none_is_safe(answer):
    with pytest.raises(LetterRefused, match="no paper"):
        to_her("read", way=Way.IN_PERSON, contact=changed(paper_is_safe=answer))
    assert to_her("read", way=Way.IN_PERSON)


@pytest.mark.parametrize("secret", ["Pomegranate", "c h e r r y"])
def test_her_secret_words_stand_in_no_text(secret):
    values = {"service": "clinic", "need": secret, "told": "x"}
    with pytest.raises(LetterRefused, match="only she may say") as refused:
        to_her("referral-ask", values=values, way=Way.SITE)
    assert secret not in str(refused.value)


def test_a_letter_to_a_service_is_no_text_to_her():
    with pytest.raises(LetterRefused, match="written to a service"):
        to_her("social", values={}, way=Way.SITE)


@given(
    st.sampled_from(TO_HER),
    st.frozensets(st.sampled_from(Way)),
    st.sampled_from(Way),
    st.sampled_from(Answer),
    st.booleans(),
    st.booleans(),
)
def test_no_combination_lets_out_what_a_rule_forbids(one, ways, way, paper, agrees, has_read):
    contact = changed(ways=ways, paper_is_safe=paper)
    try:
        to_her(one.code, way=way, contact=contact, sharing=ALL if agrees else NONE, has_read_never=has_read)
    except LetterRefused:
        is_written = False
    else:
        is_written = True
    is_seen_by_her_alone = one.is_neutral or way is Way.IN_PERSON
    may = way in ways and agrees and has_read and is_seen_by_her_alone
    may = may and (way is not Way.IN_PERSON or paper is Answer.YES)
    assert is_written is (way is Way.SITE or may)


LETTER = {"name": "A.", "happened": "he broke her arm", "need": "an examination", "risk": "high"}


def to_service(code="health", *, contact=HERS, sharing=ALL, recipient="clinic", values=None, language="en", **more):
    one = TEXTS[code]
    own = {slot: LETTER[slot] for slot in one.slots & LETTER.keys()} if values is None else values
    asked = {"may_reach_her": False, "is_carried_by_her": False, **more}
    return write_to_service(
        one,
        language,
        own,
        texts=TEXTS,
        recipient=recipient,
        centre="Our centre",
        contact=contact,
        sharing=sharing,
        day=DAY,
        **asked,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_names_the_consent_and_says_that_the_service_answers_the_centre(language):
    letter = to_service(language=language)
    assert "18.11.2026" in letter.text
    assert letter.text.endswith(TEXTS["contact-through-us"].filled(language, {"centre": "Our centre"}))
    assert "555" not in letter.text
    assert (letter.recipient, letter.why) == ("clinic", Why.CONSENT)
    assert letter.content == {Content.THAT_SHE_IS_HERE, Content.WHAT_HAPPENED}


def test_a_service_that_may_reach_her_is_told_how_and_how_never():
    letter = to_service(may_reach_her=True)
    assert "text message, in person, +7 701 555 12 34" in letter.text
    assert "When it is safe: after nine\nNever: never on Sundays" in letter.text
    assert Content.CONTACT in letter.content


@pytest.mark.parametrize(
    ("why", "asked"),
    [
        ("never-given", {"recipient": "another clinic"}),
        ("never-given", {"sharing": NONE}),
        ("no paper", {"contact": changed(paper_is_safe=Answer.NO), "is_carried_by_her": True}),
        ("where she can be reached", {"values": {**LETTER, "need": "call 87015551234"}}),
        ("named no way", {"contact": changed(ways=frozenset({Way.SITE})), "may_reach_her": True}),
        ("named no way", {"contact": changed(where=" "), "may_reach_her": True}),
        ("only she may say", {"contact": changed(never="never say cherry"), "may_reach_her": True}),
        ("only she may say", {"values": {**LETTER, "happened": "POMEGRANATE"}}),
        ("no letter to a service", {"code": "read"}),
        ("no letter to a service", {"code": "contact-her"}),
    ],
)
def test_a_letter_that_her_rules_forbid_is_refused(why, asked):
    values = asked.get("values")
    asked = asked | ({"values": {slot: values[slot] for slot in ("name", "happened", "need")}} if values else {})
    with pytest.raises(LetterRefused, match=why) as refused:
        to_service(**asked)
    assert "87015551234" not in str(refused.value)


def test_consent_that_was_taken_back_stops_the_next_letter():
    back = Sharing(Subject(age=30), (consent(Purpose.LETTER, "clinic", DAY - timedelta(days=3), withdrawn=DAY),))
    with pytest.raises(LetterRefused, match="withdrawn"):
        to_service(sharing=back)


def excepted(*content, recipient="police"):
    exception = Excepted(
        ExceptionKind.DANGER_TO_LIFE, recipient, frozenset(content), frozenset({"a", "b"}), DAY, DAY + timedelta(days=1)
    )
    return Sharing(Subject(age=30), (), (exception,))


def test_an_exception_covers_a_letter_that_says_no_more_than_it_names():
    least = (Content.THAT_SHE_IS_HERE, Content.WHAT_HAPPENED, Content.RISK)
    letter = to_service("police", sharing=excepted(*least), recipient="police")
    assert letter.why is Why.DANGER_TO_LIFE
    with pytest.raises(LetterRefused, match="does not allow it"):
        to_service("police", sharing=excepted(*least[:2]), recipient="police")
    with pytest.raises(LetterRefused, match="does not allow it"):
        to_service("police", sharing=excepted(*least), recipient="police", may_reach_her=True)


def test_under_an_exception_no_letter_claims_her_consent():
    least = excepted(Content.THAT_SHE_IS_HERE, recipient="social office")
    with pytest.raises(LetterRefused, match="consent that there is not"):
        to_service("social", sharing=least, recipient="social office")


def test_a_consent_that_was_not_theirs_to_give_is_not_named_under_an_exception():
    by_another = Consent(Purpose.LETTER, "social office", Giver.GUARDIAN, DAY)
    least = excepted(Content.THAT_SHE_IS_HERE, recipient="social office")
    with pytest.raises(LetterRefused, match="consent that there is not"):
        to_service("social", sharing=Sharing(least.subject, (by_another,), least.exceptions), recipient="social office")


def test_her_address_does_not_stand_in_a_letter_either():
    with pytest.raises(LetterRefused, match="where she can be reached"):
        to_service(
            "social",
            contact=changed(where="dawn@example.org"),
            values={"name": "A.", "need": "write to Dawn@Example.org"},
        )


def test_a_letter_with_an_empty_slot_is_refused():
    with pytest.raises(InputError, match="field need"):
        to_service(values={"name": "A.", "happened": "x", "need": ""})


def test_a_letter_in_an_error_shows_nothing_of_her():
    assert "broke" not in repr(to_service())
    assert "701" not in repr(HERS)
