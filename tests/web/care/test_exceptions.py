"""Saying something without her consent: two people, one recipient, the least, an end, and she is told."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.recovering import fresh
from tests.web.care.test_law import _article

from qorgan.care.consent import Content, Purpose, Why
from qorgan.care.law import Law
from qorgan.web.audit.chain import read
from qorgan.web.audit.models import AuditEntry
from qorgan.web.care import law
from qorgan.web.care.consents import decide
from qorgan.web.care.exceptions import exceptions_of
from qorgan.web.care.handed import may_go
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.care.summary import due_of
from qorgan.web.shell import clock

POLICE = "District police"


@pytest.fixture(autouse=True)
def _in_english(frozen):
    with translation.override("en"):
        yield


def asked(member, case, entry="", **more):
    """Ask for an exception on its page; return its entry and the answer of the door."""
    entry = entry or str(uuid.uuid4())
    sent = {
        "kind": "danger-to-life",
        "reason": "He has said when and how.",
        "recipient": POLICE,
        "content": ["that-she-is-here", "risk"],
        "last_day": (clock.today() + timedelta(days=2)).isoformat(),
        "telling": "told",
        "began_from": "0",
    }
    return entry, member.post(f"/en/cases/{case.pk}/exception/{entry}", {**sent, **more})


def answered(member, case, entry, said="approved", revision=1, reason=""):
    form = {"said": said, "revision": str(revision), "reason": reason}
    return member.post(f"/en/cases/{case.pk}/exception/{entry}/answer", form)


def why(member, case, content=frozenset({Content.RISK}), recipient=POLICE, purpose=Purpose.LETTER):
    opened, today = open_case(case, member.actor.intake), clock.today()
    holding = exceptions_of(opened, today=today)
    named = {"purpose": purpose, "recipient": recipient, "content": content, "today": today}
    return decide(opened, exceptions=holding, **named).why


def shown(member, case):
    return member.get(f"/en/cases/{case.pk}").text


def test_two_people_and_then_only_what_was_ticked_to_whom_it_was_named(worker, supervisor, case):
    entry, answer = asked(worker, case)
    assert answer.status_code == 302
    assert why(worker, case) is Why.NEVER_GIVEN
    assert "an exception waits for a supervisor" in shown(worker, case)
    assert answered(supervisor, case, entry).status_code == 302
    assert why(worker, case) is Why.DANGER_TO_LIFE
    assert why(worker, case, content=frozenset({Content.WHEREABOUTS})) is Why.NEVER_GIVEN
    assert why(worker, case, recipient="Another") is Why.NEVER_GIVEN
    assert "an exception to her consent holds" in shown(worker, case)


def test_one_person_cannot_do_both(supervisor, case):
    entry, _answer = asked(supervisor, case)
    assert "Approve it" not in supervisor.get(f"/en/cases/{case.pk}/exception/{entry}/answer").text
    refused = answered(supervisor, case, entry)
    assert refused.status_code == 409
    assert "who did not ask for it herself" in refused.text
    assert why(supervisor, case) is Why.NEVER_GIVEN


def test_a_worker_approves_nothing(worker, supervisor, case):
    entry, _answer = asked(supervisor, case)
    assert answered(worker, case, entry).status_code == 409
    assert why(worker, case) is Why.NEVER_GIVEN


def test_whoever_changes_a_term_asks_anew(worker, supervisor, case):
    entry, _answer = asked(worker, case)
    answered(supervisor, case, entry)
    _entry, changed = asked(supervisor, case, entry, recipient="Somebody else", began_from="1")
    assert changed.status_code == 302
    assert why(worker, case, recipient="Somebody else") is Why.NEVER_GIVEN
    assert answered(supervisor, case, entry, revision=2).status_code == 409


def test_what_was_changed_while_she_read_is_not_approved_unread(worker, supervisor, case):
    entry, _answer = asked(worker, case)
    asked(worker, case, entry, content=["whereabouts"], began_from="1")
    refused = answered(supervisor, case, entry, revision=1)
    assert refused.status_code == 409
    assert "read it once more" in refused.text


def test_it_is_never_for_the_file_and_hands_no_case_over(worker, supervisor, case, centre_elsewhere):
    _entry, answer = asked(worker, case, content=["file"])
    assert answer.status_code == 422
    centre = centre_elsewhere
    entry, _answer = asked(worker, case, recipient=str(centre.id), content=["that-she-is-here", "what-happened"])
    answered(supervisor, case, entry)
    assert why(worker, case, recipient=str(centre.id)) is Why.NEVER_GIVEN  # the risk was not ticked
    opened = open_case(case, worker.actor.intake)
    assert exceptions_of(opened, today=clock.today())
    assert not may_go(opened, centre, today=clock.today()).is_allowed
    whole = frozenset({Content.FILE})
    assert why(worker, case, content=whole, recipient=str(centre.id), purpose=Purpose.REFERRAL) is Why.NEVER_GIVEN


def test_it_ends_with_its_last_day_and_does_not_begin_before_its_first(worker, supervisor, case, frozen):
    tomorrow, last = (clock.today() + timedelta(days=one) for one in (1, 2))
    entry, _answer = asked(worker, case, first_day=tomorrow.isoformat(), last_day=last.isoformat())
    answered(supervisor, case, entry)
    found = []
    for _day in range(4):
        found.append(why(worker, case))
        frozen.advance(timedelta(days=1))
    assert found == [Why.NEVER_GIVEN, Why.DANGER_TO_LIFE, Why.DANGER_TO_LIFE, Why.NEVER_GIVEN]


def test_taken_back_it_holds_no_longer_at_once_and_is_not_approved_again(worker, supervisor, case):
    entry, _answer = asked(worker, case)
    answered(supervisor, case, entry)
    assert answered(worker, case, entry, "withdrawn").status_code == 302
    assert why(worker, case) is Why.NEVER_GIVEN
    assert answered(supervisor, case, entry).status_code == 409
    assert why(worker, case) is Why.NEVER_GIVEN


def test_a_no_names_its_reason(worker, supervisor, case):
    entry, _answer = asked(worker, case)
    assert answered(supervisor, case, entry, "declined").status_code == 409
    assert answered(supervisor, case, entry, "declined", reason="Ask her first.").status_code == 302
    page = shown(worker, case)
    assert "Ask her first." in page
    assert "waits for a supervisor" not in page


def test_a_legal_duty_needs_an_article_that_was_checked_for_today(worker, supervisor, case, monkeypatch):
    duty = {"kind": "legal-duty", "statute": "7"}
    articles = [_article("7", date(2026, 1, 1), is_checked=False)]
    monkeypatch.setattr(law, "law", lambda: replace(Law(), statutes=tuple(articles)))
    _entry, refused = asked(worker, case, **duty)
    assert refused.status_code == 422
    assert "No lawyer has checked this article" in refused.text
    assert "needs an article" in asked(worker, case, kind="legal-duty")[1].text
    articles[:] = [_article("7", date(2026, 1, 1))]
    entry, _answer = asked(worker, case, **duty)
    answered(supervisor, case, entry)
    assert why(worker, case) is Why.LEGAL_DUTY
    articles.clear()  # the check ran out
    assert why(worker, case) is Why.NEVER_GIVEN


def test_an_article_whose_check_ran_out_meanwhile_is_not_approved(worker, supervisor, case, monkeypatch):
    monkeypatch.setattr(law, "law", lambda: replace(Law(), statutes=(_article("7", date(2026, 1, 1)),)))
    entry, _answer = asked(worker, case, kind="legal-duty", statute="7")
    monkeypatch.setattr(law, "law", Law)
    assert "No lawyer has checked" in answered(supervisor, case, entry).text


def test_she_is_told_unless_that_endangers_her(worker, supervisor, case):
    entry, _answer = asked(worker, case)

    def due():
        return [str(one.what) for one in due_of(open_case(case, worker.actor.intake), today=clock.today())]

    assert due() == ["Approve the exception, or not"]
    answered(supervisor, case, entry)
    assert due() == ["Tell her what is said without her consent"]
    asked(worker, case, entry, told_day=clock.today().isoformat(), began_from="1")
    assert due() == []
    assert why(worker, case) is Why.DANGER_TO_LIFE  # telling her changes none of its terms
    assert "She is told unless that endangers her" in asked(worker, case, telling="endangers")[1].text
    other, answer = asked(worker, case, telling="endangers", untold_because="He reads all her messages.")
    assert answer.status_code == 302
    answered(supervisor, case, other)
    assert due() == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"recipient": ""}, "an exception is for one recipient"),
        ({"content": []}, "Tick what is said"),
        ({"last_day": ""}, "an exception ends"),
        ({"last_day": "2026-11-01"}, "before the first day"),
        ({"reason": ""}, "Whoever approves it reads this"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(worker, case, missing, said):
    _entry, answer = asked(worker, case, **{"reason": "ORCHARD", **missing})
    assert answer.status_code == 422
    assert said in answer.text
    assert ("ORCHARD" in answer.text) is ("reason" not in missing)
    assert not open_case(case, worker.actor.intake).entries("exception")


def test_each_answer_is_one_row_of_the_audit_without_a_word_of_it(worker, supervisor, auditor, case):
    entry, _answer = asked(worker, case)
    answered(supervisor, case, entry)
    pair = fresh(auditor).audit[0].secret.key_pair
    rows = [read(one, pair) for one in AuditEntry.objects.filter(chain=str(case.centre_id))]
    said = [one for one in rows if one["what"] == "exception.approved"]
    assert [(one["about"], one.get("detail", {})) for one in said] == [(str(case.pk), {})]
    assert POLICE not in str(rows)


def test_another_centre_sees_none(worker, worker_elsewhere, case):
    entry, _answer = asked(worker, case)
    assert worker_elsewhere.get(f"/en/cases/{case.pk}/exception/{entry}/answer").status_code == 404
    assert worker.get(f"/en/cases/{case.pk}/exception/{uuid.uuid4()}/answer").status_code == 404


def test_it_does_not_go_along_when_the_case_is_handed_over():
    from qorgan.web.care.handed import NEVER

    assert {"consent", "exception", "closure"} == NEVER
    assert FORMS.keys() >= NEVER
