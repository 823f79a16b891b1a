"""The month of a centre: counts for its own eyes, and a report in which nothing small can be read."""

import csv
import io
import uuid
from datetime import date

import pytest

from qorgan.care.indicators.summaries import Period
from qorgan.web.care.actions import writing
from qorgan.web.care.actions.closing import reopen
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.actions.counting import make_report
from qorgan.web.care.counting import counted, summary_of
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.care.staff.numbers import CODES

MONTH = "2026-10"
GIVEN = {"purpose": "case", "giver": "herself", "given": "2026-10-05"}


def _open_cases(worker, count, **opening):
    found = []
    for number in range(count):
        opening = {"called": f"called-{number}", "came_day": "2026-10-04", **opening}
        found.append(writing.begin_case(by=worker.actor, opening=opening, consents=[GIVEN]))
    Case.objects.filter(pk__in=[one.pk for one in found]).update(opened_day=date(2026, 10, 5))
    return Case.objects.filter(pk__in=[one.pk for one in found]).select_related("thread", "centre", "assigned_to")


def _save(worker, case, form, **data):
    entry = str(uuid.uuid4()) if FORMS[form].many else "only"
    writing.save_form(by=worker.actor, case=case, form=FORMS[form], entry=entry, began_from=0, data=data)


def _table(by, month=MONTH):
    by.post(f"/en/report?month={month}")
    answer = by.get(f"/en/report.csv?month={month}")
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}


def test_a_case_is_counted_by_the_days_that_stand_in_it(worker, frozen):
    (case,) = _open_cases(worker, 1)
    _save(worker, case, "follow-up", planned="2026-10-20", outcome="met", contact_day="2026-10-22")
    _save(worker, case, "follow-up", planned="2026-10-21")
    _save(worker, case, "follow-up", planned="2026-10-21", outcome="called-off")
    _save(worker, case, "order", kind="protection", first_day="2026-10-06", last_day="2026-11-05")
    found = summary_of(open_case(case, worker.actor.intake))
    assert (found.asked, found.opened, found.answered) == (date(2026, 10, 4), date(2026, 10, 5), date(2026, 10, 5))
    assert [(one.due, one.done) for one in found.follow_ups] == [
        (date(2026, 10, 20), date(2026, 10, 22)),
        (date(2026, 10, 21), None),
    ]
    assert [one.last_day for one in found.orders] == [date(2026, 11, 5)]


def test_a_case_that_was_opened_again_counts_as_one_who_came_back(worker, supervisor, frozen):
    (case,) = _open_cases(worker, 1)
    Case.objects.update(state="closed", closed_day=date(2026, 10, 20))
    case.refresh_from_db()
    reopen(by=supervisor.actor, case=case, reason="she called")
    (found,) = counted(Case.objects.select_related("thread"), worker.actor.intake, Period.month(2026, 10))
    assert (found.returned, found.closed) == ((date(2026, 11, 20),), None)


def test_the_centre_itself_sees_every_count_and_who_works_on_how_many(worker, supervisor):
    _open_cases(worker, 3)
    page = supervisor.get(f"/en/indicators?month={MONTH}")
    counts = {str(one["title"]): one["count"] for one in page.context["lines"]}
    assert (counts["New cases"], counts["Cases open at the end of the month"]) == (3, 3)
    assert [count for _name, count in page.context["caseload"]] == [3]


def test_what_leaves_the_centre_has_no_count_from_one_to_four(worker, supervisor):
    _open_cases(worker, 3)
    found = _table(supervisor)
    assert set(found) == set(CODES)
    assert (found["new"]["count"], found["new"]["is_withheld"]) == ("", "True")
    assert {row["count"] for row in found.values()} & {"1", "2", "3", "4"} == set()


def test_what_is_large_enough_is_published(worker, supervisor):
    _open_cases(worker, 6)
    found = _table(supervisor)
    assert (found["new"]["count"], found["answered-three-days"]["count"]) == ("6", "6")
    page = supervisor.get(f"/en/report?month={MONTH}")
    assert page.status_code == 200
    assert next(one["count"] for one in page.context["lines"] if str(one["title"]) == "New cases") == 6


def test_the_caseload_by_worker_and_names_stand_in_no_report(worker, supervisor):
    _open_cases(worker, 6)
    supervisor.post(f"/en/report?month={MONTH}")
    for address in ("report", "report.csv"):
        said = supervisor.get(f"/en/{address}?month={MONTH}").content.decode()
        assert "called-0" not in said
        assert "caseload" not in said
        assert "Open cases by worker" not in said


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2026-13", "26-10", "2026-1", "x", "1999-01", "2026-10-01"])
def test_only_a_month_that_is_over_is_reported(supervisor, month):
    assert supervisor.get(f"/en/report?month={month}").status_code == 404
    assert supervisor.get(f"/en/report.csv?month={month}").status_code == 404
    assert supervisor.post(f"/en/report?month={month}").status_code == 404


def test_a_month_is_reported_once_and_stays_as_it_was_reported(worker, supervisor):
    _open_cases(worker, 6)
    before = _table(supervisor)
    _open_cases(worker, 1)
    assert _table(supervisor) == before
    page = supervisor.get(f"/en/indicators?month={MONTH}")
    assert {str(one["title"]): one["count"] for one in page.context["lines"]}["New cases"] == 7


def test_a_report_that_nobody_made_leads_back_to_the_indicators(supervisor):
    for address in ("report", "report.csv"):
        answer = supervisor.get(f"/en/{address}?month={MONTH}")
        assert (answer.status_code, answer["Location"]) == (302, f"/en/indicators?month={MONTH}")


def test_a_worker_makes_no_report(worker):
    assert worker.post(f"/en/report?month={MONTH}").status_code == 404
    with pytest.raises(NotPossible):
        make_report(by=worker.actor, month=Period.month(2026, 10))


def test_another_centre_counts_nothing_of_it(worker, worker_elsewhere):
    _open_cases(worker, 6)
    assert _table(worker_elsewhere)["new"]["count"] == "0"


def test_every_indicator_of_the_rules_stands_on_the_page_but_the_programme(worker):
    from qorgan.care.indicators.monthly import monthly

    known = set(monthly([], [], Period.month(2026, 10)).counts)
    assert known - set(CODES) == {"programmes", "programmes-completed", "programmes-not-completed"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_indicators_and_report_read_in_three_languages(worker, supervisor, language):
    _open_cases(worker, 1)
    supervisor.post(f"/{language}/report?month={MONTH}")
    for address in ("indicators", "report"):
        assert supervisor.get(f"/{language}/{address}?month={MONTH}").status_code == 200
