"""A key file is made once, read by its owner alone, and refused with the way out."""

import os
import stat
from pathlib import Path

import pytest

from qorgan.kernel.errors import KeyFileError
from qorgan.vault.keyfiles import create_key_file, load_key_file
from qorgan.vault.secret import Secret


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "staff.key"


def refused(path: Path) -> str:
    with pytest.raises(KeyFileError) as caught:
        load_key_file(path)
    message = str(caught.value)
    assert str(path) in message
    assert "Rule:" in message
    assert "Next:" in message
    return message


def test_a_created_key_is_loaded(path: Path) -> None:
    create_key_file(path)
    assert load_key_file(path) == Secret(path.read_bytes())
    assert path.stat().st_size == 32


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_created_key_is_its_owners_alone_whatever_the_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        create_key_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_created_keys_differ(tmp_path: Path) -> None:
    create_key_file(tmp_path / "one.key")
    create_key_file(tmp_path / "other.key")
    assert load_key_file(tmp_path / "one.key") != load_key_file(tmp_path / "other.key")


def test_a_key_is_never_overwritten(path: Path) -> None:
    create_key_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="never overwritten"):
        create_key_file(path)
    assert path.read_bytes() == before


def test_a_key_is_not_written_through_a_dangling_link(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(KeyFileError):
        create_key_file(path)
    assert not (tmp_path / "elsewhere.key").exists()


def test_a_key_without_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="existing folder"):
        create_key_file(tmp_path / "missing" / "staff.key")


def test_a_missing_key_is_refused(path: Path) -> None:
    assert "missing" in refused(path)


@pytest.mark.parametrize("size", [0, 31, 33, 5000])
def test_a_key_of_another_size_is_refused_without_being_shown(path: Path, size: int) -> None:
    path.write_bytes((b"sesame" * 1000)[:size])
    path.chmod(0o600)
    message = refused(path)
    assert "32 bytes" in message
    assert "sesame" not in message


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o666])
def test_a_key_open_to_others_is_refused(path: Path, mode: int) -> None:
    create_key_file(path)
    path.chmod(mode)
    assert "chmod 600" in refused(path)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_of_its_owner_alone_is_loaded(path: Path, mode: int) -> None:
    create_key_file(path)
    path.chmod(mode)
    assert len(load_key_file(path).reveal()) == 32


def test_a_symbolic_link_is_refused(path: Path, tmp_path: Path) -> None:
    create_key_file(tmp_path / "real.key")
    path.symlink_to(tmp_path / "real.key")
    assert "symbolic link" in refused(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir(mode=0o700)
    assert "regular file" in refused(path)


def test_a_named_pipe_is_refused_at_once(path: Path) -> None:
    os.mkfifo(path, 0o600)
    assert "regular file" in refused(path)


def test_a_path_that_cannot_be_walked_is_refused(path: Path) -> None:
    create_key_file(path)
    assert "readable" in refused(path / "below-a-file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_key_that_its_owner_cannot_read_is_refused(path: Path) -> None:
    create_key_file(path)
    path.chmod(0o000)
    assert "readable" in refused(path)
