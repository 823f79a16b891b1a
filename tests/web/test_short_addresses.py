"""Printed addresses: they lead to help, and are counted without a row for each opening."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.cast import Door

from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear.actions import openings
from qorgan.web.hear.models import ShortAddress, ShortAddressDay
from qorgan.web.shell import clock


@pytest.fixture
def address(db, frozen):
    openings._COUNTS.clear()
    yield ShortAddress.objects.create(code="walnut", language="ru")
    openings._COUNTS.clear()


def counted():
    """Return what stands in the database."""
    return list(ShortAddressDay.objects.order_by("day").values_list("day", "count"))


def test_an_opening_leads_to_help_and_writes_nothing(address, django_assert_num_queries):
    door = Door("public")
    with django_assert_num_queries(1):  # is there such an address
        response = door.get("/g/walnut")
    assert (response.status_code, response.headers["Location"]) == (302, "/ru/help")
    assert counted() == []
    assert not AuditEntry.objects.exists()


def test_openings_are_written_down_together_by_day(address, frozen):
    door, today = Door("public"), clock.today()
    for _ in range(3):
        door.get("/g/walnut")
    frozen.advance(timedelta(days=1))
    door.get("/g/walnut")
    openings.write_openings()
    openings.write_openings()
    assert counted() == [(today, 3), (today + timedelta(days=1), 1)]
    door.get("/g/walnut")
    openings.write_openings()
    assert counted() == [(today, 3), (today + timedelta(days=1), 2)]
    assert not AuditEntry.objects.exists()


def test_an_address_that_nobody_made_is_not_counted(address):
    assert Door("public").get("/g/other").status_code == 404
    openings.write_openings()
    assert counted() == []


def test_openings_stay_counted_while_the_database_is_away(address, monkeypatch):
    def away(_counts):
        raise OperationalError

    Door("public").get("/g/walnut")
    with monkeypatch.context() as broken:
        broken.setattr(openings, "_add", away)
        with pytest.raises(OperationalError):
            openings.write_openings()
    openings.write_openings()
    assert [count for _day, count in counted()] == [1]
