"""Each door has its own names; one for both stops the start."""

import pytest

from qorgan.kernel.errors import SetupError
from qorgan.web.settings.hosts import check_apart, door_hosts


@pytest.fixture(autouse=True)
def _unset(monkeypatch):
    for name in ("QORGAN_PUBLIC_HOSTS", "QORGAN_STAFF_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def test_without_settings_both_doors_answer_to_this_machine():
    assert door_hosts("public") == door_hosts("staff") == ["127.0.0.1", "localhost", "[::1]"]


def test_each_door_answers_to_its_own_names(monkeypatch):
    monkeypatch.setenv("QORGAN_PUBLIC_HOSTS", "help.example.org, abc.onion")
    monkeypatch.setenv("QORGAN_STAFF_HOSTS", "work.example.net")
    assert door_hosts("public") == ["help.example.org", "abc.onion"]
    assert door_hosts("staff") == ["work.example.net"]


@pytest.mark.parametrize(
    "staff", ["help.example.org", "work.example.net,Help.Example.org.", "help.example.org,127.0.0.1"]
)
def test_one_public_name_for_both_doors_is_refused(monkeypatch, staff):
    monkeypatch.setenv("QORGAN_PUBLIC_HOSTS", "help.example.org")
    monkeypatch.setenv("QORGAN_STAFF_HOSTS", staff)
    with pytest.raises(SetupError, match=r"help\.example\.org.*QORGAN_PUBLIC_HOSTS"):
        door_hosts("public")


@pytest.mark.parametrize("name", ["*", ".example.org", "*.example.org"])
def test_a_name_that_stands_for_many_is_refused(monkeypatch, name):
    monkeypatch.setenv("QORGAN_PUBLIC_HOSTS", name)
    with pytest.raises(SetupError, match="written out"):
        check_apart()
