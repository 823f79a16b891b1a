"""Tell, read, answer, come back: the main job, through the actions, with real cryptography."""

from datetime import timedelta

import pytest
from tests.cast import tell

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Purpose, Speaker
from qorgan.kernel.errors import SealError
from qorgan.web.hear import receipts, tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import clockwork, reading, writing
from qorgan.web.hear.actions.staff import receipts as receipt_actions
from qorgan.web.hear.conversation import _entries
from qorgan.web.hear.models import Disclosure, SpentForm
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, SurvivorKey, Wrap
from qorgan.web.shell import clock


def words_for(member, disclosure):
    """Return the words a member reads."""
    opened = reading.open_disclosure(by=member.actor, disclosure=disclosure)
    return [one.document["words"] for one in opened.entries if "words" in one.document]


def words_for_her(survivor):
    """Return the words she reads with her receipt."""
    found = receipts.find(survivor.sent.receipt)
    return [one.document["words"] for one in _entries(found)[0] if "words" in one.document]


def test_the_centre_she_chose_reads_her_words(survivor, worker):
    assert words_for(worker, survivor.disclosure) == ["She wrote this."]


def test_another_centre_has_nothing_to_open(survivor, worker_elsewhere):
    assert not Disclosure.objects.visible_to(worker_elsewhere.actor.member, today=clock.today()).exists()
    with pytest.raises(reading.Taken):
        reading.open_disclosure(by=worker_elsewhere.actor, disclosure=survivor.disclosure)


def test_she_reads_the_answer_with_her_receipt(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="We answer.")
    assert words_for_her(survivor) == ["She wrote this.", "We answer."]


def test_notes_of_the_centre_are_not_for_her(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.add_note(by=worker.actor, disclosure=survivor.disclosure, words="Our note.")
    assert "Our note." in words_for(worker, survivor.disclosure)
    assert "Our note." not in words_for_her(survivor)


def test_sending_twice_is_sending_once(supervisor, centre):
    token = tokens.new_token(clock.today())
    first = tell(centre)
    again = [
        her_actions.submit_disclosure(
            token=token,
            told=her_actions.Told("Once.", Speaker.SURVIVOR, "en", {}),
            wishes=_wishes(first),
            centres=[centre],
            cover=[],
        )
        for _ in range(2)
    ]
    assert again[0].receipt == again[1].receipt
    assert Disclosure.objects.count() == 2


def _wishes(survivor):
    opened, _refused = _entries(survivor.sent.found)
    return her_actions.Wishes.from_document(next(one.document for one in opened if one.row.kind == "wishes"))


def test_a_kept_code_is_shown_to_nobody_who_sends_the_old_form(supervisor, centre):
    survivor = tell(centre)
    token = tokens.new_token(clock.today())
    send = {
        "token": token,
        "told": her_actions.Told("Once.", Speaker.SURVIVOR, "en", {}),
        "wishes": _wishes(survivor),
        "centres": [centre],
        "cover": [],
    }
    her_actions.submit_disclosure(**send)
    her_actions.keep_receipt(token=token)
    with pytest.raises(her_actions.AlreadySent):
        her_actions.submit_disclosure(**send)
    assert SpentForm.objects.filter(is_closed=True).count() == 1


def test_the_first_centre_to_accept_is_the_only_one_that_can_read(
    supervisor, worker_elsewhere, centre, centre_elsewhere
):
    survivor = tell(centre, centre_elsewhere)
    assert words_for(worker_elsewhere, survivor.disclosure) == ["She wrote this."]
    with pytest.raises(reading.Taken):
        reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    readers = Wrap.objects.filter(to_keyring__isnull=False).values_list("to_keyring__keyring__centre", flat=True)
    assert set(readers) == {centre_elsewhere.id}


def test_an_unread_disclosure_reaches_another_centre_after_three_working_days(
    supervisor, worker_elsewhere, centre, centre_elsewhere, frozen
):
    survivor = tell(centre, cover=(centre_elsewhere,), purposes=(Purpose.OTHER_CENTRE,))
    seen = Disclosure.objects.visible_to
    assert not seen(worker_elsewhere.actor.member, today=clock.today()).exists()
    frozen.advance(timedelta(days=5))  # Friday to Wednesday
    assert seen(worker_elsewhere.actor.member, today=clock.today()).get() == survivor.disclosure
    assert words_for(worker_elsewhere, survivor.disclosure) == ["She wrote this."]


def test_without_her_tick_no_other_centre_holds_a_key(supervisor, worker_elsewhere, centre, centre_elsewhere):
    tell(centre, cover=(centre_elsewhere,))
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()


def test_supervisors_are_told_of_what_is_unread_for_too_long(survivor, supervisor, centre, frozen):
    frozen.advance(timedelta(days=4))  # Tuesday: two working days, one was promised
    clockwork.note_waiting(centre=centre, today=clock.today())
    assert {notice.kind for notice in supervisor.actor.member.notices.all()} == {"new", "unread"}


def test_changed_wishes_hold_for_the_centre_at_once(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    found = receipts.find(survivor.sent.receipt)
    wishes = _wishes(survivor)
    her_actions.change_wishes(
        found=found,
        wishes=her_actions.Wishes(SafeContact(never="never call"), wishes.consents),
    )
    opened = reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    assert opened.wishes.contact.never == "never call"


def test_what_she_deletes_is_as_unknown_as_what_never_was(survivor):
    her_actions.delete_conversation(found=survivor.sent.found)
    assert receipts.find(survivor.sent.receipt) is None


def test_what_she_deletes_is_shredded_after_seven_days_and_not_before(survivor, frozen):
    her_actions.delete_conversation(found=survivor.sent.found)
    frozen.advance(timedelta(days=6))
    assert clockwork.shred_due(today=clock.today()) == 0
    assert Envelope.objects.exists()
    frozen.advance(timedelta(days=1))
    assert clockwork.shred_due(today=clock.today()) == 1
    assert not Envelope.objects.exists()
    assert not Wrap.objects.exists()
    assert not SurvivorKey.objects.exists()


def test_a_worker_who_hears_the_safe_word_brings_a_conversation_back(supervisor, centre):
    survivor = tell(centre, contact=SafeContact(safe_word="Apricot tree"))
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    her_actions.delete_conversation(found=survivor.sent.found)
    undo = {"by": supervisor.actor, "disclosure": survivor.disclosure, "checked_otherwise": True}
    with pytest.raises(receipt_actions.NotKnown):
        receipt_actions.undo_deletion(**undo, heard_safe_word="plum")
    receipt_actions.undo_deletion(**undo, heard_safe_word="apricot  TREE")
    assert words_for_her(survivor) == ["She wrote this."]


def test_what_was_deleted_before_anybody_opened_it_can_be_brought_back_too(supervisor, centre):
    survivor = tell(centre, contact=SafeContact(safe_word="plum"))
    her_actions.delete_conversation(found=survivor.sent.found)
    receipt_actions.undo_deletion(
        by=supervisor.actor, disclosure=survivor.disclosure, heard_safe_word="plum", checked_otherwise=False
    )
    assert survivor.disclosure.state == Disclosure.State.WAITING
    assert words_for_her(survivor) == ["She wrote this."]


def test_a_worker_who_hears_the_safe_word_shreds_at_once(supervisor, centre):
    survivor = tell(centre, contact=SafeContact(safe_word="plum"))
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    her_actions.delete_conversation(found=survivor.sent.found)
    receipt_actions.shred_now(
        by=supervisor.actor, disclosure=survivor.disclosure, heard_safe_word="plum", checked_otherwise=False
    )
    assert not Envelope.objects.exists()


def test_a_new_receipt_opens_everything_and_the_old_one_nothing(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="We answer.")
    new = receipt_actions.issue_receipt(
        by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
    )
    assert receipts.find(survivor.sent.receipt) is None
    found = receipts.find(new)
    assert [one.document.get("words") for one in _entries(found)[0] if one.row.kind != "wishes"] == [
        "She wrote this.",
        "We answer.",
    ]
    her_actions.write_message(found=found, words="I am back.")
    assert words_for(worker, survivor.disclosure)[-1] == "I am back."


def test_the_old_receipt_opens_no_wrap_that_is_left(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    receipt_actions.issue_receipt(
        by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
    )
    entries, refused = _entries(survivor.sent.found)
    assert entries == []
    assert refused == 2


def test_guesses_of_the_safe_word_end_for_the_day(supervisor, centre, frozen):
    contact = SafeContact(safe_word="plum")
    survivor = tell(centre, contact=contact)
    guess = {"found": survivor.sent.found, "contact": contact}
    tries = [her_actions.try_safe_word(**guess, said="apple") for _ in range(her_actions.SAFE_WORD_TRIES)]
    assert tries == [False] * her_actions.SAFE_WORD_TRIES
    with pytest.raises(her_actions.TooManyTries):
        her_actions.try_safe_word(**guess, said="plum")
    frozen.advance(timedelta(days=1))
    assert her_actions.try_safe_word(**guess, said="plum")


def test_setting_aside_loses_nothing_and_can_be_taken_back(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    reading.change_state(by=worker.actor, disclosure=survivor.disclosure, to="aside")
    her_actions.write_message(found=survivor.sent.found, words="Still here.")
    reading.change_state(by=worker.actor, disclosure=survivor.disclosure, to="accepted")
    assert words_for(worker, survivor.disclosure) == ["She wrote this.", "Still here."]


def test_a_message_after_deletion_is_refused(survivor):
    her_actions.delete_conversation(found=survivor.sent.found)
    with pytest.raises(her_actions.Gone):
        her_actions.write_message(found=survivor.sent.found, words="Too late.")


def test_an_altered_message_is_refused_and_counted(survivor, worker):
    row = Envelope.objects.get(sequence=1)
    row.ciphertext = bytes(row.ciphertext)[:-1] + b"\x00"
    row.save()
    opened = reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    assert opened.refused == 1
    with pytest.raises(SealError):
        sealing.open_for_centre(row, worker.actor.intake)


def test_she_sees_how_often_her_words_were_shown_and_to_which_role(survivor, worker):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure, is_shown=False)
    for _ in range(2):
        worker.get(f"/en/d/{survivor.disclosure.pk}")
    assert [(one.role, one.count) for one in survivor.disclosure.openings.all()] == [("worker", 2)]


def test_a_second_message_of_hers_makes_a_notice(survivor, worker, centre, frozen):
    worker.get(f"/en/d/{survivor.disclosure.pk}")
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    frozen.advance(timedelta(days=1))
    her_actions.write_message(found=survivor.sent.found, words="Once more.")
    clockwork.note_waiting(centre=centre, today=clock.today())
    assert {notice.kind for notice in worker.actor.member.notices.all()} == {"answered"}
