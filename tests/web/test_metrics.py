"""Numbers for whoever watches: nothing moves during a day, nothing tells of a single centre, member or survivor."""

import re
import uuid
from datetime import timedelta

import pytest
from tests.cast import tell

from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, receipts
from qorgan.web.metrics import as_text, metrics
from qorgan.web.shell import clock, tombstones


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def _numbers() -> dict[str, int]:
    return {one.name.removeprefix("qorgan_"): one.value for one in metrics(clock.today())}


def test_what_happens_today_moves_no_number_until_tomorrow(worker, supervisor, centre, frozen):
    tell(centre)
    frozen.advance(timedelta(days=1))
    yesterday = _numbers()
    assert (yesterday["disclosures_total"], yesterday["disclosures_unread"]) == (1, 1)

    survivor = tell(centre)
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    her_actions.delete_conversation(found=survivor.sent.found)
    for row in type(survivor.disclosure).objects.filter(opened_day=None):
        reading.open_disclosure(by=worker.actor, disclosure=row)
    assert _numbers() == yesterday

    frozen.advance(timedelta(days=1))
    today = _numbers()
    assert (today["disclosures_total"], today["disclosures_unread"]) == (2, 0)
    assert today["audit_rows_total"] > yesterday["audit_rows_total"]


@pytest.mark.django_db(transaction=True)
def test_destroying_a_conversation_takes_nothing_from_the_counter(worker, supervisor, centre, frozen):
    survivor = tell(centre)
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    her_actions.delete_conversation(found=survivor.sent.found)
    frozen.advance(timedelta(days=1))
    before = _numbers()["disclosures_total"]
    receipts.shred_now(by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True)
    assert _numbers()["disclosures_total"] == before == 1


def test_the_age_of_the_newest_backup_is_in_days(db, frozen):
    assert "backup_age_days" not in _numbers()
    tombstones.note("backup", uuid.uuid4(), day=clock.today())
    frozen.advance(timedelta(days=3))
    assert _numbers()["backup_age_days"] == 3


def test_the_text_has_names_and_whole_numbers_only(supervisor, centre, frozen):
    tell(centre)
    frozen.advance(timedelta(days=1))
    lines = as_text(metrics(clock.today())).splitlines()
    told = [line for line in lines if not line.startswith("#")]
    assert len(told) * 3 == len(lines) > 0
    assert all(re.fullmatch(r"qorgan_[a-z_]+ [0-9]+", line) for line in told)
