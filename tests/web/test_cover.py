"""She lets another centre read what stays unread, on the day she tells or later, and takes it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import Door, Survivor, give_code, tell

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents, Purpose, Speaker
from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import wrap_between
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.actions.staff import receipts as receipt_actions
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.models import Disclosure, Offer
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.shell import clock

GIVEN = {"consent_other_centre": "on"}


@pytest.fixture
def her(supervisor, worker_elsewhere, centre, centre_elsewhere):
    """Return her who told one centre without that tick; another centre of her region could cover."""
    survivor = tell(centre, cover=(centre_elsewhere,))
    survivor.come_back()
    return survivor


def change(her, *purposes):
    """Put other wishes in the place of hers."""
    consents = Consents.none(Speaker.SURVIVOR, clock.today()).with_given(*purposes, day=clock.today())
    her_actions.change_wishes(found=her.sent.found, wishes=Wishes(SafeContact(), consents))


def keys_of(centre):
    """Return which envelopes a centre holds a key of."""
    held = Wrap.objects.filter(to_keyring__keyring__centre=centre)
    return sorted(held.values_list("envelope__sequence", flat=True))


def seen_by(member):
    """Return what a member may see today."""
    return list(Disclosure.objects.visible_to(member.actor.member, today=clock.today()))


def test_a_consent_given_later_lets_the_other_centre_read_everything(her, worker_elsewhere, centre_elsewhere, frozen):
    assert her.post("/en/talk/write", {"words": "A second message."}).status_code == 302
    file = SimpleUploadedFile("walnut.txt", b"what the file says")
    assert her.post("/en/talk/files", {"file": file}).status_code == 302
    assert keys_of(centre_elsewhere) == []
    assert her.post("/en/talk/wishes", GIVEN).status_code == 200
    assert keys_of(centre_elsewhere) == [1, 2, 3, 4, 5]
    assert seen_by(worker_elsewhere) == [], "not before the third working day"
    frozen.advance(timedelta(days=5))  # Friday to Wednesday
    (row,) = seen_by(worker_elsewhere)
    opened = reading.open_disclosure(by=worker_elsewhere.actor, disclosure=row)
    assert opened.refused == 0
    assert [one.document.get("words") for one in opened.entries if "words" in one.document] == [
        "She wrote this.",
        "A second message.",
    ]
    document = next(one.document for one in opened.entries if one.row.kind == "file")
    given = writing.give_file(by=worker_elsewhere.actor, disclosure=row, document=document)
    assert b"".join(given) == b"what the file says"


def test_keys_given_later_are_bound_as_at_first(her, centre, centre_elsewhere):
    her_actions.write_message(found=her.sent.found, words="A second message.")
    change(her, Purpose.OTHER_CENTRE)

    def bound(one):
        found = Wrap.objects.filter(to_keyring__keyring__centre=one).order_by("envelope__sequence")
        return list(found.values_list("envelope__sequence", "from_survivor", "from_keyring"))

    assert bound(centre_elsewhere) == bound(centre)
    assert bound(centre)[0][1] is None, "the first names no sender: her key lies inside it"


def test_what_she_writes_after_it_goes_to_both(her, centre_elsewhere):
    change(her, Purpose.OTHER_CENTRE)
    her_actions.write_message(found=her.sent.found, words="For both.")
    assert keys_of(centre_elsewhere) == [1, 2, 3, 4]


def test_it_counts_from_the_day_she_wrote(her, worker_elsewhere, frozen):
    frozen.advance(timedelta(days=10))
    change(her, Purpose.OTHER_CENTRE)
    assert len(seen_by(worker_elsewhere)) == 1


def test_taken_back_it_leaves_nothing_and_given_again_it_holds_again(her, worker_elsewhere, centre_elsewhere, frozen):
    her.post("/en/talk/wishes", GIVEN)
    her.post("/en/talk/wishes", {})
    assert keys_of(centre_elsewhere) == []
    assert not Offer.objects.filter(centre=centre_elsewhere).exists()
    her_actions.write_message(found=her.sent.found, words="For mine only.")
    frozen.advance(timedelta(days=5))
    assert seen_by(worker_elsewhere) == []
    assert keys_of(centre_elsewhere) == []
    her.come_back()
    her.post("/en/talk/wishes", GIVEN)
    assert keys_of(centre_elsewhere) == [1, 2, 3, 4, 5, 6]
    assert len(seen_by(worker_elsewhere)) == 1


@pytest.mark.parametrize("when", ["on telling", "later"])
def test_taken_back_it_does_not_come_again_by_a_row(supervisor, worker_elsewhere, centre, centre_elsewhere, when):
    """Her later words go only to those who may cover now: an offer put back by somebody gets nothing."""
    her = tell(centre, cover=(centre_elsewhere,), purposes=(Purpose.OTHER_CENTRE,) if when == "on telling" else ())
    change(her, Purpose.OTHER_CENTRE)
    change(her)
    Offer.objects.create(disclosure=her.disclosure, centre=centre_elsewhere, from_day=clock.today())
    with pytest.raises(SealError):
        her_actions.write_message(found=her.sent.found, words="For mine only.")
    assert keys_of(centre_elsewhere) == []


def test_a_centre_she_struck_out_when_she_told_never_gets_it(supervisor, worker_elsewhere, centre, centre_elsewhere):
    door = Door("public")
    from qorgan.web.hear import tokens

    form = {"token": tokens.new_token(clock.today()), "reader": str(centre.id), "words": "She wrote this."}
    assert door.post("/en/tell/survivor", {**form, "strike": [str(centre_elsewhere.id)]}).status_code == 302
    her = Survivor(None, door)
    assert "this changes nothing" in door.get("/en/talk/wishes").content.decode()
    assert her.post("/en/talk/wishes", GIVEN).status_code == 200
    assert keys_of(centre_elsewhere) == []
    assert keys_of(centre) == [1, 2, 3]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_names_the_centres_before_she_decides(her, language, worker, frozen):
    assert "Centre two" in her.door.get(f"/{language}/talk/wishes").content.decode()
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    assert "Centre two" not in her.door.get(f"/{language}/talk/wishes").content.decode()


def test_once_a_centre_has_opened_it_nobody_is_added(her, worker, centre_elsewhere):
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    change(her, Purpose.OTHER_CENTRE)
    assert keys_of(centre_elsewhere) == []
    assert not Offer.objects.exists()


def _covered(her, worker_elsewhere, frozen):
    change(her, Purpose.OTHER_CENTRE)
    frozen.advance(timedelta(days=5))
    reading.open_disclosure(by=worker_elsewhere.actor, disclosure=her.disclosure)
    writing.reply(by=worker_elsewhere.actor, disclosure=her.disclosure, words="We cover and answer.")


def _reads_and_writes(door, worker_elsewhere, disclosure):
    assert "We cover and answer." in door.get("/en/talk").content.decode()
    assert Survivor(None, door).post("/en/talk/write", {"words": "I read you."}).status_code == 302
    opened = reading.open_disclosure(by=worker_elsewhere.actor, disclosure=disclosure)
    assert opened.entries[-1].document["words"] == "I read you."


@pytest.mark.parametrize("taken_back", [False, True])
def test_with_a_centre_that_covered_she_goes_on_whatever_she_ticks_then(her, worker_elsewhere, frozen, taken_back):
    _covered(her, worker_elsewhere, frozen)
    if taken_back:
        change(her)
    her.come_back()
    _reads_and_writes(her.door, worker_elsewhere, her.disclosure)


def test_a_new_receipt_from_a_centre_that_covered_opens_everything(her, worker_elsewhere, frozen):
    _covered(her, worker_elsewhere, frozen)
    new = receipt_actions.issue_receipt(
        by=worker_elsewhere.actor, disclosure=her.disclosure, heard_safe_word="", checked_otherwise=True
    )
    door = Door("public")
    assert give_code(door, new.groups()).status_code == 302
    _reads_and_writes(door, worker_elsewhere, her.disclosure)


# With write access to the database, and the keys of a centre that could cover and does not.


def _in_her_name(her, kind, document, key):
    """Put in an envelope as if from her, wrapped to her by another centre."""
    thread = her.disclosure.thread
    row, payload = sealing.add_document(thread, kind, sealing.In, document, clock.today())
    reader = sealing.current_survivor_key(thread)
    box = wrap_between(payload, key.secret.key_pair.private, sealing.survivor_public(reader))
    Wrap.objects.create(envelope=row, to_survivor=reader, from_keyring=key.row, box=box)
    return row


def test_a_centre_cannot_give_itself_her_consent(her, worker_elsewhere, centre_elsewhere):
    consents = Consents.none(Speaker.SURVIVOR, clock.today()).with_given(Purpose.OTHER_CENTRE, day=clock.today())
    forged = Wishes(SafeContact(), consents, cover=(str(centre_elsewhere.id),))
    _in_her_name(her, "wishes", forged.to_document(), worker_elsewhere.actor.intake[0])
    Offer.objects.create(disclosure=her.disclosure, centre=centre_elsewhere, from_day=clock.today())
    assert choice_of(her.sent.found).may_cover == frozenset()
    with pytest.raises(SealError):
        her_actions.write_message(found=her.sent.found, words="For mine only.")
    assert keys_of(centre_elsewhere) == []


def test_words_put_in_her_name_do_not_become_hers_by_her_consent(her, worker_elsewhere, centre_elsewhere):
    forged = {"words": "I take it all back.", "at": clock.now().isoformat()}
    row = _in_her_name(her, "message", forged, worker_elsewhere.actor.intake[0])
    change(her, Purpose.OTHER_CENTRE)
    assert row.sequence not in keys_of(centre_elsewhere)
    assert keys_of(centre_elsewhere) == [1, 2, 4]
    assert Envelope.objects.count() == 4
