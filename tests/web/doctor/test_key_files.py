"""Key files are looked at one by one: what is wrong is named, with the rule and the next step."""

import os
from pathlib import Path

import pytest

from qorgan.vault.keyfiles import create_key_file
from qorgan.web.doctor.finding import Finding, Level
from qorgan.web.doctor.key_files import check
from qorgan.web.shell import keys

N_KEYS = sum(map(len, keys.NAMES.values()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.create_missing(tmp_path / "keys")
    create_key_file(tmp_path / "keys/shared/recovery.public")
    return tmp_path / "keys"


def _broken(folder: Path) -> list[Finding]:
    return [one for one in check(folder) if one.level == Level.BROKEN]


def test_whole_key_files_are_said_to_be_so(folder):
    found = list(check(folder))
    assert {one.level for one in found} == {Level.OK}
    assert f"{N_KEYS} key files" in found[0].what


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.chmod(0o640), "open to others"),
        (lambda path: path.write_bytes(b"short"), "wrong size"),
        (lambda path: (path.rename(path.with_suffix(".old")), path.symlink_to(path.with_suffix(".old"))), "link"),
    ],
)
def test_a_damaged_key_file_is_named_with_its_rule_and_the_next_step(folder, damage, says):
    path = folder / "staff/staff.key"
    damage(path)
    (found,) = _broken(folder)
    assert says in found.what
    assert found.where == str(path)
    assert found.rule
    assert found.next_step


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_key_file_of_another_user_is_named(folder):
    os.chown(folder / "public/receipt.key", 65534, 65534)
    (found,) = _broken(folder)
    assert found.where == str(folder / "public/receipt.key")
    assert "another user" in found.what


def test_two_files_that_do_not_belong_together_are_named(folder):
    (folder / "staff/signing.key").unlink()
    create_key_file(folder / "staff/signing.key")
    (found,) = _broken(folder)
    assert "do not belong together" in found.what


@pytest.mark.parametrize("name", ["", "staff"])
def test_a_folder_that_others_can_write_is_named(folder, name):
    (folder / name).chmod(0o777)
    (found,) = _broken(folder)
    assert found.where == str(folder / name)


def test_without_a_recovery_key_nothing_is_broken_but_somebody_should_look(folder):
    (folder / "shared/recovery.public").unlink()
    (found,) = [one for one in check(folder) if one.level != Level.OK]
    assert found.level == Level.LOOK
    assert "recovery-key" in found.next_step


def test_a_folder_that_is_gone_is_not_made(tmp_path):
    (found,) = check(tmp_path / "keys")
    assert found.level == Level.BROKEN
    assert not (tmp_path / "keys").exists()


def test_further_versions_of_a_secret_are_looked_at_too(folder):
    create_key_file(folder / "public/receipt-2.key")
    assert f"{N_KEYS + 1} key files" in next(check(folder)).what
    (folder / "public/receipt-2.key").write_bytes(b"short")
    (found,) = _broken(folder)
    assert found.where == str(folder / "public/receipt-2.key")
