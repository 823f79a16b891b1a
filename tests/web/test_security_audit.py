"""The page of the audit believes what the door wrote, and nothing that somebody put among it."""

from qorgan.vault.envelope import wrap_sealed
from qorgan.vault.padding import pad
from qorgan.vault.secret import Secret
from qorgan.web.accounts.models import Duty, KeyringKey
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.hear.actions.staff import reading, receipts


def test_a_row_put_among_the_others_is_not_shown_as_true(survivor, worker, auditor):
    """Anybody can seal to the auditors: their public key lies in the database."""
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    chain = worker.actor.chain
    public = bytes(KeyringKey.objects.get(keyring__duty=Duty.AUDIT).public)
    who = worker.actor.member.id
    told = f'{{"what":"receipt.issued","who":"{who}","about":"forged-thread","at":"","detail":{{}}}}'.encode()
    head = ChainHead.objects.get(chain=chain)
    AuditEntry.objects.create(
        chain=chain,
        sequence=head.sequence + 1,
        day="2026-11-20",
        sealed=wrap_sealed(Secret(pad(told, 256)), public),
        mac=bytes(head.mac),
    )
    page = auditor.get(f"/en/audit?chain={chain}").content.decode()
    assert "forged-t" not in page
    assert "opened a conversation" in page
    assert "Verify the chain" in page


def test_rows_that_the_door_wrote_are_all_shown(survivor, worker, auditor):
    for _ in range(3):
        reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    for chain in (worker.actor.chain, "country", "survivors"):
        assert "Verify the chain" not in auditor.get(f"/en/audit?chain={chain}").content.decode()


def test_a_row_taken_out_shows_on_the_page(survivor, worker, auditor):
    for _ in range(3):
        reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    chain = worker.actor.chain
    AuditEntry.objects.filter(chain=chain).order_by("sequence")[1].delete()
    assert "Verify the chain" in auditor.get(f"/en/audit?chain={chain}").content.decode()


def test_details_are_words_in_the_auditors_language(supervisor, worker, survivor, auditor):
    """Roles and the other fixed words are shown as names, not as the codes that rows hold."""
    address = f"/en/members/{worker.actor.member.id}"
    assert supervisor.post(address, {"roles": ["worker", "supervisor"]}).status_code == 302
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    receipts.issue_receipt(by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True)
    page = auditor.get(f"/ru/audit?chain={worker.actor.chain}").content.decode()
    assert "роли: руководитель, сотрудница" in page
    assert "как проверено: другим способом" in page
    assert "otherwise" not in page
    assert "supervisor,worker" not in page
