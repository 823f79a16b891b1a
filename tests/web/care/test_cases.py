"""Lists, search, giving a case to a colleague, closing with a second person, other centres, expired sessions, bad input."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.html import escape
from tests.cast import join

from qorgan.web.accounts.models import Role
from qorgan.web.care.actions import writing
from qorgan.web.care.forms.base import DayField
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.sealed.models import Envelope, Summary
from qorgan.web.shell import clock

GIVEN = [{"purpose": "case", "giver": "herself", "given": "2026-11-20"}]


@pytest.fixture
def another(worker):
    """Return a second case, of somebody else."""
    opening = {"called": "Madina", "labels": "court, winter", "speaks": "ru", "region": "KZ-10", "is_adult": "yes"}
    return writing.begin_case(by=worker.actor, opening=opening, consents=GIVEN)


def _listed(member, box="centre", **wanted):
    page = member.post(f"/en/cases/box/{box}", wanted) if wanted else member.get(f"/en/cases/box/{box}")
    return [one["summary"].get("name", "") for one in page.context["listed"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"words": "madi"}, ["Madina"]),
        ({"words": "WINTER court"}, ["Madina"]),
        ({"words": "winter aigerim"}, []),
        ({"speaks": "kk"}, ["Aigerim"]),
        ({"region": "KZ-10"}, ["Madina"]),
        ({"risk": "high"}, ["Aigerim"]),
        ({"risk": "not-known"}, ["Madina"]),
        ({"step": "assessment"}, ["Aigerim"]),
        ({"due": "on"}, ["Aigerim"]),
        ({"sort": "name"}, ["Aigerim", "Madina"]),
    ],
)
def test_a_list_is_searched_and_filtered_in_memory(worker, case, another, wanted, found):
    data = {"flag_weapon": "yes", "review_day": "2026-11-19"}
    writing.save_form(by=worker.actor, case=case, form=FORMS["risk"], entry="only", began_from=0, data=data)
    assert _listed(worker, **wanted) == found


def test_what_is_due_first_stands_first(worker, case, another):
    for row, day in ((case, "2026-12-09"), (another, "2026-12-01")):
        data = {"planned": day}
        entry = str(uuid.uuid4())
        writing.save_form(by=worker.actor, case=row, form=FORMS["follow-up"], entry=entry, began_from=0, data=data)
    assert _listed(worker) == ["Madina", "Aigerim"]


def test_a_list_opens_no_record_and_is_one_row_of_the_audit(worker, case, another, monkeypatch):
    from qorgan.web.care.actions import reading

    said = []
    monkeypatch.setattr(reading, "record", lambda by, what, about, **detail: said.append((what, detail)))
    monkeypatch.setattr("qorgan.web.sealed.sealing.open_for_centre", lambda *_: pytest.fail("a record was opened"))
    assert len(_listed(worker)) == 2
    assert said == [("cases.listed", {"count": 2})]


def test_a_row_whose_summary_is_gone_or_altered_is_written_anew(worker, case, another):
    Summary.objects.filter(thread=case.pk).delete()
    Summary.objects.filter(thread=another.pk).update(version=9)
    assert sorted(_listed(worker)) == ["Aigerim", "Madina"]
    assert Summary.objects.count() == 2


def test_a_worker_sees_her_own_cases_first_and_those_of_the_centre_beside(worker, supervisor, case):
    assert _listed(worker, "mine") == ["Aigerim"]
    assert _listed(supervisor, "mine") == []
    assert _listed(supervisor, "centre") == ["Aigerim"]


def test_another_centre_sees_and_opens_nothing(worker_elsewhere, case):
    assert _listed(worker_elsewhere) == []
    assert worker_elsewhere.get(f"/en/cases/{case.pk}").status_code == 404
    with pytest.raises(writing.NotPossible):
        writing.save_form(
            by=worker_elsewhere.actor, case=case, form=FORMS["risk"], entry="only", began_from=0, data={"x": 1}
        )


def test_a_supervisor_gives_a_case_to_a_colleague_and_a_worker_only_takes_one(worker, supervisor, case):
    to_her = {"to": str(supervisor.actor.member.id)}
    assert worker.post(f"/en/cases/{case.pk}/assign", to_her).status_code == 404
    assert supervisor.post(f"/en/cases/{case.pk}/assign", to_her).status_code == 302
    assert Case.objects.get().assigned_to == supervisor.actor.member
    worker.post(f"/en/cases/{case.pk}/assign", {"to": str(worker.actor.member.id)})
    assert Case.objects.get().assigned_to == worker.actor.member


def test_the_cases_of_somebody_who_left_stand_in_a_list_of_their_own(worker, supervisor, case):
    from qorgan.web.accounts.actions.members import end

    assert "somebody who has left" not in supervisor.get("/en/cases").content.decode()
    end(by=supervisor.actor, member=worker.actor.member)
    assert _listed(supervisor, "left") == ["Aigerim"]


def test_all_cases_of_somebody_who_leaves_go_to_a_colleague_at_once(worker, supervisor, case, another, monkeypatch):
    said = []
    monkeypatch.setattr(writing, "record", lambda by, what, about, **detail: said.append((what, detail["count"])))
    sent = {"whose": str(worker.actor.member.id), "to": str(supervisor.actor.member.id)}
    assert supervisor.post("/en/cases/hand-over", sent).status_code == 302
    assert {one.assigned_to for one in Case.objects.all()} == {supervisor.actor.member}
    assert said == [("cases.assigned", 2)]


def test_nobody_s_cases_are_handed_over_by_a_list_that_nobody_touched(supervisor, case):
    page = supervisor.get("/en/cases/hand-over").text
    assert re.findall(r'<select name="(?:whose|to)"[^>]*>\s*<option value="([^"]*)"', page) == ["", ""]
    answer = supervisor.post("/en/cases/hand-over", {"whose": "", "to": ""})
    assert answer.status_code == 422
    assert "Choose a colleague." in beside("whose", answer.text)


def test_they_do_not_go_to_somebody_who_cannot_read_them(worker, supervisor, worker_elsewhere, case):
    with pytest.raises(writing.NotPossible):
        writing.assign_all(by=supervisor.actor, whose=worker.actor.member, to=worker_elsewhere.actor.member)


def test_no_case_is_without_an_owner(worker, case):
    for change in ({"assigned_to": None}, {"centre": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.update(**change)


# Closing.


def _ask_to_close(member, case):
    return member.post(f"/en/cases/{case.pk}/closure", {"reason": "reached", "began_from": "0"})


def test_a_case_closes_when_another_person_who_leads_approves_it(worker, supervisor, case):
    _ask_to_close(worker, case)
    assert _listed(supervisor, "closing") == ["Aigerim"]
    supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "close"})
    closed = Case.objects.get()
    assert (closed.state, closed.closed_day) == ("closed", clock.today())
    assert _listed(supervisor, "closed") == ["Aigerim"]
    assert worker.post(f"/en/cases/{case.pk}/risk", {"her_words": "x", "began_from": "0"}).status_code == 409


def test_who_asked_for_it_does_not_approve_it(supervisor, case):
    _ask_to_close(supervisor, case)
    answer = supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "close"})
    assert answer.status_code == 409
    assert Case.objects.get().state == "closing"


def test_a_worker_does_not_decide_it(worker, case):
    _ask_to_close(worker, case)
    assert worker.post(f"/en/cases/{case.pk}/decide", {"to": "close"}).status_code == 404


def test_a_no_says_why_and_the_case_goes_on(worker, supervisor, case):
    _ask_to_close(worker, case)
    assert supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "decline"}).status_code == 409
    supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "decline", "reason": "one order still holds"})
    assert Case.objects.get().state == "open"
    assert "one order still holds" in worker.get(f"/en/cases/{case.pk}").content.decode()
    again = worker.post(f"/en/cases/{case.pk}/closure", {"reason": "reached", "began_from": "1"})
    assert again.status_code == 302
    assert Case.objects.get().state == "closing"


def test_a_closed_case_is_opened_again_with_a_reason(worker, supervisor, case):
    _ask_to_close(worker, case)
    supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "close"})
    supervisor.post(f"/en/cases/{case.pk}/decide", {"to": "reopen", "reason": "she came back"})
    assert Case.objects.get().state == "open"


# Orders and risk on the page.


def test_an_order_warns_in_its_last_two_weeks_and_not_before(worker, case, frozen):
    data = {"kind": "protection", "first_day": "2026-11-01", "last_day": "2026-12-10"}
    entry = str(uuid.uuid4())
    writing.save_form(by=worker.actor, case=case, form=FORMS["order"], entry=entry, began_from=0, data=data)
    assert "an order ends" not in worker.get(f"/en/cases/{case.pk}").content.decode()
    assert worker.get("/en/cases").context["listed"][0]["order"].isoformat() == "2026-12-10"
    sent = worker.form_token
    frozen.advance(timedelta(days=6))
    opened = open_case(case, worker.actor.intake)
    assert [str(flag) for flag in FORMS["order"].form.flags(opened, today=clock.today())] == [
        "an order ends in 14 days"
    ]
    assert sent


def test_what_was_not_asked_stands_as_not_known(worker, case):
    worker.post(f"/en/cases/{case.pk}/risk", {"flag_weapon": "no", "began_from": "0"})
    judged = dict(worker.get(f"/en/cases/{case.pk}/risk").context["judged"])
    assert judged["Risk"] == "not known"
    assert "strangled" in judged["Not known"]


def test_the_code_word_and_an_unsafe_plan_are_never_on_paper(worker, case):
    plan = {"now": "staying", "part_staying": "the back door", "code_word": "kingfisher", "began_from": "0"}
    worker.post(f"/en/cases/{case.pk}/safety-plan", plan)
    paper = worker.get(f"/en/cases/{case.pk}/safety-plan/paper").content.decode()
    assert "the back door" not in paper
    assert "kingfisher" not in paper
    worker.post(f"/en/cases/{case.pk}/safety-plan", {**plan, "paper_is_safe": "yes", "began_from": "1"})
    paper = worker.get(f"/en/cases/{case.pk}/safety-plan/paper").content.decode()
    assert "the back door" in paper
    assert "kingfisher" not in paper


# What goes wrong.

WRONG = [
    ("incident", {"happened": "2026-12-24"}, "happened"),
    ("incident", {"age": "12", "happened": "2026-11-01"}, "age"),
    ("incident", {"age": "old"}, "age"),
    ("incident", {"place_region": "KZ-99"}, "place_region"),
    ("incident", {"sought": ["nobody", "police"]}, "sought"),
    ("opening", {"called": "A", "birth_year": "1990", "age_band": "14-17"}, "age_band"),
    ("opening", {"called": "A", "birth_year": "1990", "is_adult": "no"}, "is_adult"),
    ("opening", {"called": "A", "birth_year": "1790"}, "birth_year"),
    ("opening", {"called": "A", "region": "nowhere"}, "region"),
    ("opening", {"hours": "after ten"}, "called"),
    ("consent", {"purpose": "letter", "giver": "herself"}, "recipient"),
    (
        "consent",
        {"purpose": "contact", "giver": "herself", "given": "2026-11-20", "withdrawn": "2026-11-01"},
        "withdrawn",
    ),
    ("order", {"kind": "protection", "first_day": "2026-11-02", "last_day": "2026-11-01"}, "last_day"),
    ("order", {"kind": "protection", "first_day": "2026-11-02"}, "last_day"),
    ("breach", {"day": "2026-11-02"}, "order"),
    ("follow-up", {"outcome": "met"}, "contact_day"),
    ("safety-plan", {"part_children": "a", "not_needed": ["children"]}, "not_needed"),
    ("safety-plan", {"paper_place": "work"}, "paper_place"),
    ("closure", {"is_safe": "yes"}, "reason"),
]


def beside(field, page):
    """Return what stands on a page in the box of one field that is wrong."""
    boxes = re.split(r'<(?:div|fieldset) class="field', page)
    return next(box for box in boxes if box.startswith(" wrong") and f'name="{field}"' in box)


DAYS = [
    (name, field)
    for name, about in FORMS.items()
    for field, one in about.form.base_fields.items()
    if isinstance(one, DayField) and not one.may_lie_ahead
]


@pytest.mark.parametrize(("name", "field"), DAYS)
def test_a_day_that_has_not_come_is_told_beside_its_field_and_kept(worker, case, name, field):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    address = f"/en/cases/{case.pk}/{name}" + (f"/{uuid.uuid4()}" if FORMS[name].many else "")
    answer = worker.post(address, {field: tomorrow, "began_from": "1" if name == "opening" else "0"})
    assert answer.status_code == 422
    box = beside(field, answer.text)
    assert "This day has not come yet" in box
    assert f'value="{tomorrow}"' in box


@pytest.mark.parametrize(("name", "sent", "field"), WRONG)
def test_bad_input_gets_one_message_beside_its_field_and_keeps_what_was_written(worker, case, name, sent, field):
    address = f"/en/cases/{case.pk}/{name}" + (f"/{uuid.uuid4()}" if FORMS[name].many else "")
    before = Envelope.objects.count()
    words = {"words": "she wrote this"} if "words" in FORMS[name].form.base_fields else {}
    answer = worker.post(address, {**words, **sent, "began_from": "1" if name == "opening" else "0"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    (said,) = answer.context["form"].errors[field]
    assert escape(said) in beside(field, page)
    for value in [
        *words.values(),
        *(one for one in sent.values() if isinstance(one, str) and one not in {"nowhere", "KZ-99"}),
    ]:
        assert value in page
    assert Envelope.objects.count() == before


def test_a_form_sent_after_the_session_has_ended_comes_back_whole_and_is_saved_with_one_more_press(
    worker, case, frozen
):
    from tests.cast import sign_in_anew

    address = f"/en/cases/{case.pk}/risk"
    sent = {"her_words": "he waits at the stop", "flag_stalking": "yes", "worker_says_high": "on", "began_from": "0"}
    frozen.advance(timedelta(minutes=16))
    answer = worker.post(address, sent)
    assert answer.status_code == 403
    assert dict(answer.context["again"]) == sent
    assert open_case(case, worker.actor.intake).current("risk") is None
    sign_in_anew(worker)
    back = worker.door.post(address, {**sent, "again": "1"})
    assert back.status_code == 200
    assert open_case(case, worker.actor.intake).current("risk") is None
    assert back.context["form"]["her_words"].value() == "he waits at the stop"
    assert worker.post(address, sent).status_code == 302


def test_every_page_of_a_form_and_no_other_lets_its_script_send_to_this_door(worker, case):
    form = worker.get(f"/en/cases/{case.pk}/risk")["Content-Security-Policy"]
    assert form.endswith("; connect-src 'self'")
    for address in (f"/en/cases/{case.pk}", "/en/cases", "/en/inbox"):
        assert "connect-src" not in worker.get(address)["Content-Security-Policy"]


def test_somebody_with_other_duties_has_no_cases(administrator, centre, supervisor):
    other = join(administrator, None, "counts", Role.ANALYST)
    assert other.get("/en/cases").status_code == 404
