"""What somebody with her code, with an old form, or with write access to the database tries against a conversation."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from tests.cast import Door, Survivor, give_code, tell

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents, Purpose, Speaker
from qorgan.kernel.errors import SealError
from qorgan.web.audit.models import ChainHead
from qorgan.web.hear import tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import clockwork, reading, writing
from qorgan.web.hear.actions.staff import receipts as receipt_actions
from qorgan.web.hear.conversation import _entries
from qorgan.web.hear.models import Disclosure, Offer, SpentForm
from qorgan.web.hear.visit import newest_wishes, opens_by_itself
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed.models import Envelope, SurvivorKey, Wrap
from qorgan.web.shell import clock
from qorgan.web.shell.journal import SURVIVORS

PLUM = SafeContact(safe_word="plum")
SECRET = "She wrote this."


def shown(survivor):
    """Return the page of her conversation."""
    return survivor.door.get("/en/talk").content.decode()


# Her later words go to whom she chose, whatever the rows say.


def test_her_later_words_never_go_to_a_centre_that_a_row_names(survivor, worker, worker_elsewhere, centre_elsewhere):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    Disclosure.objects.update(centre=centre_elsewhere)
    n_before = Envelope.objects.count()
    for act in (
        lambda: her_actions.write_message(found=survivor.sent.found, words="For my centre only."),
        lambda: her_actions.change_wishes(
            found=survivor.sent.found, wishes=Wishes(PLUM, Consents.none(Speaker.SURVIVOR, clock.today()))
        ),
    ):
        with pytest.raises(SealError):
            act()
    assert Envelope.objects.count() == n_before
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()


def test_an_offer_that_a_row_adds_gets_nothing(survivor, worker_elsewhere, centre_elsewhere):
    Offer.objects.create(disclosure=survivor.disclosure, centre=centre_elsewhere, from_day=clock.today())
    with pytest.raises(SealError):
        her_actions.write_message(found=survivor.sent.found, words="For my centre only.")
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()


def test_an_answer_of_a_centre_she_did_not_choose_does_not_reach_her(survivor, worker, worker_elsewhere, centre):
    """A worker elsewhere, helped by rows, answers with her own centre's true key."""
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    Disclosure.objects.update(centre=worker_elsewhere.actor.centre)
    writing.reply(by=worker_elsewhere.actor, disclosure=survivor.disclosure, words="Come to this place tonight.")
    Disclosure.objects.update(centre=centre)
    entries, refused = _entries(survivor.sent.found)
    assert refused == 1
    assert all("Come to" not in str(one.document) for one in entries)


@pytest.mark.parametrize("act", ["issue_receipt", "undo_deletion", "shred_now"])
def test_a_centre_without_her_keys_does_nothing_that_needs_to_know_her(survivor, worker, worker_elsewhere, act):
    """Else a row that names another centre would be enough to get a receipt in her place."""
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    if act != "issue_receipt":
        her_actions.delete_conversation(found=survivor.sent.found)
    Disclosure.objects.update(centre=worker_elsewhere.actor.centre)
    with pytest.raises(SealError):
        getattr(receipt_actions, act)(
            by=worker_elsewhere.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
        )
    assert SurvivorKey.objects.get().lookup_id is not None
    assert Envelope.objects.exists()


def test_after_a_new_receipt_she_still_reads_and_writes(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="We answer.")
    new = receipt_actions.issue_receipt(
        by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
    )
    door = Door("public")
    assert give_code(door, new.groups()).status_code == 302
    page = door.get("/en/talk").content.decode()
    assert "We answer." in page
    assert SECRET in page


# Consent that is taken back.


def test_cover_that_she_takes_back_is_taken_from_the_other_centre(
    supervisor, worker_elsewhere, centre, centre_elsewhere, frozen
):
    survivor = tell(centre, cover=(centre_elsewhere,), purposes=(Purpose.OTHER_CENTRE,))
    assert Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()
    none = Consents.none(Speaker.SURVIVOR, clock.today())
    her_actions.change_wishes(found=survivor.sent.found, wishes=Wishes(SafeContact(), none))
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()
    frozen.advance(timedelta(days=5))
    seen = Disclosure.objects.visible_to
    assert not seen(worker_elsewhere.actor.member, today=clock.today()).exists()
    assert seen(supervisor.actor.member, today=clock.today()).exists()


def test_centres_she_chose_herself_stay_when_she_changes_her_wishes(
    supervisor, worker_elsewhere, centre, centre_elsewhere
):
    survivor = tell(centre, centre_elsewhere)
    none = Consents.none(Speaker.SURVIVOR, clock.today())
    her_actions.change_wishes(found=survivor.sent.found, wishes=Wishes(SafeContact(), none))
    assert Offer.objects.count() == 2


# The safe word.


def test_a_session_from_before_the_safe_word_is_closed_by_it(survivor):
    his = Survivor(survivor.sent, Door("public"))
    his.come_back()
    assert SECRET in shown(his)
    survivor.come_back()
    assert survivor.post("/en/talk/wishes", {"word": "plum"}).status_code == 200
    assert SECRET not in shown(his)
    assert his.door.get("/en/talk/wishes").status_code == 302
    assert SECRET in shown(survivor)


def test_altered_wishes_open_nothing(supervisor, centre):
    """The newest wishes hold her safe word. Where they are altered, older ones must not speak for her."""
    survivor = tell(centre)
    her_actions.change_wishes(
        found=survivor.sent.found, wishes=Wishes(PLUM, Consents.none(Speaker.SURVIVOR, clock.today()))
    )
    newest = Envelope.objects.filter(kind="wishes").order_by("-sequence")[0]
    newest.ciphertext = bytes(newest.ciphertext)[:-1] + b"\x00"
    newest.save()
    assert newest_wishes(survivor.sent.found) is None
    assert not opens_by_itself(survivor.sent.found)
    survivor.come_back()
    assert SECRET not in shown(survivor)
    assert survivor.post("/en/talk/word", {"word": "anything"}).status_code == 409
    assert SECRET not in shown(survivor)


def _sent_again(token, word):
    door = Door("public")
    fields = {"token": token, "reader": "region:KZ-75", "words": "Something.", "word": word}
    assert door.post("/en/tell/survivor", fields).status_code == 302
    return door


def test_an_old_form_sent_again_does_not_open_what_her_safe_word_closes(supervisor, centre):
    token = tokens.new_token(clock.today())
    first = _sent_again(token, "plum")
    assert "Something." in first.get("/en/talk").content.decode()
    for _ in range(her_actions.SAFE_WORD_TRIES):
        assert "Something." not in _sent_again(token, "pear").get("/en/talk").content.decode()
    assert "Something." not in _sent_again(token, "plum").get("/en/talk").content.decode()
    assert "Something." not in _sent_again(token, "").get("/en/talk").content.decode()


def test_her_own_form_sent_twice_stays_open(supervisor, centre):
    token = tokens.new_token(clock.today())
    for _ in range(2):
        assert "Something." in _sent_again(token, "plum").get("/en/talk").content.decode()
    assert Disclosure.objects.count() == 1


# What she is told is true.


def test_she_is_not_told_that_it_arrived_when_it_did_not(supervisor, centre):
    """A head of the audit set back makes every row collide; that is not the collision of a form sent twice."""
    tell(centre)
    tell(centre)
    ChainHead.objects.filter(chain=SURVIVORS).update(sequence=1)
    with pytest.raises(IntegrityError):
        tell(centre)


def test_a_code_is_kept_also_when_the_form_has_become_old_meanwhile(supervisor, centre, frozen):
    token = tokens.new_token(clock.today())
    frozen.advance(tokens.GOOD_FOR)
    door = _sent_again(token, "")
    frozen.advance(timedelta(days=1))
    her_actions.keep_receipt(token=token)
    assert SpentForm.objects.get().is_closed
    assert door is not None


def test_sent_forms_are_forgotten_once_they_are_too_old_to_be_sent_again(supervisor, centre, frozen):
    token = tokens.new_token(clock.today())
    _sent_again(token, "")
    frozen.advance(tokens.GOOD_FOR)
    clockwork.forget_forms(today=clock.today())
    assert SpentForm.objects.count() == 1
    frozen.advance(timedelta(days=1))
    clockwork.forget_forms(today=clock.today())
    assert SpentForm.objects.count() == 0
    with pytest.raises(tokens.FormStale):
        tokens.nonce_of(token, clock.today())


# Deleting, and others at the same time.


def test_what_is_brought_back_in_the_last_moment_is_not_destroyed(survivor, frozen, monkeypatch):
    her_actions.delete_conversation(found=survivor.sent.found)
    frozen.advance(timedelta(days=8))
    due = clockwork.shred_day

    def brought_back(hidden):
        Disclosure.objects.update(state=Disclosure.State.WAITING, hidden_day=None)
        return due(hidden)

    monkeypatch.setattr(clockwork, "shred_day", brought_back)
    assert clockwork.shred_due(today=clock.today()) == 0
    assert Envelope.objects.exists()


def _deleted_with_answers(worker, centre):
    told = her_actions.Told(SECRET, Speaker.FRIEND, "kk", {"is_safe": "no", "children": "yes"})
    none = Wishes(SafeContact(), Consents.none(Speaker.FRIEND, clock.today()))
    sent = her_actions.submit_disclosure(
        token=tokens.new_token(clock.today()), told=told, wishes=none, centres=[centre], cover=[]
    )
    reading.open_disclosure(by=worker.actor, disclosure=sent.found.disclosure)
    reading.set_labels(by=worker.actor, disclosure=sent.found.disclosure, labels=["walnut"])
    reading.assign(by=worker.actor, disclosure=sent.found.disclosure, to=worker.actor.member)
    her_actions.delete_conversation(found=sent.found)
    return str(sent.found.disclosure.pk)


def test_of_what_she_deleted_only_the_day_and_the_short_mark_are_listed(worker, centre, monkeypatch):
    number = _deleted_with_answers(worker, centre)
    for opener in ("sealing.open_for_centre", "summaries.read"):
        monkeypatch.setattr(f"qorgan.web.hear.actions.staff.reading.{opener}", lambda *_: pytest.fail("opened"))
    page = worker.get("/en/inbox/deleted").content.decode()
    rows = page.split('<ul class="rows">')[1].split("</ul>")[0]
    assert " ".join(re.sub("<[^>]*>", " ", rows).split()) == f"20 November 2026 · {number[:4]}"
    assert "walnut" not in worker.post("/en/inbox/deleted", {"speaks": "kk", "label": "walnut"}).content.decode()


def test_a_list_of_what_she_deleted_is_a_row_of_the_audit_too(worker, centre):
    _deleted_with_answers(worker, centre)
    before = ChainHead.objects.get(chain=worker.actor.chain).sequence
    worker.get("/en/inbox/deleted")
    assert ChainHead.objects.get(chain=worker.actor.chain).sequence == before + 1


def test_a_list_is_opened_before_the_transaction_that_writes_its_row(supervisor, centre):
    for _ in range(4):
        tell(centre)
    rows = list(Disclosure.objects.all())
    list(supervisor.actor.intake)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        reading.list_disclosures(by=supervisor.actor, rows=rows)
    savepoint = next(number for number, one in enumerate(asked) if one["sql"].startswith(("SAVEPOINT", "BEGIN")))
    assert all("sealed_envelope" not in one["sql"] for one in asked.captured_queries[savepoint:])
    assert sum("sealed_survivorkey" in one["sql"] for one in asked) <= 2


def test_a_page_number_without_end_is_the_first_page(supervisor, centre):
    tell(centre)
    assert supervisor.get("/en/inbox?page=" + "9" * 5000).status_code == 200
