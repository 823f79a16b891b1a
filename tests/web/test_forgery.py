"""Somebody who can write the database but has no key file: what he tries, and that he is refused at the next use."""

import uuid

import pytest
from tests.cast import tell

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import Binding, seal_document, wrap_between, wrap_sealed
from qorgan.vault.keyring import seal_grant
from qorgan.vault.secret import KeyPair, Secret
from qorgan.vault.signing import sign_public_key
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import confirming
from qorgan.web.accounts.models import Duty, Grant, KeyringKey
from qorgan.web.audit.chain import verify
from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear import receipts
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.conversation import _entries
from qorgan.web.sealed.models import Envelope, SurvivorKey, Wrap
from qorgan.web.shell import keys
from qorgan.web.shell.journal import SURVIVORS


def opened(member, survivor):
    return reading.open_disclosure(by=member.actor, disclosure=survivor.disclosure)


def forge(thread, direction, sequence, document):
    """Make an envelope as a writer of the database can: everything but keys."""
    row = Envelope(
        id=uuid.uuid4(), thread=thread, sequence=sequence, kind="message", direction=direction, day="2026-11-20"
    )
    sealed = seal_document(document, Binding("message", row.id, thread.id, sequence, direction, 1))
    row.ciphertext = sealed.ciphertext
    row.save()
    return row, sealed.payload


def test_a_forged_centre_key_is_refused_before_anything_is_sealed_to_it(supervisor, centre):
    forger = KeyPair.generate()
    KeyringKey.objects.filter(keyring__centre=centre).update(public=forger.public)
    with pytest.raises(SealError):
        tell(centre)
    assert not Envelope.objects.exists()


def test_a_forged_key_with_a_signature_of_another_key_is_refused(supervisor, centre):
    forger, row = KeyPair.generate(), KeyringKey.objects.get(keyring__centre=centre)
    owner = keyrings.owner_of(row.keyring)
    signature = sign_public_key(Secret(b"\x01" * 32), owner=owner, version=1, public=forger.public)
    KeyringKey.objects.filter(id=row.id).update(public=forger.public, signature=signature)
    with pytest.raises(SealError):
        tell(centre)


def test_the_key_of_one_centre_cannot_be_put_in_the_place_of_another(
    supervisor, worker_elsewhere, centre, centre_elsewhere
):
    other = KeyringKey.objects.get(keyring__centre=centre_elsewhere, keyring__duty=Duty.INTAKE)
    KeyringKey.objects.filter(keyring__centre=centre).update(
        public=bytes(other.public), signature=bytes(other.signature)
    )
    with pytest.raises(SealError):
        tell(centre)


def test_a_centre_row_pointed_at_another_keyring_is_refused(supervisor, worker_elsewhere, centre, centre_elsewhere):
    keyring = worker_elsewhere.actor.centre.keyring.get(duty=Duty.INTAKE)
    mine = centre.keyring.get(duty=Duty.INTAKE)
    mine.centre, keyring.centre = None, centre
    mine.duty = "gone"
    mine.save()
    keyring.save()
    with pytest.raises(SealError):
        tell(centre)


def test_a_forged_answer_does_not_reach_her(survivor, worker):
    opened(worker, survivor)
    thread = survivor.disclosure.thread
    row, payload = forge(thread, "out", 3, {"words": "Come to this place tonight.", "at": ""})
    forger = KeyPair.generate()
    hers = SurvivorKey.objects.get(thread=thread)
    key = KeyringKey.objects.get(keyring__centre=survivor.disclosure.centre)
    box = wrap_between(payload, forger.private, bytes(hers.public))
    Wrap.objects.create(envelope=row, to_survivor=hers, from_keyring=key, box=box)
    entries, refused = _entries(survivor.sent.found)
    assert refused == 1
    assert all("Come to" not in str(one.document) for one in entries)


def test_an_anonymous_box_does_not_reach_her(survivor):
    thread = survivor.disclosure.thread
    row, payload = forge(thread, "out", 3, {"words": "Forged.", "at": ""})
    hers = SurvivorKey.objects.get(thread=thread)
    Wrap.objects.create(envelope=row, to_survivor=hers, box=wrap_sealed(payload, bytes(hers.public)))
    assert _entries(survivor.sent.found)[1] == 1


def test_an_anonymous_later_message_does_not_reach_the_centre(survivor, worker):
    opened(worker, survivor)
    row, payload = forge(survivor.disclosure.thread, "in", 3, {"words": "Forged.", "at": ""})
    key = KeyringKey.objects.get(keyring__centre=survivor.disclosure.centre)
    Wrap.objects.create(envelope=row, to_keyring=key, box=wrap_sealed(payload, bytes(key.public)))
    assert opened(worker, survivor).refused == 1


def test_a_replaced_survivor_key_is_refused_by_centre_and_by_her(survivor, worker):
    forger = KeyPair.generate()
    SurvivorKey.objects.update(public=forger.public)
    assert opened(worker, survivor).refused == 2
    with pytest.raises(SealError):
        receipts.find(survivor.sent.receipt)


def test_a_replaced_first_envelope_is_refused_because_her_key_is_inside(survivor, worker):
    first = Envelope.objects.get(sequence=1)
    document = {"words": "Forged.", "public_key": KeyPair.generate().public.hex()}
    sealed = seal_document(document, Binding("disclosure", first.id, first.thread_id, 1, "in", 1))
    Envelope.objects.filter(pk=first.pk).update(ciphertext=sealed.ciphertext)
    key = KeyringKey.objects.get(keyring__centre=worker.actor.centre)
    Wrap.objects.filter(envelope=first, to_keyring=key).update(box=wrap_sealed(sealed.payload, bytes(key.public)))
    assert "Forged." not in str([one.document for one in opened(worker, survivor).entries])
    assert opened(worker, survivor).refused == 1


def test_a_message_moved_to_another_thread_is_refused(supervisor, centre):
    one, two = tell(centre, words="One."), tell(centre, words="Two.")
    her_actions.write_message(found=one.sent.found, words="More of one.")
    opened(supervisor, two)
    Envelope.objects.filter(thread=one.disclosure.thread, sequence=3).update(thread=two.disclosure.thread)
    assert opened(supervisor, two).refused == 1


def test_a_message_turned_round_is_refused(survivor, worker):
    her_actions.write_message(found=survivor.sent.found, words="Mine.")
    Envelope.objects.filter(sequence=3).update(direction="out")
    assert _entries(survivor.sent.found)[1] == 1


def test_swapped_ciphertexts_are_refused(survivor, worker):
    for words in ("One.", "Two."):
        her_actions.write_message(found=survivor.sent.found, words=words)
    third, fourth = Envelope.objects.filter(sequence__in=(3, 4)).order_by("sequence")
    one, two = bytes(third.ciphertext), bytes(fourth.ciphertext)
    Envelope.objects.filter(pk=third.pk).update(ciphertext=two)
    Envelope.objects.filter(pk=fourth.pk).update(ciphertext=one)
    assert opened(worker, survivor).refused == 2


def test_an_answer_taken_from_another_thread_is_refused(supervisor, centre):
    one, two = tell(centre, words="One."), tell(centre, words="Two.")
    for each in (one, two):
        opened(supervisor, each)
    writing.reply(by=supervisor.actor, disclosure=one.disclosure, words="For one.")
    answer = Envelope.objects.get(direction="out")
    hers = SurvivorKey.objects.get(thread=two.disclosure.thread)
    Wrap.objects.filter(envelope=answer, to_survivor__isnull=False).update(to_survivor=hers)
    Envelope.objects.filter(pk=answer.pk).update(thread=two.disclosure.thread)
    assert _entries(two.sent.found)[1] == 1


def test_a_forged_grant_opens_no_keyring(survivor, worker):
    from qorgan.vault.keyring import new_keyring

    forged = new_keyring()
    row = Grant.objects.get(member=worker.actor.member)
    label = keyrings.label_of(row.key)
    row.box = seal_grant(forged, bytes(worker.actor.member.public_key), label=label)
    row.save()
    with pytest.raises(SealError):
        keyrings.held(worker.actor.member, worker.actor.key_pair, Duty.INTAKE)


def test_a_member_key_put_in_by_a_forger_gets_no_grant(supervisor, worker):
    member = worker.actor.member
    member.public_key = KeyPair.generate().public
    member.save()
    with pytest.raises(SealError):
        confirming.confirm(by=supervisor.actor, member=member)


@pytest.mark.parametrize("change", ["content", "gone", "last"])
def test_a_changed_audit_is_noticed(survivor, worker, change):
    opened(worker, survivor)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="x")
    chain = worker.actor.chain
    verify(chain)
    verify(SURVIVORS)
    rows = AuditEntry.objects.filter(chain=chain)
    if change == "content":
        row = rows[1]
        row.sealed = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
        row.save()
    else:
        (rows[1] if change == "gone" else rows.order_by("-sequence")[0]).delete()
    with pytest.raises(SealError):
        verify(chain)


@pytest.mark.real_derivation
def test_the_database_holds_nothing_a_password_guesser_could_test(supervisor):
    """Everything that depends on her pass phrase also depends on the staff key file, which is not in the database."""
    from qorgan.kernel.errors import PassphraseError
    from qorgan.vault.people import derive_wrapping_key, unwrap_private_key

    member = supervisor.actor.member
    salt, wrapped = bytes(member.salt), bytes(member.private_key)
    with_the_file = derive_wrapping_key(supervisor.passphrase, salt, keys.key("staff", "staff"))
    assert unwrap_private_key(wrapped, with_the_file, member.id)
    guessed = derive_wrapping_key(supervisor.passphrase, salt, Secret(b"\x00" * 32))
    with pytest.raises(PassphraseError):
        unwrap_private_key(wrapped, guessed, member.id)
