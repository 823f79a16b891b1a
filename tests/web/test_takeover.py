"""Somebody who has taken over one door and has all its key files and the database: what he has, and what he has not."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from tests.cast import tell

from qorgan.hear.contact import SafeContact
from qorgan.kernel.errors import KeyFileError, SealError
from qorgan.vault.chain import next_mac
from qorgan.vault.envelope import unwrap_sealed
from qorgan.vault.keyfiles import load_key_file
from qorgan.vault.receipt import Receipt, ReceiptSecret
from qorgan.vault.secret import KeyPair
from qorgan.web.accounts.models import Grant
from qorgan.web.audit import chain as audit
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.hear import receipts
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.actions.staff import receipts as receipt_actions
from qorgan.web.hear.models import SpentForm
from qorgan.web.sealed.models import Wrap
from qorgan.web.shell import keys


def files_of(*doors):
    """Return the keys that lie in the folders of these doors."""
    folder = Path(django_settings.KEY_DIR)
    return [load_key_file(folder / door / f"{name}.key") for door in doors for name in keys.NAMES[door]]


@pytest.mark.parametrize(("door", "other"), [("public", "staff"), ("staff", "public")])
def test_a_door_is_refused_every_key_of_the_other(settings, door, other):
    settings.DOOR = door
    for name in keys.NAMES[other]:
        with pytest.raises(KeyFileError):
            keys.key(other, name)
    for name in keys.NAMES[door]:
        assert keys.key(door, name)


def test_the_staff_door_holds_no_secret_of_receipts_that_were_shown_on_sending(settings):
    settings.DOOR = "staff"
    with pytest.raises(KeyFileError):
        keys.receipt_secrets()
    assert {one.version for one in keys.handover_secrets()} == {"handover"}
    assert keys.handover_secrets()[0].key not in files_of("public")


def test_what_the_public_door_has_opens_no_conversation_whose_receipt_is_not_used(survivor, worker):
    """All its key files, tried as private keys, and everything that is kept of forms, tried as what a receipt is made of."""
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="An answer.")
    boxes = [*Wrap.objects.values_list("box", flat=True), *Grant.objects.values_list("box", flat=True)]
    for key in files_of("shared", "public"):
        pair = KeyPair.from_private(key)
        for box in boxes:
            with pytest.raises(SealError):
                unwrap_sealed(bytes(box), pair)
    form = ReceiptSecret("form", keys.key("public", "form"))
    kept = [bytes(one) for one in SpentForm.objects.values_list("tag", flat=True)]
    assert kept
    assert [one for one in kept if receipts.find(Receipt.for_nonce(one, form))] == []


def test_the_public_door_cannot_go_on_with_the_chain_of_a_centre(survivor, worker, settings):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    chain = worker.actor.chain
    row = AuditEntry.objects.filter(chain=chain).order_by("sequence").last()
    before = AuditEntry.objects.get(chain=chain, sequence=row.sequence - 1)
    row.sealed = bytes(row.sealed)[::-1]
    row.mac = next_mac(
        keys.key("public", "audit"),
        chain=chain,
        sequence=row.sequence,
        previous=bytes(before.mac),
        content=audit._bound(row.day, row.sealed),
    )
    row.save()
    ChainHead.objects.filter(chain=chain).update(mac=row.mac)
    with pytest.raises(SealError):
        audit.verify(chain)
    settings.DOOR = "public"
    with pytest.raises(KeyFileError):
        audit.verify(chain)


def _rows(auditor, chain):
    pair = auditor.actor.audit[0].secret.key_pair
    return [audit.read(one, pair) for one in AuditEntry.objects.filter(chain=chain).order_by("sequence")]


def test_a_worker_issues_no_receipt_unseen(supervisor, centre, auditor):
    survivor = tell(centre, contact=SafeContact(safe_word="plum"))
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    asked = {"by": supervisor.actor, "disclosure": survivor.disclosure, "checked_otherwise": True}
    with pytest.raises(receipt_actions.NotKnown):
        receipt_actions.issue_receipt(**asked, heard_safe_word="pear")
    receipt_actions.issue_receipt(**asked, heard_safe_word="plum")
    told = [
        one["what"] for one in _rows(auditor, supervisor.actor.chain) if one["about"] == str(survivor.disclosure.pk)
    ]
    assert told == ["disclosure.accepted", "disclosure.opened", "safe-word.refused", "receipt.issued"]


def test_an_auditor_reads_who_and_when_and_no_word_of_anybody(supervisor, centre, auditor):
    words = ("She wrote of walnuts.", "apricot", "+7 700 canary", "An answer.", "A note.", "follow-up")
    contact = SafeContact(safe_word=words[1], where=words[2])
    survivor = tell(centre, words=words[0], contact=contact)
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    writing.reply(by=supervisor.actor, disclosure=survivor.disclosure, words=words[3])
    writing.add_note(by=supervisor.actor, disclosure=survivor.disclosure, words=words[4])
    reading.set_labels(by=supervisor.actor, disclosure=survivor.disclosure, labels=[words[5]])
    receipt_actions.issue_receipt(
        by=supervisor.actor, disclosure=survivor.disclosure, heard_safe_word=words[1], checked_otherwise=False
    )
    told = str([_rows(auditor, chain) for chain in audit.chains()])
    assert "receipt.issued" in told
    assert [one for one in words if one in told] == []
    assert auditor.get(f"/en/d/{survivor.disclosure.pk}").status_code == 404
    with pytest.raises(SealError):
        unwrap_sealed(bytes(Wrap.objects.exclude(to_keyring=None)[0].box), auditor.actor.audit[0].secret.key_pair)
