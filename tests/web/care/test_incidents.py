"""What leaves for statistics: once, with the consent of that day, sealed to the office alone, and nothing of its centre."""

import random
import uuid
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import translation
from tests.cast import Door
from tests.web.care.releasing import DECEMBER, INCIDENT, JANUARY, YES, come, counted_case, save

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import seal_document, wrap_sealed
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.models import Duty, Grant, Keyring
from qorgan.web.care import incidents
from qorgan.web.care.actions import incidents as actions
from qorgan.web.care.actions import referring
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import IncidentRelease
from qorgan.web.care.records import open_case
from qorgan.web.sealed import office, sealing
from qorgan.web.sealed.models import Envelope, Thread, Wrap


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def received(statistician):
    found, refused = office.received(statistician.actor.statistics)
    assert refused == 0
    return [one.record for one in found]


def looked(supervisor):
    return actions.look(by=supervisor.actor)


def test_an_incident_waits_for_the_next_month_and_leaves_as_seven_codes(frozen, supervisor, worker, statistician):
    counted_case(worker)
    assert len(looked(supervisor).release.waiting) == 1
    with pytest.raises(NotPossible, match="Nothing may leave"):
        actions.release(by=supervisor.actor)
    frozen.at = DECEMBER
    assert actions.release(by=supervisor.actor) == 1
    assert received(statistician) == [
        {
            "type": "physical-assault",
            "contexts": ["intimate-partner"],
            "region": "KZ-75",
            "month": "2026-10",
            "age_band": "30-49",
            "services": [],
            "sought": ["family-or-friends", "other"],
        }
    ]


def test_a_consent_taken_back_before_the_release_takes_the_incident_back(
    frozen, supervisor, worker, statistician, case
):
    entry = save(worker, case, "consent", **YES)
    save(worker, case, "incident", **INCIDENT)
    counted_case(worker)
    frozen.at = DECEMBER
    save(worker, case, "consent", entry=entry, began_from=1, **YES, withdrawn="2026-12-01")
    assert len(looked(supervisor).release.taken_back) == 1
    assert actions.release(by=supervisor.actor) == 1
    assert len(received(statistician)) == 1


def test_what_she_takes_back_while_the_page_is_open_does_not_leave(
    frozen, supervisor, worker, statistician, monkeypatch
):
    case = counted_case(worker)
    frozen.at = DECEMBER
    plan = actions.incidents.planned

    def meanwhile(*args, **more):
        found = plan(*args, **more)
        consent = next(
            one
            for one in open_case(case, worker.actor.intake).entries("consent")
            if one.data["purpose"] == "statistics"
        )
        if consent.revision == 1:
            save(worker, case, "consent", entry=consent.entry, began_from=1, **YES, withdrawn="2026-12-01")
        return found

    monkeypatch.setattr(actions.incidents, "planned", meanwhile)
    with pytest.raises(NotPossible, match="Nothing may leave"):
        actions.release(by=supervisor.actor)
    assert not Envelope.objects.filter(direction="office").exists()


def test_taking_back_the_consent_to_the_file_takes_the_incident_back_too(frozen, supervisor, worker):
    case = counted_case(worker)
    consent = next(
        one for one in open_case(case, worker.actor.intake).entries("consent") if one.data["purpose"] == "case"
    )
    save(worker, case, "consent", entry=consent.entry, began_from=1, **{**consent.data, "withdrawn": "2026-11-20"})
    frozen.at = DECEMBER
    assert looked(supervisor).leaving == []


def test_no_other_consent_counts_her(frozen, supervisor, worker, case):
    save(worker, case, "incident", **INCIDENT)
    save(worker, case, "consent", purpose="contact", giver="herself", given="2026-11-20")
    frozen.at = DECEMBER
    assert looked(supervisor).waiting == []


def test_a_consent_given_anew_in_this_month_waits_for_the_next(frozen, supervisor, worker, case):
    entry = save(worker, case, "consent", **YES)
    save(worker, case, "incident", **INCIDENT)
    save(worker, case, "consent", entry=entry, began_from=1, **YES, withdrawn="2026-11-20")
    frozen.at = DECEMBER
    save(worker, case, "consent", entry=entry, began_from=2, **YES)
    plan = looked(supervisor)
    assert (len(plan.leaving), len(plan.release.waiting)) == (0, 1)


def test_released_twice_it_counts_once(frozen, supervisor, worker, statistician):
    counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    with pytest.raises(NotPossible, match="have left in this month"):
        actions.release(by=supervisor.actor)
    frozen.at = JANUARY
    with pytest.raises(NotPossible, match="Nothing may leave"):
        actions.release(by=supervisor.actor)
    assert len(received(statistician)) == 1


def test_an_incident_that_was_classified_anew_is_not_counted_again(frozen, supervisor, worker, statistician, case):
    save(worker, case, "consent", **YES)
    entry = save(worker, case, "incident", **INCIDENT)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    save(worker, case, "incident", entry=entry, began_from=1, **{**INCIDENT, "q_sexual_contact": "yes"})
    frozen.at = JANUARY
    assert looked(supervisor).leaving == []


def test_what_is_not_settled_is_named_and_counts_from_the_day_on_which_it_is(frozen, supervisor, worker, case):
    save(worker, case, "consent", **YES)
    entry = save(worker, case, "incident", happened="2026-10-17", q_physical_assault="yes")
    (open_question,) = looked(supervisor).incomplete
    assert open_question.missing == ("type",)
    frozen.at = DECEMBER
    save(worker, case, "incident", entry=entry, began_from=1, **INCIDENT)
    assert len(looked(supervisor).release.waiting) == 1
    frozen.at = JANUARY
    assert len(looked(supervisor).leaving) == 1


def test_of_a_case_that_was_handed_over_only_the_first_centre_counts_the_incident(
    frozen, supervisor, worker, worker_elsewhere, statistician
):
    case, there = counted_case(worker), worker_elsewhere.actor.centre
    save(worker, case, "consent", purpose="referral", centre=str(there.id), giver="herself", given="2026-11-20")
    keys = [f"incident/{open_case(case, worker.actor.intake).entries('incident')[0].entry}"]
    row = referring.send(by=supervisor.actor, case=case, centre=there, keys=keys, words="", is_transfer=True)
    received_case = referring.accept(by=worker_elsewhere.actor, row=row)
    save(worker_elsewhere, received_case, "consent", **YES)
    save(worker_elsewhere, received_case, "incident", **{**INCIDENT, "happened": "2026-11-02"})
    frozen.at = DECEMBER
    assert actions.release(by=worker_elsewhere.actor) == 1
    assert actions.release(by=supervisor.actor) == 1
    assert sorted(one["month"] for one in received(statistician)) == ["2026-10", "2026-11"]


def test_no_row_of_a_record_says_which_centre_it_came_from_and_all_look_alike(
    frozen, supervisor, worker, worker_elsewhere, statistician
):
    counted_case(worker)
    counted_case(worker_elsewhere, sought=["family", "police", "health"], q_penetration="yes")
    frozen.at = DECEMBER
    for who in (supervisor, worker_elsewhere):
        actions.release(by=who.actor)
    rows = Envelope.objects.filter(direction="office").select_related("thread")
    alike = {
        (one.kind, one.sequence, one.day, one.thread.day, one.thread.last_sequence, len(one.ciphertext)) for one in rows
    }
    assert len(rows) == 2
    assert len(alike) == 1
    office_key = Keyring.objects.get(duty=Duty.STATISTICS)
    for wrap in Wrap.objects.filter(envelope__direction="office"):
        assert (wrap.from_keyring, wrap.from_survivor, wrap.to_keyring.keyring) == (None, None, office_key)


def test_what_has_left_lies_sealed_and_names_no_incident_in_the_clear(frozen, supervisor, worker, statistician):
    case = counted_case(worker)
    entry = open_case(case, worker.actor.intake).entries("incident")[0].entry
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    row = IncidentRelease.objects.get()
    assert incidents.has_left(row.centre, supervisor.actor.intake) == {entry}
    (sealed,) = row.thread.envelopes.all()
    assert entry.encode() not in bytes(sealed.ciphertext)
    with pytest.raises(SealError):
        sealing.open_for_centre(sealed, statistician.actor.statistics)


def test_the_order_within_a_release_is_drawn_by_lot(frozen, supervisor, worker, statistician, monkeypatch):
    for number in range(6):
        counted_case(worker, happened=f"2026-0{number + 1}-10")
    frozen.at = DECEMBER
    monkeypatch.setattr(actions, "_CHANCE", random.Random(5))  # noqa: S311 - seen to be asked
    actions.release(by=supervisor.actor)
    rows = Envelope.objects.filter(direction="office").order_by("wraps__id")
    months = [office._opened(row, statistician.actor.statistics)["month"] for row in rows]
    assert months != sorted(months)


def test_one_copy_of_the_database_tells_no_centre_by_the_order_of_its_records(
    frozen, supervisor, worker, worker_elsewhere, statistician, monkeypatch
):
    for _ in range(5):
        counted_case(worker)
        counted_case(worker_elsewhere, place_region="KZ-61")
    frozen.at = DECEMBER
    monkeypatch.setattr(actions, "_CHANCE", random.Random(5))  # noqa: S311 - seen to be asked
    for who in (supervisor, worker_elsewhere):
        actions.release(by=who.actor)
    assert len(received(statistician)) == 10
    rows = Envelope.objects.filter(direction="office")
    orders = [rows.order_by("wraps__id")]
    if connection.vendor == "sqlite":
        for table, number in (("sealed_thread", "thread_id"), ("sealed_envelope", "id")):
            sql = f"SELECT e.* FROM sealed_envelope e JOIN {table} t ON t.id = e.{number} WHERE e.direction = 'office' "  # noqa: S608
            orders.append(Envelope.objects.raw(sql + "ORDER BY t.rowid"))
    for order in orders:
        regions = [office._opened(row, statistician.actor.statistics)["region"] for row in order]
        assert sum(one != other for one, other in pairwise(regions)) > 1


def test_a_list_of_what_has_left_that_somebody_altered_lets_nothing_leave(frozen, supervisor, worker, statistician):
    counted_case(worker)
    come(frozen, DECEMBER, supervisor)
    actions.release(by=supervisor.actor)
    Envelope.objects.filter(kind="left").update(ciphertext=b"x" * 4096)
    come(frozen, JANUARY, supervisor)
    with pytest.raises(SealError):
        actions.release(by=supervisor.actor)
    page = supervisor.get("/en/incidents")
    assert page.status_code == 409
    assert "somebody has altered it" in page.content.decode()


def test_a_record_that_somebody_with_the_database_alone_sealed_to_the_office_is_not_counted(
    frozen, supervisor, worker, statistician
):
    counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    (record,) = received(statistician)
    thread = Thread.objects.create(day=date(2026, 12, 1), last_sequence=1)
    row = Envelope(id=uuid.uuid4(), thread=thread, sequence=1, kind="incident", direction="office", day=thread.day)
    sealed = seal_document({"record": record, "signature": "00" * 64}, sealing.binding_of(row))
    row.ciphertext = sealed.ciphertext
    row.save(force_insert=True)
    reader = keyrings.sealing_key(None, Duty.STATISTICS)
    Wrap.objects.create(envelope=row, to_keyring=reader.row, box=wrap_sealed(sealed.payload, reader.public))
    found, refused = office.received(statistician.actor.statistics)
    assert (len(found), refused) == (1, 1)


def test_a_record_that_was_moved_to_another_month_is_not_counted(frozen, supervisor, worker, statistician):
    counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    Envelope.objects.filter(direction="office").update(day=date(2027, 1, 1))
    assert office.received(statistician.actor.statistics) == ([], 1)


def test_with_all_keys_of_the_office_and_the_database_no_case_opens_and_with_those_of_a_centre_no_record(
    frozen, supervisor, worker, statistician
):
    case = counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    held = [key for duty in Duty for key in statistician.actor.held(duty)]
    assert held
    for row in Envelope.objects.filter(thread=case.pk).prefetch_related("wraps__from_keyring__keyring"):
        with pytest.raises(SealError):
            sealing.payload_for_centre(row, held)
        for wrap in row.wraps.all():
            wrap.to_keyring_id = wrap.from_keyring_id = held[0].row.id  # as if she could write to her copy as well
            row._prefetched_objects_cache = {"wraps": [wrap]}
            with pytest.raises(SealError):
                sealing.payload_for_centre(row, held)
    for member in (supervisor, worker):
        keys = [key for duty in Duty for key in member.actor.held(duty)]
        assert office.received(keys) == ([], 1)


def test_one_release_is_one_row_of_the_audit_and_says_how_many(frozen, administrator, supervisor, worker, statistician):
    from qorgan.web.audit.chain import read
    from qorgan.web.audit.models import AuditEntry

    counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    pair = administrator.actor.audit[0].secret.key_pair
    told = [read(row, pair) for row in AuditEntry.objects.filter(chain=supervisor.actor.chain)]
    found = [one["detail"] for one in told if one["what"] == "incidents.released"]
    assert found == [{"count": 1, "month": "2026-12"}]


def test_without_an_office_nothing_leaves_and_the_page_says_so(frozen, supervisor, worker):
    counted_case(worker)
    come(frozen, DECEMBER, supervisor)
    with pytest.raises(NotPossible, match="no statistics office"):
        actions.release(by=supervisor.actor)
    assert "There is no statistics office yet" in supervisor.get("/en/incidents").content.decode()


def test_a_worker_who_does_not_lead_lets_nothing_leave(frozen, worker, statistician):
    counted_case(worker)
    frozen.at = DECEMBER
    with pytest.raises(NotPossible, match="supervisor"):
        actions.release(by=worker.actor)


def test_the_page_shows_exactly_what_would_leave_and_a_press_lets_it_leave(frozen, supervisor, worker, statistician):
    counted_case(worker, called="Aigerim")
    come(frozen, DECEMBER, supervisor)
    page = supervisor.get("/en/incidents")
    (shown,) = page.context["leaving"]
    assert "2026-10" in str(shown["pairs"])
    assert "17" not in str(shown["pairs"])
    assert "қанат" not in page.content.decode()
    assert supervisor.post("/en/incidents").status_code == 302
    assert "Done for this month" in supervisor.get("/en/incidents").content.decode()
    assert supervisor.post("/en/incidents").status_code == 422
    assert len(received(statistician)) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_reads_in_three_languages(frozen, supervisor, worker, statistician, language):
    counted_case(worker)
    come(frozen, DECEMBER, supervisor)
    assert supervisor.get(f"/{language}/incidents").status_code == 200


def test_the_case_says_which_of_its_incidents_have_left(frozen, supervisor, worker, statistician):
    case = counted_case(worker)
    come(frozen, DECEMBER, worker)
    actions.release(by=supervisor.actor)
    page = worker.get(f"/en/cases/{case.pk}/statistics")
    assert (len(page.context["has_left"]), page.context["incidents"]) == (1, [])


def test_what_was_sealed_before_the_keys_were_renewed_opens_with_the_new_ones(frozen, supervisor, worker, statistician):
    from qorgan.web.accounts.actions import renewing

    counted_case(worker)
    frozen.at = DECEMBER
    actions.release(by=supervisor.actor)
    renewing.renew(by=statistician.actor, duty=Duty.STATISTICS)
    assert len(received(statistician)) == 1


SAID = {
    "en": ("you cannot", "cannot take it back"),
    "ru": ("После уже нельзя", "отозвать их уже нельзя"),
    "kk": ("Кейін болмайды", "қайтарып алуға болмайтынын"),
}


@pytest.mark.parametrize("language", list(SAID))
def test_wherever_she_consents_it_is_said_that_what_has_left_cannot_be_taken_back(worker, case, language):
    to_her, to_workers = SAID[language]
    assert to_her in Door("public").get(f"/{language}/tell/survivor").content.decode()
    for place in ("paper/consent", f"cases/{case.pk}/consent/{uuid.uuid4()}"):
        assert to_workers in worker.get(f"/{language}/{place}").content.decode()


def test_a_supervisor_who_waits_for_her_keys_sees_why_nothing_is_shown(frozen, supervisor, worker, statistician):
    counted_case(worker)
    Grant.objects.filter(member=supervisor.actor.member).delete()
    page = supervisor.get("/en/incidents")
    assert page.status_code == 200
    assert "You do not hold your centre" in page.content.decode()
    assert "Nothing would leave" not in page.content.decode()
