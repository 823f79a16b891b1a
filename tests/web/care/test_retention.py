"""Closed cases are kept as long as a checked law says, warned of before, and destroyed after: nothing of them opens again."""

import threading
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from qorgan.care.law import Law
from qorgan.care.retention import Period, Record
from qorgan.kernel.facts import Fact
from qorgan.web import server
from qorgan.web.care.actions import retention
from qorgan.web.care.actions.closing import reopen
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_records
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.sealed import deletions, shredding
from qorgan.web.sealed.models import Envelope, Summary, Thread, Wrap
from qorgan.web.shell import clock, ground, tombstones

DAYS = 365


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def _put(monkeypatch, *, is_checked=True):
    checked = {"checked_by": "a lawyer", "checked_on": date(2026, 11, 1), "shown_until": date(2027, 11, 1)}
    days = Fact(
        value=DAYS,
        source="https://example.org/law",
        source_date_text="2026-01-01",
        retrieved=date(2026, 11, 1),
        confidence="A",
        **(checked if is_checked else {}),
    )
    found = replace(Law(), retention=(Period(Record.CASE, days),))
    monkeypatch.setattr(retention, "law", lambda: found)


def _close(case, days_ago):
    day = clock.today() - timedelta(days=days_ago)
    Case.objects.filter(pk=case.pk).update(state="closed", opened_day=day, closed_day=day)


def _destroy():
    return retention.destroy_due(today=clock.today())


def test_a_case_whose_time_is_over_is_destroyed_and_nothing_of_it_opens_again(worker, case, monkeypatch):
    _put(monkeypatch)
    _close(case, DAYS + 1)
    assert _destroy() == 1
    assert not Thread.objects.filter(pk=case.pk).exists()
    assert not Envelope.objects.filter(thread=case.pk).exists()
    assert not Wrap.objects.filter(envelope__thread=case.pk).exists()
    assert not Summary.objects.filter(thread=case.pk).exists()
    assert open_records(case.pk, worker.actor.intake).all == []
    assert worker.get(f"/en/cases/{case.pk}").status_code == 404


@pytest.mark.parametrize("days_ago", [0, DAYS - 29, DAYS])
def test_until_its_last_day_it_is_kept(case, monkeypatch, days_ago):
    _put(monkeypatch)
    _close(case, days_ago)
    assert (_destroy(), Case.objects.count()) == (0, 1)


def test_an_open_case_has_no_timer(case, monkeypatch):
    _put(monkeypatch)
    Case.objects.update(opened_day=date(2000, 1, 1))
    assert (_destroy(), Case.objects.count()) == (0, 1)


def test_without_a_law_that_somebody_checked_nothing_is_destroyed(case, monkeypatch):
    _put(monkeypatch, is_checked=False)
    _close(case, 9000)
    assert (_destroy(), Case.objects.count()) == (0, 1)


def test_a_clock_that_runs_years_ahead_destroys_nothing(case, monkeypatch):
    _put(monkeypatch)
    _close(case, 1)
    assert retention.destroy_due(today=date(2060, 1, 1)) == 0
    assert Case.objects.count() == 1


def test_while_lines_of_the_tombstones_are_missing_nothing_is_destroyed(case, monkeypatch, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    tombstones.note("hidden", uuid.UUID(int=1), day=clock.today())
    whole = tombstones.path().read_text()
    tombstones.path().write_text("")
    _put(monkeypatch)
    _close(case, DAYS + 1)
    assert (_destroy(), Case.objects.count(), tombstones.path().read_text()) == (0, 1, "")
    tombstones.path().write_text(whole)
    assert _destroy() == 1


def test_a_case_that_was_opened_again_at_the_last_moment_is_kept(supervisor, case, monkeypatch):
    _put(monkeypatch)
    _close(case, DAYS + 1)
    is_due = retention._is_due

    def reopened_meanwhile(closed, today, record):
        found = is_due(closed, today, record)
        if Case.objects.get().state == "closed":
            reopen(by=supervisor.actor, case=case, reason="she called")
        return found

    monkeypatch.setattr(retention, "_is_due", reopened_meanwhile)
    assert (_destroy(), Case.objects.get().state) == (0, "open")


@pytest.mark.django_db(transaction=True)
def test_what_was_destroyed_is_destroyed_again_where_an_older_copy_comes_back(case, monkeypatch):
    _put(monkeypatch)
    _close(case, DAYS + 1)
    number, day = case.pk, case.thread.day
    assert _destroy() == 1
    Thread.objects.create(pk=number, day=day, last_sequence=0)
    assert [one.pk for one in deletions.destroyed_but_there()] == [number]
    assert shredding.replay(today=clock.today()) == 1
    assert not Thread.objects.filter(pk=number).exists()


def test_destroying_is_a_row_in_the_audit_of_the_centre(case, monkeypatch):
    _put(monkeypatch)
    _close(case, DAYS + 1)
    said = []
    monkeypatch.setattr(retention.journal, "record", said.append)
    _destroy()
    assert [(one.chain, one.what, one.about) for one in said] == [
        (str(case.centre_id), "case.destroyed-when-due", str(case.pk))
    ]


@pytest.mark.django_db  # a turn ends by looking at the connection, and an earlier test may have left one
def test_the_staff_door_looks_for_it_at_every_turn_of_its_clockwork(monkeypatch):
    asked, stopping = [], threading.Event()
    monkeypatch.setattr(clockwork, "tick", lambda *, can_send: None)
    monkeypatch.setattr(ground, "note_time", lambda: None)
    monkeypatch.setattr(retention, "destroy_due", lambda *, today: asked.append(today))
    monkeypatch.setattr(stopping, "wait", lambda _seconds: stopping.set())
    server._tick(stopping)
    assert asked == [clock.today()]
