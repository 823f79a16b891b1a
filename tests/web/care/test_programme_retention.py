"""Files of the programme and of partners are kept as long as a checked law says, warned of before, and destroyed after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.web.care import programmes as make

from qorgan.care.law import Law
from qorgan.care.retention import Period, Record
from qorgan.kernel.facts import Fact
from qorgan.web.care.actions import retention
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.sealed.models import Envelope, Summary, Thread, Wrap
from qorgan.web.shell import clock, tombstones

DAYS = 365


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def put(monkeypatch, *records):
    days = Fact(
        value=DAYS,
        source="https://example.org/law",
        source_date_text="2026-01-01",
        retrieved=date(2026, 11, 1),
        confidence="A",
        checked_by="a lawyer",
        checked_on=date(2026, 11, 1),
        shown_until=date(2028, 11, 1),
    )
    found = replace(Law(), retention=tuple(Period(one, days) for one in records))
    monkeypatch.setattr(retention, "law", lambda: found)


@pytest.fixture
def his(facilitator):
    return make.participant(facilitator)


@pytest.fixture
def hers(partner_worker):
    return make.partner(partner_worker)


def end(row, days_ago, *, typed=None):
    day = clock.today() - timedelta(days=days_ago)
    ProgrammeFile.objects.filter(pk=row.pk).update(state="closed", closed_day=typed or day)
    Envelope.objects.filter(thread=row.pk).update(day=day)


def destroy():
    return retention.destroy_due(today=clock.today())


@pytest.mark.parametrize(("name", "record"), [("his", Record.PROGRAMME), ("hers", Record.PARTNER_CONTACT)])
def test_a_file_whose_time_is_over_is_destroyed_with_a_tombstone(
    request, name, record, monkeypatch, django_capture_on_commit_callbacks
):
    row = request.getfixturevalue(name)
    put(monkeypatch, record)
    end(row, DAYS + 1)
    with django_capture_on_commit_callbacks() as left:
        assert destroy() == 1
    left[0]()
    assert tombstones.read().is_destroyed(row.pk)
    assert not Thread.objects.filter(pk=row.pk).exists()
    for table in (Envelope, Summary):
        assert not table.objects.filter(thread=row.pk).exists()
    assert not Wrap.objects.filter(envelope__thread=row.pk).exists()


@pytest.mark.parametrize("days_ago", [0, DAYS - 29, DAYS])
def test_until_its_last_day_it_is_kept(his, monkeypatch, days_ago):
    put(monkeypatch, Record.PROGRAMME)
    end(his, days_ago)
    assert destroy() == 0


def test_each_kind_follows_its_own_rule(his, hers, monkeypatch):
    put(monkeypatch, Record.CASE, Record.PARTNER_CONTACT)
    end(his, DAYS + 1)
    end(hers, DAYS + 1)
    assert destroy() == 1
    assert ProgrammeFile.objects.get().pk == his.pk


def test_an_open_file_and_a_group_have_no_timer(facilitator, his, monkeypatch):
    put(monkeypatch, *Record)
    make.group(facilitator)
    ProgrammeFile.objects.update(opened_day=date(2000, 1, 1))
    assert (destroy(), ProgrammeFile.objects.count()) == (0, 2)


def test_a_slip_in_the_day_of_the_end_destroys_nothing_before_its_time(his, monkeypatch):
    put(monkeypatch, Record.PROGRAMME)
    end(his, 0, typed=date(2016, 11, 20))
    assert destroy() == 0


def test_who_works_with_it_is_warned_for_thirty_days_on_the_list_and_in_the_file(facilitator, his, monkeypatch):
    put(monkeypatch, Record.PROGRAMME)
    end(his, DAYS - 30)
    assert "then destroyed" not in facilitator.get("/en/programme").text
    end(his, DAYS - 29)
    for address in ("/en/programme", f"/en/programme/{his.pk}"):
        assert "then destroyed" in facilitator.get(address).text


def test_without_a_checked_law_nothing_is_destroyed_or_warned_of(facilitator, his):
    end(his, 100 * DAYS)
    assert destroy() == 0
    assert "then destroyed" not in facilitator.get("/en/programme").text


def test_who_still_needs_it_lets_it_go_on(facilitator, his, monkeypatch):
    put(monkeypatch, Record.PROGRAMME)
    end(his, DAYS)
    make.save(facilitator, his, "ending", {"how": "goes-on"})
    assert (destroy(), ProgrammeFile.objects.get().state) == (0, "open")
