"""A case handed to another centre: only by her yes, only what was ticked, and gone from there when she takes it back."""

import re

import pytest
from django.utils import translation
from tests.cast import join
from tests.recovering import fresh
from tests.searching import kept_readable
from tests.web.care.test_cases import beside

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import wrap_between
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.models import Centre, Duty, Role
from qorgan.web.audit.chain import read
from qorgan.web.audit.models import AuditEntry
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.sealed import across, sealing
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.sealed.shredding import shred
from qorgan.web.shell import clock

CONSENT = "6f0c9d0e-0000-4000-8000-000000000001"
INCIDENT = "6f0c9d0e-0000-4000-8000-000000000002"
SECRET = "what happened in the kitchen"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def worker_of_another(administrator, another_centre):
    return join(administrator, another_centre, "third", Role.SUPERVISOR)


def save(by, case, form, entry, data, *, began_from=0):
    return writing.save_form(by=fresh(by), case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)


def yes_to(by, case, centre, **more):
    data = {
        "purpose": "referral",
        "centre": str(centre.id),
        "giver": "herself",
        "given": clock.today().isoformat(),
        **more,
    }
    return save(by, case, "consent", CONSENT, data, began_from=1 if more else 0)


@pytest.fixture
def allowed(worker, case, there) -> Case:
    """A case with an incident, which may go to the other centre."""
    save(worker, case, "incident", INCIDENT, {"words": SECRET})
    yes_to(worker, case, there)
    return case


def send(by, case, centre, *, keys=(), words="She is afraid of the road.", is_transfer=False):
    return referring.send(by=fresh(by), case=case, centre=centre, keys=keys, words=words, is_transfer=is_transfer)


def opened_by(by, row):
    return referring.open_referral(by=fresh(by), row=Referral.objects.get(pk=row.pk))


def test_without_her_consent_to_this_centre_nothing_goes(worker, case, there):
    with pytest.raises(NotPossible, match="has not allowed"):
        send(worker, case, there)
    assert not Referral.objects.exists()
    assert not Envelope.objects.filter(direction=across.Across).exists()


def test_her_consent_to_a_service_by_the_same_name_is_none_to_the_centre(worker, case, there):
    named = {
        "purpose": "referral",
        "recipient": there.name["en"],
        "giver": "herself",
        "given": clock.today().isoformat(),
    }
    save(worker, case, "consent", CONSENT, named)
    with pytest.raises(NotPossible):
        send(worker, case, there)


def test_only_what_was_ticked_goes_and_how_she_may_be_reached(worker, worker_elsewhere, allowed, there):
    bare = send(worker, allowed, there)
    assert [one.form for one in opened_by(worker_elsewhere, bare).entries] == ["opening"]
    referring.revoke(by=fresh(worker), row=bare)
    more = opened_by(worker_elsewhere, send(worker, allowed, there, keys=[f"incident/{INCIDENT}"]))
    assert [one.form for one in more.entries] == ["opening", "incident"]
    assert more.words == "She is afraid of the road."
    assert SECRET in str(more.entries[1].data)


def test_consents_and_closing_of_the_sender_never_go(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there, keys=[f"consent/{CONSENT}", "closure/only"])
    assert [one.form for one in opened_by(worker_elsewhere, row).entries] == ["opening"]


def test_when_she_takes_it_back_the_other_centre_opens_nothing_from_that_moment(
    worker, worker_elsewhere, allowed, there
):
    row = send(worker, allowed, there)
    assert opened_by(worker_elsewhere, row)
    yes_to(worker, allowed, there, withdrawn=clock.today().isoformat())
    assert Referral.objects.get().state == "revoked"
    with pytest.raises(NotPossible, match="no longer handed"):
        opened_by(worker_elsewhere, row)
    page = worker_elsewhere.get(f"/en/incoming/{row.pk}").text
    assert "Nothing of it can be opened here" in page
    assert "Aigerim" not in page
    with pytest.raises(NotPossible):
        referring.accept(by=fresh(worker_elsewhere), row=row)


def test_her_no_to_the_file_itself_takes_what_was_handed_over_back_as_well(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there)
    first = next(one for one in open_case(allowed, fresh(worker).intake).entries("consent") if one.entry != CONSENT)
    save(worker, allowed, "consent", first.entry, {**first.data, "withdrawn": clock.today().isoformat()}, began_from=1)
    with pytest.raises(NotPossible):
        opened_by(worker_elsewhere, row)


def test_a_part_that_is_accepted_gives_a_case_of_its_own_and_stays_lent(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there, keys=[f"incident/{INCIDENT}"])
    case = referring.accept(by=fresh(worker_elsewhere), row=row)
    assert (case.centre_id, case.assigned_to_id) == (there.id, worker_elsewhere.actor.member.id)
    there_now = open_case(case, fresh(worker_elsewhere).intake)
    assert there_now.data("opening")["called"] == "Aigerim"
    assert not there_now.entries("incident")
    assert Case.objects.get(pk=allowed.pk).state == "open"
    referring.finish(by=fresh(worker_elsewhere), row=row, words="She has a place.")
    answers = opened_by(worker, row).answers
    assert [one.document["move"] for one in answers] == ["accept", "finish"]
    assert answers[1].document["words"] == "She has a place."


def test_the_case_there_stops_when_her_yes_to_handing_it_over_ends(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there)
    case = referring.accept(by=fresh(worker_elsewhere), row=row)
    save(worker_elsewhere, case, "incident", INCIDENT, {"words": "x"})
    yes_to(worker, allowed, there, withdrawn=clock.today().isoformat())
    with pytest.raises(NotPossible, match="taken back her consent"):
        save(worker_elsewhere, case, "incident", INCIDENT, {"words": "y"}, began_from=1)


def test_a_transfer_moves_the_file_and_closes_the_senders(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there, keys=[f"incident/{INCIDENT}"], is_transfer=True)
    assert Case.objects.get(pk=allowed.pk).state == "open"  # until they accept, it is the sender's
    case = referring.accept(by=fresh(worker_elsewhere), row=row)
    assert Case.objects.get(pk=allowed.pk).state == "closed"
    assert open_case(case, fresh(worker_elsewhere).intake).entries("incident")[0].data["words"] == SECRET
    assert not Wrap.objects.filter(envelope__thread=case.pk, to_keyring__keyring__centre=allowed.centre_id).exists()


def test_declined_with_a_reason_it_is_the_senders_alone_again(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there)
    said = worker_elsewhere.post(f"/en/incoming/{row.pk}", {"to": "decline", "words": "Ask again in May."})
    assert said.status_code == 422
    assert "Choose why you decline" in said.text
    assert "Ask again in May." in said.text
    worker_elsewhere.post(f"/en/incoming/{row.pk}", {"to": "decline", "reason": "full", "words": "Ask again in May."})
    with pytest.raises(NotPossible):
        opened_by(worker_elsewhere, row)
    page = worker.get(f"/en/cases/{allowed.pk}/handed/{row.pk}").text
    assert "We have no place or nobody free now" in page
    assert "Ask again in May." in page


def test_each_step_is_in_the_audit_of_both_centres(worker, worker_elsewhere, allowed, there, auditor):
    row = send(worker, allowed, there)
    referring.accept(by=fresh(worker_elsewhere), row=row)
    pair = fresh(auditor).audit[0].secret.key_pair
    for chain in (str(allowed.centre_id), str(there.id)):
        told = [read(one, pair)["what"] for one in AuditEntry.objects.filter(chain=chain)]
        assert {"referral.sent", "referral.accepted"} <= set(told)


def test_a_closed_centre_gets_nothing_and_what_was_written_is_kept(worker, allowed, there):
    Centre.objects.filter(id=there.id).update(state="closed")
    page = worker.post(
        f"/en/cases/{allowed.pk}/hand", {"centre": str(there.id), "how": "part", "words": "Please call first."}
    )
    assert page.status_code == 422
    assert "This centre is not open" in beside("centre", page.text)
    assert "Please call first." in page.text
    with pytest.raises((NotPossible, SealError)):
        send(worker, allowed, there)


def test_the_page_shows_exactly_what_would_leave_before_anything_does(worker, worker_elsewhere, allowed, there):
    form = {
        "centre": str(there.id), "how": "part", "words": "Please call first.", "entries": [f"incident/{INCIDENT}"]
    }  # fmt: skip
    preview = worker.post(f"/en/cases/{allowed.pk}/hand", form).text
    assert all(words in preview for words in ("Please call first.", SECRET, "Aigerim"))
    assert not Referral.objects.exists()
    changed = worker.post(f"/en/cases/{allowed.pk}/hand", {**form, "change": "yes"}).text
    assert re.search(rf'value="incident/{INCIDENT}"[^>]*checked', changed)
    assert worker.post(f"/en/cases/{allowed.pk}/hand", {**form, "send": "yes"}).status_code == 302
    row = Referral.objects.get()
    assert SECRET in worker_elsewhere.get(f"/en/incoming/{row.pk}").text


def test_a_form_from_before_this_sign_in_hands_nothing_over(worker, allowed, there):
    sent = {"centre": str(there.id), "how": "part", "words": "She is afraid.", "send": "yes"}
    page = worker.door.post(f"/en/cases/{allowed.pk}/hand", {**sent, "again": "1"})
    assert (page.status_code, Referral.objects.count()) == (200, 0)
    assert page.context["form"]["words"].value() == "She is afraid."
    assert worker.post(f"/en/cases/{allowed.pk}/hand", sent).status_code == 302


@pytest.mark.parametrize("to", ["accept", "decline"])
def test_a_form_from_before_this_sign_in_answers_nothing(worker, worker_elsewhere, allowed, there, to):
    row = send(worker, allowed, there)
    sent = {"to": to, "words": "We call her.", "reason": "full"}
    page = worker_elsewhere.door.post(f"/en/incoming/{row.pk}", {**sent, "again": "1"})
    row.refresh_from_db()
    assert (page.status_code, row.state) == (200, "sent")
    assert page.context["form"]["words"].value() == "We call her."


def test_nobody_of_a_third_centre_or_the_sender_sees_the_receivers_page(worker, supervisor, allowed, there):
    row = send(worker, allowed, there)
    assert worker.get(f"/en/incoming/{row.pk}").status_code == 404
    assert str(row.pk) not in worker.get("/en/incoming").text


def test_it_is_sent_once_to_a_centre_while_it_is_open(worker, allowed, there):
    send(worker, allowed, there)
    with pytest.raises(NotPossible, match="has it already"):
        send(worker, allowed, there)


# Somebody who writes rows


def test_a_row_that_names_another_sender_opens_nothing(worker, worker_elsewhere, allowed, there, another_centre):
    row = send(worker, allowed, there)
    Referral.objects.update(from_centre=another_centre)
    with pytest.raises(SealError):
        opened_by(worker_elsewhere, row)
    assert "changed by somebody" in worker_elsewhere.get(f"/en/incoming/{row.pk}").text


def test_a_centre_that_has_no_part_in_it_cannot_put_its_words_in(
    worker, worker_elsewhere, allowed, there, worker_of_another
):
    row = send(worker, allowed, there)
    Envelope.objects.filter(thread=row.thread_id).delete()
    told = {"referral": str(row.id), "entries": [], "words": "Send her home.", "consent": {}}
    forged = fresh(worker_of_another).intake[0]
    across.seal_across(
        thread=row.thread, kind="referral", document=told, sender=forged,
        reader=keyrings.sealing_key(there, Duty.INTAKE), day=clock.today(),
    )  # fmt: skip
    with pytest.raises(SealError):
        opened_by(worker_elsewhere, row)


def test_what_another_centre_hands_over_is_refused_inside_a_case(worker, worker_elsewhere, allowed, there):
    """The same box with the direction of the centre's own records would be a note in its own name."""
    reader = keyrings.sealing_key(allowed.centre, Duty.INTAKE)
    theirs = fresh(worker_elsewhere).intake[0]
    told = {"form": "opening", "entry": "only", "revision": 9, "data": {"called": "X"}, "at": "2026", "by": "x"}
    row, payload = sealing.add_document(allowed.thread, "record", sealing.Inside, told, clock.today())
    box = wrap_between(payload, theirs.secret.key_pair.private, reader.public)
    Wrap.objects.create(envelope=row, to_keyring=reader.row, from_keyring=theirs.row, box=box)
    opened = open_case(allowed, fresh(worker).intake)
    assert opened.records.refused == 1
    assert opened.data("opening")["called"] == "Aigerim"


def test_no_word_of_either_side_stands_readable_in_any_row(worker, worker_elsewhere, allowed, there):
    form = {"centre": str(there.id), "how": "part", "words": "Pearbasket", "entries": [f"incident/{INCIDENT}"]}
    worker.post(f"/en/cases/{allowed.pk}/hand", {**form, "send": "yes"})
    row = Referral.objects.get()
    worker_elsewhere.post(f"/en/incoming/{row.pk}", {"to": "accept", "words": "Quinceladder"})
    assert "Quinceladder" in worker.get(f"/en/cases/{allowed.pk}/handed/{row.pk}").text
    assert kept_readable(SECRET, "Pearbasket", "Quinceladder", "Aigerim") == []


def test_what_was_shredded_opens_for_neither(worker, worker_elsewhere, allowed, there):
    row = send(worker, allowed, there)
    shred(row.thread, today=clock.today())
    assert not Referral.objects.filter(pk=row.pk).exists()
    assert worker_elsewhere.get(f"/en/incoming/{row.pk}").status_code == 404
