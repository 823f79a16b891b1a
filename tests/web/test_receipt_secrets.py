"""The secret of receipts gets new versions: new receipts use the newest, and no old one is closed by it."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import override_settings
from tests.cast import give_code, tell

from qorgan.hear.contact import SafeContact
from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.consent import Consents, Speaker
from qorgan.kernel.errors import KeyFileError
from qorgan.vault.receipt import Receipt
from qorgan.web.audit.models import AuditEntry
from qorgan.web.doctor import database
from qorgan.web.doctor.finding import Level
from qorgan.web.hear import receipts, tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.actions.staff import receipts as receipt_actions
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import receipt_secrets
from qorgan.web.sealed.models import SurvivorKey
from qorgan.web.shell import clock, keys


@pytest.fixture(autouse=True)
def key_files(settings, tmp_path):
    """Give each test key files of its own: a version that is made is there for good."""
    settings.KEY_DIR = Path(shutil.copytree(settings.KEY_DIR, tmp_path / "keys"))
    yield settings.KEY_DIR
    keys._load.cache_clear()


def _secret_of(found) -> str:
    return SurvivorKey.objects.filter(thread=found.disclosure.pk).latest("version").secret_version


def _new_receipt(worker, survivor) -> Receipt:
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    return receipt_actions.issue_receipt(
        by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
    )


def test_new_receipts_use_the_newest_version_and_older_ones_open_as_before(survivor, worker, centre):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="We read it.")
    made = receipt_secrets.add()
    assert [path.name for path in made] == ["receipt-2.key", "handover-2.key"]
    later = tell(centre, words="She came later.")
    assert (_secret_of(survivor), _secret_of(later)) == ("receipt", "receipt-2")
    assert "She came later." in _talk(later)
    shown = _talk(survivor)
    assert "She wrote this." in shown
    assert "We read it." in shown


def _talk(survivor) -> str:
    assert survivor.come_back().status_code == 302
    return survivor.door.get("/en/talk").content.decode()


def test_a_receipt_that_a_worker_issues_uses_the_newest_version(survivor, worker):
    before = _new_receipt(worker, survivor)
    assert _secret_of(survivor) == "handover"
    receipt_secrets.add()
    assert receipts.find(before)
    issued = receipt_actions.issue_receipt(
        by=worker.actor, disclosure=survivor.disclosure, heard_safe_word="", checked_otherwise=True
    )
    assert _secret_of(survivor) == "handover-2"
    assert receipts.find(before) is None
    assert give_code(survivor.door, issued.groups()).status_code == 302


def test_a_form_sent_again_after_a_change_leads_to_the_same_receipt(survivor, centre):
    token = tokens.new_token(clock.today())
    told = Told("She wrote this.", Speaker.SURVIVOR, "en", {})
    wishes = Wishes(SafeContact(), Consents.none(Speaker.SURVIVOR, clock.today()))
    sent = {"token": token, "told": told, "wishes": wishes, "centres": [centre], "cover": []}
    first = her_actions.submit_disclosure(**sent)
    receipt_secrets.add()
    again = her_actions.submit_disclosure(**sent)
    assert again.is_again
    assert again.found.disclosure == first.found.disclosure


def test_every_version_is_tried_whatever_is_found(survivor, worker, monkeypatch):
    receipt_secrets.add()
    receipt_secrets.add()
    tried: list[str] = []

    def counted(stretched, secret):
        tried.append(secret.version)
        return derive(stretched, secret)

    derive = receipts.keys_for
    monkeypatch.setattr(receipts, "keys_for", counted)
    expected = ["receipt-3", "receipt-2", "receipt", "handover-3", "handover-2", "handover"]
    for receipt in (Receipt.generate(), survivor.sent.receipt):
        tried.clear()
        receipts.find(receipt)
        assert tried == expected


def test_an_unknown_receipt_is_answered_as_before(survivor):
    def answer() -> bytes:
        page = give_code(survivor.door, "00000 00000 00000 00000 00000")
        assert page.status_code == 422
        return page.content.split(b"<main")[1].split(b"<form")[0]

    before = answer()
    receipt_secrets.add()
    assert answer() == before


def test_who_stole_a_version_finds_no_receipt_of_a_later_one(survivor, centre, key_files):
    stolen = Path(shutil.copytree(key_files, key_files.with_name("stolen")))
    receipt_secrets.add()
    later = tell(centre)
    with override_settings(KEY_DIR=stolen):
        assert receipts.find(survivor.sent.receipt)
        assert receipts.find(later.sent.receipt) is None


def test_a_door_that_is_open_knows_a_new_version_at_once_and_never_half_of_it(survivor, key_files, monkeypatch):
    """What stands in the folder while a file is made is no key file; then it is there whole."""
    seen: list[list[str]] = []
    create = keys.create_key_file

    def watched(path):
        create(path)
        seen.append([one.version for one in (*keys.receipt_secrets(), *keys.handover_secrets())])

    monkeypatch.setattr(keys, "create_key_file", watched)
    receipt_secrets.add()
    assert seen == [["receipt", "handover"], ["receipt-2", "receipt", "handover"]]
    assert [one.version for one in keys.receipt_secrets()] == ["receipt-2", "receipt"]
    assert [one.name for one in key_files.rglob("*.new")] == []
    assert {path.stat().st_mode & 0o777 for path in key_files.rglob("*-2.key")} == {0o600}


def test_the_change_is_a_row_of_the_audit_and_without_it_nothing_is_made(survivor, key_files, monkeypatch):
    n_before = AuditEntry.objects.filter(chain="country").count()
    receipt_secrets.add()
    assert AuditEntry.objects.filter(chain="country").count() == n_before + 1

    def fails(path):
        raise KeyFileError("The disk is full.")

    monkeypatch.setattr(keys, "_add", fails)
    with pytest.raises(KeyFileError):
        receipt_secrets.add()
    assert AuditEntry.objects.filter(chain="country").count() == n_before + 1


def test_a_version_that_receipts_need_must_be_there(survivor, centre, key_files):
    receipt_secrets.add()
    tell(centre)
    (key_files / "public/receipt-2.key").unlink()
    with pytest.raises(KeyFileError, match=r"receipt-2\.key is missing.* 1 do\."):
        receipt_secrets.check()
    with pytest.raises(KeyFileError):
        receipt_secrets.add()
    assert not (key_files / "public/receipt-3.key").exists()
    (found,) = database.check_receipts()
    assert found.level == Level.BROKEN
    assert found.where == "receipt-2.key"


def test_a_version_that_no_receipt_needs_may_be_gone(survivor, centre, key_files):
    receipt_secrets.add()
    receipt_secrets.add()
    (key_files / "public/receipt-2.key").unlink()
    receipt_secrets.check()
    (found,) = database.check_receipts()
    assert found.level == Level.OK
    assert found.where == "needed: receipt.key 1; new: receipt-3.key and handover-3.key"


def test_keys_that_were_there_before_versions_were_noted_are_told_apart(survivor, worker):
    _new_receipt(worker, survivor)
    SurvivorKey.objects.update(secret_version="receipt")
    import_module("qorgan.web.sealed.migrations.0003_receipt_secret").name_secrets(apps, None)
    assert dict(SurvivorKey.objects.values_list("version", "secret_version")) == {1: "receipt", 2: "handover"}
