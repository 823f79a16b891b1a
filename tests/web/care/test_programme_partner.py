"""Safety of partners: her consent, her word as the only outcome, and nothing of hers for whoever works with him."""

import uuid
from datetime import timedelta

import pytest
from django.utils import translation
from tests.cast import join, sign_in_anew
from tests.web.care import programmes as make

from qorgan.care.programme import PartnerSafety
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.models import Duty, Grant, KeyringKey, Role
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme import actions
from qorgan.web.care.programme.kinds import ABOUT, Kind
from qorgan.web.care.records import open_records
from qorgan.web.sealed import drafts, sealing, summaries
from qorgan.web.sealed.models import Draft, Envelope, Summary

HERS = "оның сөзі, hers alone"
REPORT = {"day": "2026-11-20", "report": "less-safe", "words": HERS}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def hers(partner_worker):
    """Return a contact with a partner who agreed."""
    return make.partner(partner_worker)


def _page(member, row, rest=""):
    return member.get(f"/en/partner-safety/{row.pk}{rest}").content.decode()


def test_no_contact_begins_without_her_consent(partner_worker):
    with pytest.raises(NotPossible, match="Without her consent"):
        actions.begin(by=partner_worker.actor, kind=Kind.PARTNER, records=[("opening", make.OPENING)])
    assert not ProgrammeFile.objects.exists()
    assert not Envelope.objects.filter(kind="record").exists()
    answer = partner_worker.post("/en/partner-safety/new", {"called": "Nameless", "is_adult": "yes"})
    assert answer.status_code == 422
    assert not ProgrammeFile.objects.exists()


def test_a_contact_begins_with_her_consent(partner_worker):
    sent = {"called": "Nameless", "is_adult": "yes", "giver": "herself", "where": "invented, no number", "ways": "call"}
    assert partner_worker.post("/en/partner-safety/new", sent).status_code == 302
    row = ProgrammeFile.objects.get()
    assert make.opened(partner_worker, row).data("consent")["purpose"] == "partner-safety"
    assert "invented, no number" in _page(partner_worker, row)


def test_a_consent_that_is_taken_back_stops_contact_at_once(partner_worker, hers):
    make.save(partner_worker, hers, "opening", {**make.OPENING, "programme_ended": "2026-08-01"})
    assert "invented, no number" in _page(partner_worker, hers)
    assert "Ask her about her safety" in _page(partner_worker, hers)
    consent = {"giver": "herself", "given": "2026-11-20", "withdrawn": "2026-11-20", "began_from": "1"}
    assert partner_worker.post(f"/en/partner-safety/{hers.pk}/consent", consent).status_code == 302
    page = _page(partner_worker, hers)
    assert ("invented, no number" in page, "Ask her about her safety" in page) == (False, False)
    assert "She has not agreed to be reached" in page
    assert "overdue" not in partner_worker.get("/en/partner-safety").content.decode()
    assert "invented, no number" not in _page(partner_worker, hers, "/opening/paper"), "nor does a paper say it"
    for name, data in (("report", REPORT), ("action", {"day": "2026-11-20", "words": "x"}), ("opening", make.OPENING)):
        with pytest.raises(NotPossible, match="consent does not hold"):
            make.save(partner_worker, hers, name, {**data, "words": "after"})
    make.save(partner_worker, hers, "ending", {"how": "not-wanted", "day": "2026-11-20"})


def test_the_outcome_is_her_latest_word_and_being_together_again_is_none(partner_worker, hers):
    form = ABOUT[Kind.PARTNER].forms["report"].form
    codes = {code for code, _label in form.base_fields["report"].choices if code}
    assert codes == {str(one) for one in PartnerSafety}
    entry = uuid.uuid4()
    answer = partner_worker.post(
        f"/en/partner-safety/{hers.pk}/report/{entry}",
        {"day": "2026-11-20", "report": "reconciled", "months": "3", "began_from": "0"},
    )
    assert answer.status_code == 422
    assert "not known" in _page(partner_worker, hers)
    make.save(partner_worker, hers, "report", {"day": "2026-11-01", "report": "less-safe", "months": "3"})
    make.save(partner_worker, hers, "report", {"day": "2026-11-20", "report": "safer", "months": "6"})
    assert "<dt>Outcome, by her own word</dt><dd>Safer</dd>" in _page(partner_worker, hers)


def test_she_is_asked_three_six_and_twelve_months_after_his_programme_ended(facilitator, partner_worker, frozen):
    his = make.participant(facilitator)
    hers = make.partner(partner_worker, his_file=his.ref)
    assert actions.due_of(make.opened(partner_worker, hers), hers) == []
    make.save(facilitator, his, "ending", {"how": "ended-early", "day": "2026-10-31"})
    frozen.advance(timedelta(days=1))
    sign_in_anew(partner_worker)
    assert "due 31 January 2027" in partner_worker.get("/en/partner-safety").content.decode()
    days = [one.day.isoformat() for one in actions.due_of(make.opened(partner_worker, hers), hers)]
    assert days == ["2027-01-31", "2027-04-30", "2027-10-31"]
    make.save(partner_worker, hers, "report", {"day": "2026-11-20", "report": "safer", "months": "3"})
    assert len(actions.due_of(make.opened(partner_worker, hers), hers)) == 2


@pytest.mark.parametrize("warning", [{"report": "less-safe"}, {"report": "safer", "in_danger": "yes"}])
def test_a_partner_who_is_not_safe_stands_first_until_something_was_done(partner_worker, hers, warning):
    other = make.partner(partner_worker, called="Other")
    make.save(partner_worker, hers, "report", {"day": "2026-11-20", **warning})
    assert "She is not safe: act now" in _page(partner_worker, hers)
    assert [one.row.pk for one in actions.listed(by=partner_worker.actor, kind=Kind.PARTNER)] == [hers.pk, other.pk]
    assert "look at it now" in partner_worker.get("/en/partner-safety").content.decode()
    make.save(partner_worker, hers, "action", {"day": "2026-11-20", "words": "Brought to a shelter (invented)"})
    assert "She is not safe: act now" not in _page(partner_worker, hers)


def test_what_she_says_changes_no_page_of_whoever_works_with_him(facilitator, partner_worker):
    his = make.participant(facilitator)
    hers = make.partner(partner_worker, his_file=his.ref)
    addresses = ["/en/programme", f"/en/programme/{his.pk}", f"/en/programme/{his.pk}/intake", "/en/programme/groups"]

    def seen():
        return [_without_tokens(facilitator.get(one).content.decode()) for one in addresses]

    before = seen()
    make.save(partner_worker, hers, "report", REPORT)
    make.save(partner_worker, hers, "action", {"day": "2026-11-20", "words": HERS})
    assert seen() == before
    for rest in ("", "/opening", "/opening/paper", f"/report/{uuid.uuid4()}"):
        assert facilitator.get(f"/en/partner-safety/{hers.pk}{rest}").status_code == 404
        assert facilitator.get(f"/en/programme/{hers.pk}{rest}").status_code == 404
    with pytest.raises(NotPossible):
        actions.take(by=facilitator.actor, row=hers)


def _without_tokens(page):
    import re

    # Each page carries a token and fresh ids of entries that do not exist yet.
    return re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}|value="[^"]{20,}"|nonce="[^"]*"', "", page)


def test_no_row_leads_from_a_participant_to_his_partner(facilitator, partner_worker):
    his = make.participant(facilitator)
    hers = make.partner(partner_worker, his_file=his.ref)
    fields = {one.name: getattr(hers, one.attname) for one in ProgrammeFile._meta.concrete_fields}
    assert his.pk not in fields.values()
    sealed = [bytes(one.ciphertext) for model in (Envelope, Summary) for one in model.objects.all()]
    assert not any(his.ref.encode() in one for one in sealed)


def test_a_facilitator_with_the_whole_database_and_her_keys_opens_nothing_of_hers_nor_the_other_way_round(
    facilitator, partner_worker, supervisor, worker
):
    his, hers = make.participant(facilitator, words=HERS), make.partner(partner_worker)
    make.save(partner_worker, hers, "report", REPORT)
    for member, row in ((facilitator, his), (partner_worker, hers)):
        actions.keep_draft(by=member.actor, row=row, name="ending/only", sent={"words": [HERS]}, began_from=0)
    for member, closed in ((facilitator, hers), (partner_worker, his), (supervisor, his), (worker, hers)):
        held = [key for duty in Duty for key in member.actor.held(duty)]
        assert held
        found = open_records(closed.pk, held)
        assert (list(found.all), found.refused) == ([], Envelope.objects.filter(thread=closed.pk).count())
        assert summaries.read(Summary.objects.filter(thread=closed.pk), held) == {}
        assert Draft.objects.filter(thread=closed.pk).exists()
        for one in Draft.objects.filter(thread=closed.pk):
            assert drafts.read(one.member, closed.pk, held) == {}
    # With her own private key she opens no grant that is not hers, though all of them lie before her.
    for grant in Grant.objects.exclude(member=facilitator.actor.member):
        from qorgan.vault.keyring import open_grant
        from qorgan.web.accounts.keyrings import label_of

        with pytest.raises(SealError):
            open_grant(
                bytes(grant.box),
                facilitator.actor.key_pair,
                label=label_of(grant.key),
                expected_public=bytes(grant.key.public),
            )
    assert KeyringKey.objects.filter(keyring__duty=Duty.PARTNER_SAFETY).count() == 1


def test_what_a_facilitator_seals_to_herself_does_not_become_part_of_a_contact(facilitator, partner_worker, hers):
    key = facilitator.actor.programme[0]
    n_records = len(make.opened(partner_worker, hers).records.all)
    sealing.seal_inside(
        thread=hers.thread, kind="record", document={"form": "consent"}, sender=key, day=hers.opened_day
    )
    opened = make.opened(partner_worker, hers)
    assert (len(opened.records.all), opened.records.refused) == (n_records, 1)


def test_after_one_leaves_her_copy_of_the_keys_opens_nothing_newer(partner_worker, supervisor, centre, hers):
    second = join(supervisor, centre, "second", Role.PARTNER_SAFETY)
    partner_worker.post("/en/partner-safety/keys", {"member": str(second.actor.member.id)})
    second.actor.forget_keys()
    from qorgan.web.accounts.actions import members

    before = list(partner_worker.actor.partner_safety)
    members.end(by=supervisor.actor, member=partner_worker.actor.member)
    assert second.get(f"/en/partner-safety/{hers.pk}").status_code == 200  # her first step renews them
    second.actor.forget_keys()
    make.save(second, hers, "report", REPORT)
    newer = Envelope.objects.filter(thread=hers.pk).order_by("-sequence").first()
    with pytest.raises(SealError):
        sealing.payload_for_centre(newer, before)
    assert len(make.opened(second, hers).records.all) == 3
