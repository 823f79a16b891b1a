"""The statistics office: opens in memory what left, makes tables once for each month, and never shows an incident alone."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests.cast import join
from tests.web.care.releasing import DECEMBER, JANUARY, come, counted_case

from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import members
from qorgan.web.accounts.models import Duty, Keyring, Role
from qorgan.web.audit.chain import read
from qorgan.web.audit.models import AuditEntry
from qorgan.web.care.actions import incidents
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import IncidentTables
from qorgan.web.care.office import actions
from qorgan.web.sealed import office
from qorgan.web.sealed.models import Wrap

MARCH = datetime(2027, 3, 2, 7, 0, tzinfo=UTC)
RECORD = {
    "type": "physical-assault",
    "contexts": ["intimate-partner"],
    "region": "KZ-75",
    "month": "2026-10",
    "age_band": "30-49",
    "services": ["legal"],
    "sought": ["police"],
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def sealed(month, n, **more):
    """Put records with the office as a centre's release does."""
    office.seal_records(
        [{**RECORD, **more}] * n, keyrings.sealing_key(None, Duty.STATISTICS), month=month.date().replace(day=1)
    )


@pytest.fixture
def full(frozen, statistician):
    """Thirty incidents of one region, three of them of another type, nine of another and three of a third left in December."""
    sealed(DECEMBER, 27)
    sealed(DECEMBER, 3, type="psychological")
    sealed(DECEMBER, 9, region="KZ-61", type="psychological")
    sealed(DECEMBER, 3, region="KZ-71", type="rape")
    come(frozen, JANUARY, statistician)
    return statistician


def test_what_a_centre_let_leave_arrives_and_is_counted(frozen, supervisor, worker, statistician):
    for number in range(20):
        counted_case(worker, called=f"Case {number}")
    frozen.at = DECEMBER
    incidents.release(by=supervisor.actor)
    frozen.at = JANUARY
    (choice,) = actions.look(by=statistician.actor).choices
    assert choice.n_records == 20
    assert choice.tables.tables[0].totals == (0, 0, 20, 0, 0, 0)


def test_a_month_that_is_not_over_is_not_offered(frozen, statistician):
    frozen.at = DECEMBER
    sealed(DECEMBER, 30)
    opened = actions.look(by=statistician.actor)
    assert (opened.n_records, list(opened.choices)) == (30, [])


def test_a_month_is_in_tables_once_and_the_next_begin_after_it(frozen, full):
    made = actions.make(by=full.actor, last=DECEMBER.date())
    with pytest.raises(NotPossible, match="made already"):
        actions.make(by=full.actor, last=DECEMBER.date())
    sealed(JANUARY, 25)
    frozen.at = MARCH
    choices = actions.look(by=full.actor).choices
    assert [(one.first.month, one.last.month, one.n_records) for one in choices] == [(1, 1, 25), (1, 2, 25)]
    assert made.last_month < choices[0].first


@pytest.mark.django_db(transaction=True)
def test_a_month_that_was_in_tables_is_in_no_others_though_somebody_takes_the_row_away(
    frozen, full, tmp_path, settings
):
    """Nor where a backup from before is put back: the difference of two that overlap is a count as well."""
    settings.DATA_DIR = tmp_path
    actions.make(by=full.actor, last=DECEMBER.date())
    IncidentTables.objects.all().delete()
    opened = actions.look(by=full.actor)
    assert (opened.n_records, list(opened.choices)) == (0, [])
    sealed(JANUARY, 25)
    come(frozen, MARCH, full)
    assert [(one.first.month, one.n_records) for one in actions.look(by=full.actor).choices] == [(1, 25), (1, 25)]


def test_fewer_than_twenty_make_no_tables(frozen, statistician):
    sealed(DECEMBER, 19)
    come(frozen, JANUARY, statistician)
    with pytest.raises(NotPossible, match="fewer than 20"):
        actions.make(by=statistician.actor, last=DECEMBER.date())
    page = statistician.get("/en/office").content.decode()
    assert "December 2026: 19" in page
    assert "Make these tables" not in page


def test_no_small_count_is_kept_shown_or_given_away(full):
    made = actions.make(by=full.actor, last=DECEMBER.date())
    page = full.get("/en/office/tables?first=2026-12").content.decode()
    text = full.get("/en/office/tables.csv?first=2026-12").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [one for one in rows if one["count"] and 0 < int(one["count"]) < 5] == []
    assert ">3<" not in page
    assert all(count not in range(1, 5) for table in made.tables["tables"] for count in table["totals"])
    assert "KZ-71+KZ-75,rape+physical-assault" in text
    assert {one["is_withheld"] for one in rows} == {"True", "False"}


@pytest.mark.parametrize("change", ["count", "formula", "month"])
def test_tables_that_somebody_changed_in_the_database_are_not_given_away(full, change):
    made = actions.make(by=full.actor, last=DECEMBER.date())
    if change == "count":
        made.tables["n_records"] = 4200
    elif change == "formula":
        made.tables["tables"][0]["by"] = "=HYPERLINK(0)"
    else:
        made.first_month = DECEMBER.date().replace(month=11)
    made.save()
    for place in ("tables", "tables.csv"):
        assert full.get(f"/en/office/{place}?first={made.first_month:%Y-%m}")["Location"] == "/en/office"


def test_the_table_has_no_row_for_an_incident(full):
    actions.make(by=full.actor, last=DECEMBER.date())
    rows = list(csv.DictReader(io.StringIO(full.get("/en/office/tables.csv?first=2026-12").content.decode())))
    assert {one["table"] for one in rows} == {"all", "region", "age_band", "month", "contexts", "services", "sought"}
    assert len({(one["table"], one["row"], one["column"]) for one in rows}) == len(rows)


def test_choosing_months_makes_the_tables_and_choosing_none_says_so_beside_the_field(full):
    assert full.post("/en/office", {}).status_code == 422
    assert "Choose for which months." in full.post("/en/office", {"last": ""}).content.decode()
    assert full.post("/en/office", {"last": "2027-01"}).status_code == 422
    assert not IncidentTables.objects.exists()
    answer = full.post("/en/office", {"last": "2026-12"})
    assert answer["Location"] == "/en/office/tables?first=2026-12"
    assert full.get(answer["Location"]).status_code == 200


def test_each_opening_is_a_row_of_the_audit_with_its_count(full, administrator):
    full.get("/en/office")
    pair = administrator.actor.audit[0].secret.key_pair
    told = [read(row, pair) for row in AuditEntry.objects.filter(chain="country")]
    assert [one["detail"] for one in told if one["what"] == "records.opened"] == [{"count": 42, "refused": 0}]


def test_a_member_of_the_office_who_waits_for_the_keys_opens_nothing(full, administrator):
    second = join(administrator, None, "two", Role.STATISTICIAN)
    page = second.get("/en/office")
    assert page.status_code == 200
    assert "A colleague who holds them hands them on" in page.content.decode()
    assert "<dd>42</dd>" not in page.content.decode()


def test_keys_are_handed_on_by_a_colleague_and_renewed_at_her_first_step_when_one_leaves(full, administrator):
    second = join(administrator, None, "two", Role.STATISTICIAN)
    assert full.post("/en/office/keys", {"member": str(second.actor.member.id)}).status_code == 302
    members.end(by=administrator.actor, member=full.actor.member)
    ring = Keyring.objects.get(duty=Duty.STATISTICS)
    assert ring.is_due
    assert "<dd>42</dd>" in second.get("/en/office").content.decode()
    ring.refresh_from_db()
    assert not ring.is_due


def test_she_renews_the_keys_herself(full):
    assert full.post("/en/office/keys", {"do": "renew"}).status_code == 302
    assert Keyring.objects.get(duty=Duty.STATISTICS).key.count() == 2
    assert "<dd>42</dd>" in full.get("/en/office").content.decode()


def test_after_a_theft_what_lies_with_the_office_is_sealed_anew_and_opens_with_the_new_keys_alone(frozen, full):
    old = full.actor.statistics[0]
    full.post("/en/office/keys", {"do": "renew"})
    come(frozen, JANUARY + timedelta(days=1), full)
    early = full.post("/en/office/keys", {"do": "give-up"})
    assert early.status_code == 422
    assert "Not everything is sealed anew yet" in early.content.decode()
    full.post("/en/office/keys", {"do": "reseal", "after": "0"})
    assert full.post("/en/office/keys", {"do": "give-up"}).status_code == 302
    assert "<dd>42</dd>" in full.get("/en/office").content.decode()
    assert office.received([old]) == ([], 42)
    assert not Wrap.objects.filter(envelope__direction="office").exclude(from_keyring=None).exists()


def test_records_that_are_not_believed_are_told_and_not_counted(frozen, full):
    sealed(DECEMBER, 1, type="something-else")
    page = full.get("/en/office").content.decode()
    assert "could not be believed" in page
    assert actions.look(by=full.actor).refused == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_read_in_three_languages(full, language):
    actions.make(by=full.actor, last=DECEMBER.date())
    for place in ("office", "office/tables?first=2026-12", "office/keys"):
        assert full.get(f"/{language}/{place}").status_code == 200


@pytest.mark.parametrize("first", ["", "2026-11", "2026-13", "x", "2026-12-01"])
def test_tables_that_were_not_made_lead_back(full, first):
    for place in ("tables", "tables.csv"):
        assert full.get(f"/en/office/{place}?first={first}")["Location"] == "/en/office"
