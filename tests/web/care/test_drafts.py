"""What she is writing is kept sealed, for herself, until she saves it or says that she does not want it."""

import uuid

import pytest
from tests.web.care import programmes

from qorgan.web.accounts.actions import members
from qorgan.web.care.actions import writing
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.sealed import drafts
from qorgan.web.sealed import rekeying as keys
from qorgan.web.sealed.models import Draft

KEPT = {"her_words": "he came back at night", "keep": "script"}


@pytest.fixture
def address(case):
    return f"/en/cases/{case.pk}/risk"


def test_saving_the_form_ends_its_draft(worker, case, address):
    worker.post(address, KEPT)
    assert Draft.objects.count() == 1
    worker.post(address, {"her_words": "he came back", "began_from": "0"})
    assert Draft.objects.count() == 0


def test_she_can_forget_it(worker, case, address):
    worker.post(address, KEPT)
    assert worker.post(address, {"discard": "1"}).status_code == 302
    assert "at night" not in worker.get(address).content.decode()


def test_a_form_from_before_this_sign_in_forgets_nothing(worker, address):
    worker.post(address, KEPT)
    assert worker.door.post(address, {"again": "1", "discard": "1"}).status_code == 403
    assert Draft.objects.count() == 1


def test_it_is_hers_alone(worker, supervisor, case, address):
    worker.post(address, KEPT)
    assert "at night" not in supervisor.get(address).content.decode()
    assert "at night" in worker.get(address).content.decode()


def test_a_case_that_is_not_opened_yet_has_a_draft_too_and_opening_it_ends_it(worker):
    kept = {"called": "Madina", "agreed_by": "herself", "hours": "after ten"}
    assert worker.post("/en/cases/new", {**kept, "keep": "1"}).status_code == 302
    assert "after ten" in worker.get("/en/cases/new").content.decode()
    assert "Go on with the new case" in worker.get("/en/cases").content.decode()
    assert worker.post("/en/cases/new", kept).status_code == 302
    assert Draft.objects.count() == 0


def test_faults_do_not_keep_a_draft_from_being_kept(worker, case, address):
    assert worker.post(address, {**KEPT, "asked_day": "no day at all"}).status_code == 204
    assert "no day at all" in worker.get(address).content.decode()


def test_drafts_of_two_forms_lie_beside_each_other(worker, case, address):
    worker.post(address, KEPT)
    worker.post(address.replace("risk", "closure"), {"words": "nearly done", "keep": "1"})
    page = worker.get(f"/en/cases/{case.pk}").content.decode()
    assert "Begun and not saved" in page
    assert Draft.objects.count() == 1
    worker.post(address, {"discard": "1"})
    assert "nearly done" in worker.get(address.replace("risk", "closure")).content.decode()


def test_a_draft_that_was_altered_or_put_elsewhere_is_not_shown(worker, case, address):
    worker.post(address, KEPT)
    row = Draft.objects.get()
    for change in ({"version": row.version + 1}, {"ciphertext": bytes(row.ciphertext)[:-1] + b"x"}):
        Draft.objects.filter(pk=row.pk).update(**change)
        assert "at night" not in worker.get(address).content.decode()
        row.save()
    assert "at night" in worker.get(address).content.decode()


def test_all_short_drafts_look_alike(worker, case, address):
    worker.post(address, KEPT)
    short = len(Draft.objects.get().ciphertext)
    worker.post(address, {**KEPT, "her_words": "word " * 300})
    assert len(Draft.objects.get().ciphertext) == short


def test_drafts_are_sealed_anew_when_keys_are_renewed(worker, supervisor, case, address):
    from qorgan.web.accounts.actions.renewing import renew
    from qorgan.web.accounts.models import Duty

    worker.post(address, KEPT)
    renew(by=supervisor.actor, duty=Duty.INTAKE)
    supervisor.actor.forget_keys()
    keys.reseal_next(by=supervisor.actor, after=0)
    assert Draft.objects.get().key.version == 2
    assert "at night" in worker.get(address).content.decode()


def test_what_is_kept_is_one_row_of_the_audit_however_often(worker, case, address, monkeypatch):
    seen = []
    monkeypatch.setattr(writing, "record", lambda by, what, about, **detail: seen.append(what))
    for _time in range(3):
        worker.post(address, KEPT)
    assert seen == ["draft.begun"]


def test_a_draft_goes_with_its_case(worker, case, address):
    from qorgan.web.sealed.shredding import shred
    from qorgan.web.shell import clock

    worker.post(address, KEPT)
    shred(case.thread, today=clock.today())
    assert Draft.objects.count() == 0
    assert drafts.read(worker.actor.member, case.pk, worker.actor.intake) == {}


def test_what_she_had_begun_goes_when_she_is_ended(worker, supervisor, address):
    """A case that was never opened has no thread with which its draft could go."""
    worker.post(address, KEPT)
    worker.post("/en/cases/new", {"called": "Madina", "keep": "1"})
    assert Draft.objects.count() == 2
    members.end(by=supervisor.actor, member=worker.actor.member)
    assert not Draft.objects.exists()


def test_nothing_is_kept_in_a_case_whose_consent_she_took_back(worker, case, address):
    entry = open_case(case, worker.actor.intake).entries("consent")[0].entry
    told = {"purpose": "case", "giver": "herself", "given": "2026-11-20", "withdrawn": "2026-11-20"}
    writing.save_form(by=worker.actor, case=case, form=FORMS["consent"], entry=entry, began_from=1, data=told)
    answer = worker.post(address, {**KEPT, "keep": "1"})
    assert answer.status_code == 409
    assert "he came back at night" in answer.text
    assert "Nothing more is written in it" in answer.text
    assert worker.post(address, KEPT).status_code == 409
    assert Draft.objects.count() == 0
    assert worker.post(address.replace("risk", "closure"), {"words": "the end", "keep": "script"}).status_code == 204


def test_nothing_is_kept_in_a_contact_whose_consent_she_took_back(partner_worker):
    row = programmes.partner(partner_worker)
    programmes.save(partner_worker, row, "consent", {**programmes.CONSENT, "withdrawn": "2026-11-20"})
    answer = partner_worker.post(f"/en/partner-safety/{row.pk}/action/{uuid.uuid4()}", {"words": "w", "keep": "1"})
    assert answer.status_code == 409
    assert "Her consent does not hold" in answer.text
    assert Draft.objects.count() == 0
