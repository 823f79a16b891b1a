"""Much alike and unread: looked at, set aside in bulk, taken back, and back by itself when she writes."""

from datetime import timedelta

import pytest
from tests.cast import tell

from qorgan.hear.contact import SafeContact
from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.consent import Consents, Speaker
from qorgan.web.accounts.middleware import STAFF_COOKIE, STAFF_SESSIONS, session_of
from qorgan.web.accounts.models import Notice
from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear import tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import bulk, clockwork, reading, receipts
from qorgan.web.hear.models import BulkAside, BulkMessage, Disclosure
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed.models import Envelope, Summary
from qorgan.web.shell import clock

FLOOD = (
    "Dear staff, your organisation takes money from abroad and destroys families. We demand that you close this page at "
    "once. This is warning number {n} and there will not be another one for you."
)
N = 14


def flood(centre, n=N, words=FLOOD):
    """Send copies with small changes."""
    return [tell(centre, words=words.format(n=number)) for number in range(n)]


def numbers(sent):
    """Return the ids of conversations."""
    return {one.disclosure.pk for one in sent}


def proposed(worker):
    """Return the ids that are proposed now."""
    return {number for group in bulk.propose(by=worker.actor).groups for number in group.members}


def set_aside(worker):
    """Set the only group aside, as a worker does in the pages."""
    (group,) = bulk.propose(by=worker.actor).groups
    assert bulk.set_all_aside(by=worker.actor, chosen=group) == len(group.members)
    return BulkAside.objects.get()


@pytest.fixture
def sent(worker, centre):
    """Return a flood."""
    return flood(centre)


def test_copies_are_proposed_and_nothing_happens_without_a_press(worker, sent, centre):
    real = tell(centre, words="help me, he beats me")
    assert proposed(worker) == numbers(sent)
    assert not BulkMessage.objects.exists()
    page = worker.get("/en/inbox/offered").content.decode()
    assert str(real.disclosure.pk) in page
    assert all(str(number) in page for number in numbers(sent))


def test_the_pages_show_examples_before_they_set_aside(worker, sent):
    page = worker.get("/en/inbox/alike").content.decode()
    assert f"{N} messages have almost the same words." in page
    assert "takes money from abroad" not in page
    looked = worker.post("/en/inbox/alike/examples", {"of": _hidden(page, "of")}).content.decode()
    assert "takes money from abroad" in looked
    answer = worker.post("/en/inbox/alike/set-aside", {"members": _hidden(looked, "members")})
    assert answer["Location"].endswith("/en/inbox/in-bulk")
    assert BulkMessage.objects.count() == N
    box = worker.get("/en/inbox/in-bulk").content.decode()
    assert all(str(number) in box for number in numbers(sent))
    assert "takes money" not in box


def test_a_form_with_ids_that_are_not_proposed_sets_nothing_aside(worker, sent, centre):
    import base64

    real = tell(centre, words="help me, he beats me")
    members = base64.b64encode(real.disclosure.pk.bytes).decode()
    worker.post("/en/inbox/alike/set-aside", {"members": members})
    assert not BulkMessage.objects.exists()


@pytest.mark.parametrize("members", ["", "AAAA", "not base64"])
def test_a_form_that_is_not_ours_sets_nothing_aside(worker, sent, members):
    assert worker.post("/en/inbox/alike/set-aside", {"members": members}).status_code in {302, 404}
    assert not BulkMessage.objects.exists()


def test_looking_at_examples_is_counted_for_her_and_leaves_them_unread(worker, sent):
    (group,) = bulk.propose(by=worker.actor).groups
    opened = bulk.look_at_examples(by=worker.actor, group=group)
    assert len(opened) == 6
    seen = next(one for one in sent if one.disclosure.pk == opened[0].row.thread_id)
    assert (seen.disclosure.opened_day, seen.disclosure.state) == (None, "waiting")
    seen.come_back()
    page = seen.door.get("/en/talk").content.decode()
    assert "A worker has looked at it." in page
    assert "No worker has opened it yet" not in page


def test_what_is_set_aside_leaves_the_inbox_and_the_notices_and_can_be_opened(worker, supervisor, sent, frozen):
    set_aside(worker)
    offered = worker.get("/en/inbox/offered").content.decode()
    assert not any(str(number) in offered for number in numbers(sent))
    frozen.advance(timedelta(days=6))
    clockwork.note_waiting(centre=worker.actor.centre, today=clock.today())
    assert not Notice.objects.exists()
    assert "Unread for too long" in (page := _lead_page(supervisor))
    assert str(sent[0].disclosure.pk) not in page
    reading.open_disclosure(by=worker.actor, disclosure=sent[0].disclosure)
    assert sent[0].disclosure.state == Disclosure.State.ACCEPTED
    assert Disclosure.objects.in_bulk_box(worker.actor.centre).count() == N - 1


def _lead_page(supervisor):
    """Return what waits, for a supervisor who has just signed in."""
    session = session_of(supervisor.actor.member, supervisor.actor.key_pair, supervisor.form_token)
    supervisor.door.cookies[STAFF_COOKIE] = STAFF_SESSIONS.open(session, now=clock.now())
    return supervisor.get("/en/lead").content.decode()


def test_without_a_press_the_same_messages_make_notices(worker, supervisor, sent, frozen):
    frozen.advance(timedelta(days=6))
    clockwork.note_waiting(centre=worker.actor.centre, today=clock.today())
    assert Notice.objects.filter(kind=Notice.Kind.UNREAD).exists()
    assert str(sent[0].disclosure.pk) in _lead_page(supervisor)


def test_she_who_writes_again_is_back_in_the_inbox_by_itself(worker, sent):
    set_aside(worker)
    her_actions.write_message(found=sent[3].sent.found, words="It is really me. I am in danger.")
    box = Disclosure.objects.in_bulk_box(worker.actor.centre)
    assert sent[3].disclosure.pk not in set(box.values_list("pk", flat=True))
    assert str(sent[3].disclosure.pk) in worker.get("/en/inbox/offered").content.decode()
    assert sent[3].disclosure.pk not in proposed(worker)


def test_she_sees_nothing_of_it_and_other_centres_still_have_it(
    worker, worker_elsewhere, supervisor, centre, centre_elsewhere
):
    sent = [tell(centre, centre_elsewhere, words=FLOOD.format(n=number)) for number in range(N)]
    set_aside(worker)
    sent[0].come_back()
    page = sent[0].door.get("/en/talk").content.decode()
    assert "No worker has opened it yet" in page
    assert "aside" not in page
    assert str(sent[0].disclosure.pk) in worker_elsewhere.get("/en/inbox/offered").content.decode()


def test_one_can_be_taken_back_and_is_not_proposed_again(worker, sent):
    set_aside(worker)
    number = sent[5].disclosure.pk
    worker.post("/en/inbox/in-bulk/back", {"of": str(number)})
    assert str(number) in worker.get("/en/inbox/offered").content.decode()
    assert (BulkAside.objects.get().count, BulkAside.objects.get().taken_back) == (N, 1)
    bulk.take_all_back(by=worker.actor, bulk=BulkAside.objects.get())
    assert number not in proposed(worker)
    assert proposed(worker) == numbers(sent) - {number}


def test_everything_can_be_taken_back_at_once(worker, sent):
    press = set_aside(worker)
    worker.post("/en/inbox/in-bulk/back", {"press": press.pk})
    page = worker.get("/en/inbox/offered").content.decode()
    assert all(str(number) in page for number in numbers(sent))
    assert BulkAside.objects.get().taken_back == N
    assert not Disclosure.objects.in_bulk_box(worker.actor.centre).exists()


def test_another_centre_can_take_nothing_back(worker, worker_elsewhere, sent):
    press = set_aside(worker)
    assert worker_elsewhere.post("/en/inbox/in-bulk/back", {"press": press.pk}).status_code == 404
    worker_elsewhere.post("/en/inbox/in-bulk/back", {"of": str(sent[0].disclosure.pk)})
    assert Disclosure.objects.in_bulk_box(worker.actor.centre).count() == N


def test_one_press_is_one_row_of_the_audit_with_the_count_and_the_reason(worker, auditor, sent):
    (group,) = bulk.propose(by=worker.actor).groups
    before = AuditEntry.objects.count()
    bulk.set_all_aside(by=worker.actor, chosen=group)
    assert AuditEntry.objects.count() == before + 1
    page = auditor.get(f"/en/audit?chain={worker.actor.member.centre_id}").content.decode()
    assert "set messages aside in bulk" in page
    assert "almost the same words" in page


def test_supervisors_see_day_by_day_who_pressed_and_why(worker, supervisor, sent):
    press = set_aside(worker)
    bulk.take_back(by=worker.actor, disclosure=sent[0].disclosure)
    page = _lead_page(supervisor)
    row = page[page.index("Who, and why") :]
    assert f'<td class="number">{N}</td><td class="number">1</td>' in row
    assert "worker" in row
    assert "almost the same words" in row
    assert press.reason == "alike"


def _tell_with(centre, answers, n, speaker=Speaker.SURVIVOR):
    her_actions.submit_disclosure(
        token=tokens.new_token(clock.today()),
        told=Told(FLOOD.format(n=n), speaker, "en", answers),
        wishes=Wishes(SafeContact(), Consents.none(speaker, clock.today())),
        centres=[centre],
        cover=[],
    )


@pytest.mark.parametrize(
    "answers", [{"is_safe": "no"}, {"is_safe": "not-sure"}, {"since": "today"}, {"children": "yes"}, {"age": "14-17"}]
)
def test_a_message_with_a_sign_of_danger_is_never_proposed(worker, sent, centre, answers):
    before = set(Disclosure.objects.values_list("pk", flat=True))
    _tell_with(centre, answers, 99)
    (risky,) = set(Disclosure.objects.values_list("pk", flat=True)) - before
    assert risky not in proposed(worker)
    assert len(proposed(worker)) == N


def test_a_child_is_never_proposed(worker, centre, sent):
    _tell_with(centre, {}, 99, Speaker.CHILD)
    assert proposed(worker) == numbers(sent)


def test_fewer_than_twelve_are_not_proposed(worker, centre):
    flood(centre, 11)
    assert proposed(worker) == set()


def test_what_was_accepted_or_written_to_is_not_proposed(worker, sent):
    reading.open_disclosure(by=worker.actor, disclosure=sent[0].disclosure)
    her_actions.write_message(found=sent[1].sent.found, words="More.")
    assert proposed(worker) == numbers(sent[2:])


def test_a_message_that_is_written_to_between_look_and_press_stays(worker, sent):
    (group,) = bulk.propose(by=worker.actor).groups
    her_actions.write_message(found=sent[1].sent.found, words="More.")
    assert bulk.set_all_aside(by=worker.actor, chosen=group) == N - 1
    assert sent[1].disclosure.pk not in set(BulkMessage.objects.values_list("disclosure", flat=True))


def test_what_she_deleted_and_a_worker_brought_back_is_aside_no_more(worker, sent):
    set_aside(worker)
    her_actions.delete_conversation(found=sent[0].sent.found)
    receipts.undo_deletion(by=worker.actor, disclosure=sent[0].disclosure, heard_safe_word="", checked_otherwise=True)
    assert Disclosure.objects.in_bulk_box(worker.actor.centre).filter(pk=sent[0].disclosure.pk).exists() is False


def test_groups_are_made_without_opening_envelopes_a_second_time(worker, sent, monkeypatch):
    assert len(proposed(worker)) == N
    Envelope.objects.update(ciphertext=b"cannot be opened any more")
    assert len(proposed(worker)) == N


def test_the_sketch_goes_when_the_message_is_opened_and_with_the_other_centres_keys(
    worker, worker_elsewhere, centre, centre_elsewhere
):
    from qorgan.web.sealed import summaries

    her = tell(centre, centre_elsewhere, words=FLOOD)
    bulk.propose(by=worker.actor)
    bulk.propose(by=worker_elsewhere.actor)
    assert Summary.objects.filter(thread=her.disclosure.pk).count() == 2
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    (summary,) = summaries.read(Summary.objects.filter(thread=her.disclosure.pk), worker.actor.intake).values()
    assert "sketch" not in summary
    assert Summary.objects.count() == 1


def test_choosing_in_the_inbox_still_shows_whole_rows_of_what_fits(worker, sent, centre):
    page = worker.post("/en/inbox/offered", {"speaks": "en", "label": ""}).content.decode()
    assert all(str(number) in page for number in numbers(sent))
    assert "She herself" in page
    page = worker.post("/en/inbox/offered", {"speaks": "kk", "label": ""}).content.decode()
    assert not any(str(number) in page for number in numbers(sent))


def test_a_large_inbox_is_looked_at_part_by_part(worker, sent, monkeypatch):
    monkeypatch.setattr(bulk, "LOOK_AT", 10)
    assert bulk.propose(by=worker.actor).n_unseen == N - 10
    assert bulk.propose(by=worker.actor).n_unseen == 0
    assert proposed(worker) == numbers(sent)


def _hidden(page, name):
    return page.split(f'name="{name}" value="')[1].split('"')[0]
