"""Tasks and appointments: written in a case, found on the day, in the week, and among what was missed."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qorgan.care import retention
from qorgan.care.law import Law
from qorgan.kernel.facts import Fact
from qorgan.web.accounts.models import Notice
from qorgan.web.care.actions import writing
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.care.staff import calendar
from qorgan.web.care.summary import summary_of
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.shell import clock


def _save(worker, case, form, **data):
    entry = str(uuid.uuid4()) if FORMS[form].many else "only"
    writing.save_form(by=worker.actor, case=case, form=FORMS[form], entry=entry, began_from=0, data=data)
    return entry


def _day(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def _words(page, part):
    return [str(one["words"]) for one in page.context[part]]


def test_a_task_stands_on_its_day_with_the_hour_and_not_on_another(worker, case):
    _save(worker, case, "task", what="court", day=_day(1), time="09:30", words="hall 4")
    page = worker.get(f"/en/calendar?span=day&day={_day(1)}")
    (listed,) = page.context["days"]
    assert [(one["item"].hour, str(one["words"]), one["called"]) for one in listed["listed"]] == [
        ("09:30", "Court", "Aigerim")
    ]
    assert worker.get(f"/en/calendar?span=day&day={_day(2)}").context["days"][0]["listed"] == []


def test_a_week_begins_on_monday_and_shows_follow_ups_reviews_and_what_was_agreed(worker, case):
    monday = clock.today() - timedelta(days=clock.today().weekday())
    _save(worker, case, "follow-up", planned=monday.isoformat())
    _save(worker, case, "action", service="health", until=(monday + timedelta(days=6)).isoformat())
    _save(worker, case, "action", service="law", until=(monday + timedelta(days=7)).isoformat())
    days = worker.get("/en/calendar").context["days"]
    assert [one["day"] for one in days] == [monday + timedelta(days=n) for n in range(7)]
    assert [str(it["words"]) for one in days for it in one["listed"]] == ["Follow-up", "Medical help"]


def test_what_was_not_done_on_its_day_is_missed_until_it_is_done(worker, case):
    entry = _save(worker, case, "task", what="doctor", day=_day(-1))
    _save(worker, case, "follow-up", planned=_day(-2))
    assert _words(worker.get("/en/today"), "missed") == ["Follow-up", "Doctor"]
    done = {"what": "doctor", "day": _day(-1), "result": "done"}
    writing.save_form(by=worker.actor, case=case, form=FORMS["task"], entry=entry, began_from=1, data=done)
    assert _words(worker.get("/en/today"), "missed") == ["Follow-up"]


def test_a_task_given_to_a_colleague_stands_in_hers_and_not_in_mine(worker, supervisor, case):
    _save(worker, case, "task", what="visit", day=_day(0), whom=str(supervisor.actor.member.id))
    assert _words(worker.get("/en/today"), "today") == []
    assert _words(supervisor.get("/en/today"), "today") == ["A visit"]
    assert _words(worker.get("/en/today?whose=centre"), "today") == ["A visit"]


@pytest.mark.parametrize("left", [14, 7, 3, 1])
def test_the_end_of_an_order_is_warned_of_fourteen_seven_three_and_one_days_before(worker, case, left):
    _save(worker, case, "order", kind="protection", first_day=_day(-20), last_day=_day(left))
    page = worker.get("/en/today")
    assert [one["left"] for one in page.context["ending"]] == [left]
    assert [one["item"].days_left for one in page.context["today"]] == [left]
    assert page.context["missed"] == []


def test_an_order_that_ends_later_or_has_ended_is_not_warned_of_today(worker, case):
    for last in (15, -1):
        _save(worker, case, "order", kind="protection", first_day=_day(-20), last_day=_day(last))
    assert worker.get("/en/today").context["ending"] == []


def test_closed_cases_and_other_centres_have_nothing_in_it(worker, worker_elsewhere, case):
    _save(worker, case, "task", what="call", day=_day(0))
    assert _words(worker_elsewhere.get("/en/today?whose=centre"), "today") == []
    Case.objects.update(state="closed", closed_day=clock.today())
    assert _words(worker.get("/en/today?whose=centre"), "today") == []


@pytest.mark.parametrize(
    "asked", ["span=year", "whose=hers", "day=2026-02-30", "day=9999-12-31", "day=", "span=week&day=x"]
)
def test_an_address_that_asks_for_no_day_is_a_page_that_does_not_exist(worker, asked):
    assert worker.get(f"/en/calendar?{asked}").status_code == 404


@pytest.mark.parametrize("time", ["25:00", "9", "noon", "12:60"])
def test_a_time_that_is_none_is_refused_beside_the_field_and_nothing_is_lost(worker, case, time):
    sent = {"what": "call", "day": _day(0), "time": time, "words": "about the papers"}
    page = worker.post(f"/en/cases/{case.pk}/task/{uuid.uuid4()}", {**sent, "began_from": "0"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["time"]
    assert "about the papers" in page.content.decode()


def test_the_row_of_a_case_keeps_codes_and_no_sentence(worker, case):
    _save(worker, case, "task", what="other", day=_day(0), words="a sentence of mine")
    said = summary_of(open_case(case, worker.actor.intake), today=clock.today())
    assert said["agenda"] == [[_day(0), "task", "other", "", ""]]


def test_closed_files_are_warned_of_before_their_time_ends_only_by_a_checked_law(worker, case, monkeypatch):
    Case.objects.update(state="closed", opened_day=date(2024, 1, 1), closed_day=clock.today() - timedelta(days=350))
    assert worker.get("/en/today").context["files"] == []
    checked = {"checked_by": "a lawyer", "checked_on": date(2026, 11, 1), "shown_until": date(2027, 11, 1)}
    fact = Fact(
        value=365,
        source="https://example.org/law",
        source_date_text="2026-01-01",
        retrieved=date(2026, 11, 1),
        confidence="A",
        **checked,
    )
    found = replace(Law(), retention=(retention.Period(retention.Record.CASE, fact),))
    monkeypatch.setattr(calendar, "law", lambda: found)
    (file,) = worker.get("/en/today").context["files"]
    assert (file["day"], file["is_due"]) == (clock.today() + timedelta(days=15), False)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_today_and_calendar_read_in_three_languages_and_name_nobody_in_title_or_address(worker, case, language):
    _save(worker, case, "task", what="lawyer", day=_day(0), time="10:00")
    _save(worker, case, "order", kind="protection", first_day=_day(-20), last_day=_day(1))
    for address in ("today", "calendar", "calendar?span=day&whose=centre"):
        page = worker.get(f"/{language}/{address}").content.decode()
        assert "Aigerim" in page
        assert "Aigerim" not in page.partition("<title>")[2].partition("</title>")[0]


def _order(worker, case, days):
    told = {"kind": "protection", "first_day": _day(-1), "last_day": _day(days)}
    return _save(worker, case, "order", **told)


@pytest.mark.parametrize(("days", "place"), [(0, "today"), (3, "today"), (14, "today"), (15, "inbox"), (-1, "inbox")])
def test_who_signs_in_is_led_to_today_where_an_order_of_hers_ends_within_the_days_of_the_warning(
    worker, supervisor, case, days, place
):
    _order(worker, case, days)
    assert worker.get("/en/").headers["Location"].endswith(f"/{place}")
    assert supervisor.get("/en/").headers["Location"].endswith("/inbox")


def test_the_clockwork_makes_no_notice_of_an_order_for_its_days_are_sealed(worker, case, monkeypatch):
    monkeypatch.setattr(clockwork, "sweep", lambda: None)  # a test is one transaction
    _order(worker, case, 3)
    clockwork.tick(can_send=True)
    assert not Notice.objects.filter(member=worker.actor.member).exists()
