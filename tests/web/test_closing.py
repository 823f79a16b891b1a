"""A centre closes: two people want it, its workers read until a day, and what it was told waits for her."""

from datetime import date, timedelta

import pytest
from tests.cast import Door, Member, signed_in, tell

from qorgan.kernel.errors import SealError
from qorgan.web.accounts.actions import members
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Centre, Grant, Notice, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import Profile
from qorgan.web.accounts.statements import keep_fresh, listed_centres
from qorgan.web.audit.chain import verify
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import closing as actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.actions.staff.clockwork import centres_that_read, note_waiting, shred_due
from qorgan.web.hear.closings import closing_of
from qorgan.web.hear.models import Closing, Disclosure, Offer
from qorgan.web.sealed.models import Draft, Envelope, Summary, Thread, Wrap
from qorgan.web.shell import clock

READS = date(2026, 12, 1)
KEPT = date(2027, 3, 15)


def fresh(member: Member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def to_day(frozen, day: date) -> None:
    frozen.advance(timedelta(days=(day - clock.today()).days))
    what_is_due()


def what_is_due() -> None:
    """As the clockwork does it each minute; without cutting the journal, for a test is one transaction."""
    today = clock.today()
    actions.keep_days(today=today)
    shred_due(today=today)
    for centre in centres_that_read(today=today):
        note_waiting(centre=centre, today=today)


def closed(administrators, centre, reads=READS, kept=KEPT) -> Closing:
    first, second = administrators
    row = actions.propose(by=first.actor, centre=centre, reads_until=reads, kept_until=kept)
    actions.confirm(by=second.actor, centre=centre)
    centre.refresh_from_db()
    row.refresh_from_db()
    return row


def answered(supervisor, centre):
    """A conversation with words, an answer and a note."""
    her = tell(centre, words="Written to the first centre.")
    reading.open_disclosure(by=supervisor.actor, disclosure=her.disclosure)
    writing.reply(by=supervisor.actor, disclosure=her.disclosure, words="An answer of the first centre.")
    writing.add_note(by=supervisor.actor, disclosure=her.disclosure, words="A note of the first centre.")
    return her


# Two people


def test_nothing_happens_before_a_second_administrator_has_confirmed(administrators, supervisor, centre):
    first, second = administrators
    actions.propose(by=first.actor, centre=centre, reads_until=READS, kept_until=KEPT)
    with pytest.raises(NotAllowed):
        actions.confirm(by=first.actor, centre=centre)
    assert centre in listed_centres()
    actions.confirm(by=second.actor, centre=centre)
    assert centre not in listed_centres()
    assert verify("country")


def test_a_proposal_can_be_taken_back_and_a_closing_cannot(administrators, supervisor, centre):
    first, second = administrators
    actions.propose(by=first.actor, centre=centre, reads_until=READS, kept_until=KEPT)
    actions.withdraw(by=second.actor, centre=centre)
    closed(administrators, centre)
    with pytest.raises(NotAllowed):
        actions.withdraw(by=first.actor, centre=centre)
    with pytest.raises(NotAllowed):
        actions.propose(by=first.actor, centre=centre, reads_until=READS, kept_until=KEPT)


@pytest.mark.parametrize(
    ("reads", "kept"), [(date(2026, 11, 19), KEPT), (READS, READS + timedelta(days=89)), (READS, date(2029, 1, 1))]
)
def test_days_that_leave_her_too_little_time_are_refused(administrators, supervisor, centre, reads, kept):
    with pytest.raises(NotAllowed):
        actions.propose(by=administrators[0].actor, centre=centre, reads_until=reads, kept_until=kept)
    assert not Closing.objects.exists()


def test_both_administrators_do_it_on_the_pages(administrators, supervisor, centre):
    first, second = administrators
    address = f"/en/centres/{centre.id}/closing"
    assert first.post(address, {"reads_until": "x", "kept_until": ""}).status_code == 422
    assert first.post(address, {"reads_until": "2026-12-01", "kept_until": "2026-12-02"}).status_code == 422
    assert first.post(address, {"reads_until": "2026-12-01", "kept_until": "2027-03-15"}).status_code == 302
    assert "Close this centre" not in first.get(address).text
    assert first.post(f"{address}/confirm").status_code == 422
    assert second.post(f"{address}/confirm").status_code == 302
    assert "It still reads" in second.get(address).text
    assert "This centre closes" in supervisor.get("/en/lead/centre").text
    assert "This centre closes. It reads and answers until 1 December 2026." in supervisor.get("/en/inbox").text


# Until the first day


def test_the_public_list_drops_it_at_once_and_nobody_new_joins_it(administrators, supervisor, centre):
    door = Door("public")
    assert "Centre one" in door.get("/en/help").text
    assert "Centre one" in door.get("/en/tell/survivor").text
    closed(administrators, centre)
    assert "Centre one" not in door.get("/en/help").text
    assert "Centre one" not in door.get("/en/tell/survivor").text
    centre = Centre.objects.get(pk=centre.pk)
    for by in (fresh(supervisor), administrators[0].actor):
        with pytest.raises(NotAllowed):
            members.invite(by=by, centre=centre, sign_in_name="n", profile=Profile("n"), roles=[Role.SUPERVISOR])


def test_until_the_first_day_its_workers_read_and_answer_and_she_is_told(administrators, supervisor, centre, frozen):
    her = answered(supervisor, centre)
    closed(administrators, centre)
    to_day(frozen, READS)
    keep_fresh(today=clock.today())
    her.come_back()
    page = her.door.get("/en/talk").text
    assert "This centre closes" in page
    assert "1 December 2026" in page
    assert "15 March 2027" in page
    assert her.post("/en/talk/write", {"words": "One more thing."}).status_code == 302
    Notice.objects.all().delete()
    what_is_due()
    assert Notice.objects.filter(kind=Notice.Kind.ANSWERED).exists()
    opened = reading.open_disclosure(by=fresh(supervisor), disclosure=her.disclosure)
    assert "One more thing." in [one.document.get("words") for one in opened.entries]
    writing.reply(by=fresh(supervisor), disclosure=her.disclosure, words="Until the last day.")
    assert "Until the last day." in her.door.get("/en/talk").text


def test_what_another_centre_was_offered_too_is_left_to_it(
    administrators, supervisor, centre, worker_elsewhere, centre_elsewhere
):
    her = tell(centre, centre_elsewhere)
    closed(administrators, centre)
    assert {one.centre_id for one in Offer.objects.all()} == {centre_elsewhere.id}
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre).exists()
    assert closing_of(her.disclosure) is None
    her.come_back()
    assert "This centre" not in her.door.get("/en/talk").text


# After it


def test_after_the_first_day_nobody_of_it_signs_in_or_holds_a_key(administrators, supervisor, worker, centre, frozen):
    her = answered(supervisor, centre)
    closed(administrators, centre)
    worker.post("/en/cases/new", {"called": "Madina", "keep": "1"})
    assert Draft.objects.exists()
    to_day(frozen, READS + timedelta(days=1))
    assert not Draft.objects.exists()
    for member in (supervisor, worker):
        assert fresh(member).member.state == Row.State.ENDED
        assert fresh(member).intake == []
        assert member.get("/en/inbox").status_code == 302
    assert not Grant.objects.filter(key__keyring__centre=centre).exists()
    assert not Summary.objects.filter(thread=her.disclosure.thread).exists()
    assert verify(str(centre.id))


def test_one_who_had_not_joined_yet_cannot_join_any_more(administrators, supervisor, centre, frozen):
    from qorgan.kernel.errors import PassphraseError

    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="late", profile=Profile("late"), roles=[Role.WORKER]
    )
    closed(administrators, centre, reads=date(2026, 11, 20))
    to_day(frozen, date(2026, 11, 21))
    with pytest.raises(PassphraseError):
        signed_in("late", code)


def test_she_is_told_calmly_and_can_read_all_she_could(administrators, supervisor, centre, frozen):
    her = answered(supervisor, centre)
    closed(administrators, centre)
    to_day(frozen, READS + timedelta(days=1))
    assert her.come_back().status_code == 302
    page = her.door.get("/en/talk").text
    assert "This centre has closed" in page
    assert "15 March 2027" in page
    assert "Nothing is passed on unless you choose it." in page
    assert "An answer of the first centre." in page
    assert "Written to the first centre." in page
    assert 'action="/en/talk/write"' not in page


def test_what_she_writes_then_is_not_sent_and_stays_on_her_page(administrators, supervisor, centre, frozen):
    her = answered(supervisor, centre)
    her.come_back()
    closed(administrators, centre, reads=date(2026, 11, 20))
    to_day(frozen, date(2026, 11, 21))
    her.come_back()
    n = Envelope.objects.filter(thread=her.disclosure.pk).count()
    page = her.post("/en/talk/write", {"words": "Is anybody there?"})
    assert page.status_code == 409
    assert "It was not sent" in page.text
    assert "Is anybody there?" in page.text
    assert Envelope.objects.filter(thread=her.disclosure.pk).count() == n
    with pytest.raises(her_actions.Closed):
        her_actions.write_message(found=her.sent.found, words="x")


def test_she_can_delete_it_still(administrators, supervisor, centre, frozen):
    her = answered(supervisor, centre)
    closed(administrators, centre)
    to_day(frozen, READS + timedelta(days=1))
    her.come_back()
    assert her.post("/en/talk/delete").status_code == 200
    to_day(frozen, READS + timedelta(days=8))
    assert not Thread.objects.filter(pk=her.sent.found.disclosure.pk).exists()


# After the second day


def test_what_she_took_nowhere_is_destroyed_after_the_stated_day_and_not_before(
    administrators, supervisor, centre, frozen, worker_elsewhere, centre_elsewhere
):
    her, unopened = answered(supervisor, centre), tell(centre)
    other = tell(centre_elsewhere)
    closed(administrators, centre)
    to_day(frozen, KEPT)
    assert Thread.objects.filter(pk__in=[her.disclosure.pk, unopened.disclosure.pk]).count() == 2
    to_day(frozen, KEPT + timedelta(days=1))
    assert list(Thread.objects.values_list("pk", flat=True)) == [other.disclosure.pk]
    assert her.come_back().status_code == 422
    assert verify(str(centre.id))


def test_what_two_closed_centres_were_offered_is_kept_until_the_later_day(
    administrators, supervisor, centre, worker_elsewhere, centre_elsewhere, frozen
):
    her = tell(centre, centre_elsewhere)
    Centre.objects.filter(pk=centre_elsewhere.pk).update(state=Centre.State.PROPOSED)  # so that the offer stays
    closed(administrators, centre)
    Centre.objects.filter(pk=centre_elsewhere.pk).update(state=Centre.State.OPEN)
    closed(administrators, centre_elsewhere, kept=KEPT + timedelta(days=30))
    to_day(frozen, KEPT + timedelta(days=1))
    assert Disclosure.objects.filter(pk=her.sent.found.disclosure.pk).exists()
    to_day(frozen, KEPT + timedelta(days=31))
    assert not Disclosure.objects.filter(pk=her.sent.found.disclosure.pk).exists()


# Forged rows


def test_a_closing_that_somebody_wrote_in_closes_nothing_and_destroys_nothing(
    administrators, supervisor, centre, frozen
):
    her = answered(supervisor, centre)
    first, second = administrators
    Closing.objects.create(
        centre=centre,
        reads_until=date(2026, 1, 1),
        kept_until=date(2026, 2, 1),
        proposed_by=first.actor.member,
        confirmed_by=second.actor.member,
        signature=bytes(64),
    )
    what_is_due()
    assert Thread.objects.filter(pk=her.disclosure.pk).exists()
    assert fresh(supervisor).member.state == Row.State.ACTIVE
    her.come_back()
    assert "This centre" not in her.door.get("/en/talk").text


@pytest.mark.parametrize("field", ["reads_until", "kept_until", "proposed_by", "confirmed_by"])
def test_an_altered_closing_is_not_believed(administrators, supervisor, worker, centre, frozen, field):
    her = answered(supervisor, centre)
    row = closed(administrators, centre)
    other = worker.actor.member if field.endswith("by") else getattr(row, field) - timedelta(days=1)
    Closing.objects.update(**{field: other})
    to_day(frozen, KEPT + timedelta(days=60))
    assert Thread.objects.filter(pk=her.disclosure.pk).exists()
    assert closing_of(her.disclosure) is None


def test_a_proposal_with_altered_days_is_not_confirmed(administrators, supervisor, centre):
    first, second = administrators
    actions.propose(by=first.actor, centre=centre, reads_until=READS, kept_until=KEPT)
    Closing.objects.update(reads_until=READS - timedelta(days=5))
    with pytest.raises(SealError):
        actions.confirm(by=second.actor, centre=centre)
