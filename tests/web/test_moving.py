"""She takes her conversation to another centre after hers has closed: with her yes, by her key, and no further."""

from datetime import date, timedelta

import pytest
from tests.cast import give_code, tell
from tests.web.test_closing import READS, answered, closed, fresh, to_day, what_is_due

from qorgan.hear.contact import SafeContact
from qorgan.kernel.errors import SealError
from qorgan.web.accounts.models import Centre
from qorgan.web.hear.actions import moving
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, receipts, writing
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.models import Closing, Offer
from qorgan.web.hear.visit import newest_wishes
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Wrap

WAITS = READS + timedelta(days=1)


@pytest.fixture
def waiting(administrators, supervisor, centre, worker_elsewhere, centre_elsewhere, frozen):
    """Her conversation at a centre that has closed, and another centre."""
    her = answered(supervisor, centre)
    her_actions.write_message(found=her.sent.found, words="A later message.")
    closed(administrators, centre)
    to_day(frozen, WAITS)
    her.come_back()
    return her


def choose(her, centre, **more):
    return her.post("/en/talk/centre", {"centre": str(centre.id), **more})


def words_of(opened) -> list[str]:
    return [one.document["words"] for one in opened.entries if one.document.get("words")]


def test_she_sees_who_would_read_it_before_she_says_yes(waiting, centre_elsewhere):
    her = waiting
    page = her.door.get("/en/talk/centre").text
    assert "Centre two" in page
    assert "Centre one" not in page
    page = choose(her, centre_elsewhere).text
    assert "Yes, this centre may read it" in page
    assert "What it has to pass on" in page
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()


def test_with_her_yes_the_other_centre_reads_her_words_and_no_others(waiting, worker_elsewhere, centre_elsewhere):
    her = waiting
    assert "Your choice is kept" in choose(her, centre_elsewhere, yes="1").text
    opened = reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    assert words_of(opened) == ["Written to the first centre.", "A later message."]
    assert her.disclosure.centre == centre_elsewhere
    assert her.disclosure.received_day == WAITS


def test_what_the_closed_centre_held_is_destroyed(waiting, centre, centre_elsewhere):
    her = waiting
    thread = her.sent.found.disclosure.pk
    choose(her, centre_elsewhere, yes="1")
    assert not Wrap.objects.filter(envelope__thread=thread, to_keyring__keyring__centre=centre).exists()
    what_is_due()
    assert not Envelope.objects.filter(thread=thread, direction=Envelope.Direction.INSIDE).exists()


def test_they_go_on_writing_to_each_other(waiting, worker_elsewhere, centre_elsewhere):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    assert her.post("/en/talk/write", {"words": "To the second centre."}).status_code == 302
    opened = reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    assert "To the second centre." in words_of(opened)
    writing.reply(by=fresh(worker_elsewhere), disclosure=her.disclosure, words="From the second centre.")
    page = her.door.get("/en/talk").text
    assert "From the second centre." in page
    assert "An answer of the first centre." in page
    assert "This centre has closed" not in page


def test_her_wishes_can_be_changed_after_it_and_still_name_the_centre(waiting, worker_elsewhere, centre_elsewhere):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    now = newest_wishes(her.sent.found)
    her_actions.change_wishes(found=her.sent.found, wishes=Wishes(now.contact, now.consents))
    assert choice_of(her.sent.found).moved == (str(centre_elsewhere.id),)
    her_actions.write_message(found=her.sent.found, words="Still to the second.")
    opened = reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    assert "Still to the second." in words_of(opened)


def test_the_other_centre_can_give_her_a_new_code(waiting, worker_elsewhere, centre_elsewhere):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    fresh_code = receipts.issue_receipt(
        by=fresh(worker_elsewhere), disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True
    )
    assert give_code(her.door, fresh_code.groups()).status_code == 302
    page = her.door.get("/en/talk").text
    assert "Written to the first centre." in page
    assert her.post("/en/talk/write", {"words": "With my new code."}).status_code == 302
    opened = reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    assert "With my new code." in words_of(opened)


def test_what_came_before_a_new_code_of_the_closed_centre_goes_along(
    administrators, supervisor, centre, worker_elsewhere, centre_elsewhere, frozen
):
    her = answered(supervisor, centre)
    code = receipts.issue_receipt(
        by=fresh(supervisor), disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True
    )
    closed(administrators, centre)
    to_day(frozen, WAITS)
    give_code(her.door, code.groups())
    assert "Your choice is kept" in choose(her, centre_elsewhere, yes="1").text
    opened = reading.open_disclosure(by=fresh(worker_elsewhere), disclosure=her.disclosure)
    assert words_of(opened) == ["Written to the first centre."]


def test_a_second_centre_that_closes_can_be_left_for_a_third(
    waiting, administrators, centre_elsewhere, worker_elsewhere, administrator, frozen
):
    from tests.cast import join, open_centre

    from qorgan.web.accounts.models import Role

    third = open_centre(*administrators, name="Centre three")
    third_supervisor = join(administrator, third, "third", Role.SUPERVISOR)
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    closed(administrators, centre_elsewhere, reads=WAITS, kept=WAITS + timedelta(days=100))
    to_day(frozen, WAITS + timedelta(days=1))
    her.come_back()
    assert "Your choice is kept" in choose(her, third, yes="1").text
    opened = reading.open_disclosure(by=fresh(third_supervisor), disclosure=her.disclosure)
    assert words_of(opened) == ["Written to the first centre.", "A later message."]


def test_who_has_her_code_and_not_her_safe_word_moves_nothing(
    administrators, supervisor, centre, worker_elsewhere, centre_elsewhere, frozen
):
    her = tell(centre, contact=SafeContact(safe_word="heron"))
    closed(administrators, centre)
    to_day(frozen, WAITS)
    her.come_back()
    response = choose(her, centre_elsewhere, yes="1")
    assert (response.status_code, response["Location"]) == (302, "/en/talk/word")
    assert not Offer.objects.filter(centre=centre_elsewhere).exists()


def test_nothing_moves_while_the_centre_reads_or_where_none_closes(
    administrators, supervisor, centre, worker_elsewhere, centre_elsewhere
):
    her = answered(supervisor, centre)
    her.come_back()
    for _ in range(2):
        assert choose(her, centre_elsewhere, yes="1").status_code == 302
        with pytest.raises(moving.NotClosed):
            moving.move(found=her.sent.found, centre=centre_elsewhere, wishes=newest_wishes(her.sent.found))
        if not Closing.objects.exists():
            closed(administrators, centre)
    assert not Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere).exists()


def test_pressing_twice_moves_once(waiting, centre_elsewhere):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    assert choose(her, centre_elsewhere, yes="1").status_code == 302
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_centre_that_is_not_listed_is_not_taken(waiting, centre, sent):
    her = waiting
    assert her.post("/en/talk/centre", {"centre": sent, "yes": "1"}).status_code == 422
    assert choose(her, centre, yes="1").status_code == 422


def test_what_she_took_along_is_not_destroyed_with_the_closed_centre(waiting, centre_elsewhere, frozen):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    to_day(frozen, date(2027, 6, 1))
    assert her.come_back().status_code == 302
    assert "Written to the first centre." in her.door.get("/en/talk").text


# Forged rows


def test_a_row_that_names_another_centre_gets_nothing(waiting, centre_elsewhere):
    """She has chosen nobody: what a row says is not her choice."""
    her = waiting
    Offer.objects.update(centre=centre_elsewhere)
    with pytest.raises(SealError):
        her_actions.write_message(found=her.sent.found, words="To whom?")


def test_without_a_signed_closing_nobody_is_believed_to_be_her_next_centre(waiting, centre_elsewhere):
    her = waiting
    choose(her, centre_elsewhere, yes="1")
    Closing.objects.update(signature=bytes(64))
    assert str(centre_elsewhere.id) not in choice_of(her.sent.found).centres
    with pytest.raises(SealError):
        her_actions.write_message(found=her.sent.found, words="To whom?")


def test_an_altered_centre_is_not_sealed_to(waiting, centre_elsewhere):
    her = waiting
    Centre.objects.filter(pk=centre_elsewhere.pk).update(name={"en": "Another name"})
    with pytest.raises(SealError):
        moving.move(
            found=her.sent.found,
            centre=Centre.objects.get(pk=centre_elsewhere.pk),
            wishes=newest_wishes(her.sent.found),
        )
    assert choose(her, centre_elsewhere, yes="1").status_code == 422


def test_what_somebody_else_put_there_is_not_handed_on_as_hers(waiting, supervisor, worker_elsewhere, centre_elsewhere):
    """A message in her direction that the other centre wrapped to her is not hers to hand on."""
    her = waiting
    row = Envelope.objects.filter(thread=her.disclosure.pk, kind="message").first()
    other = worker_elsewhere.actor.intake[0].row
    Wrap.objects.filter(envelope=row, to_survivor__isnull=False).update(from_survivor=None, from_keyring=other)
    choose(her, centre_elsewhere, yes="1")
    assert not Wrap.objects.filter(envelope=row, to_keyring__isnull=False).exists()
    with pytest.raises(SealError):
        sealing.open_for_centre(Envelope.objects.get(pk=row.pk), fresh(worker_elsewhere).intake)
