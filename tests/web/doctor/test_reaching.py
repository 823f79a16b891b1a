"""Names, TLS and mail, as the settings say; nothing is called."""

import pytest

from qorgan.web.doctor import reaching
from qorgan.web.doctor.finding import Finding, Level


@pytest.fixture(autouse=True)
def _names(monkeypatch):
    monkeypatch.setenv("QORGAN_PUBLIC_HOSTS", "help.example.org")
    monkeypatch.setenv("QORGAN_STAFF_HOSTS", "work.example.net")


def _wrong(found) -> list[Finding]:
    return [one for one in found if one.level != Level.OK]


def test_two_names_behind_a_proxy_are_well(settings):
    settings.BEHIND_PROXY = True
    assert _wrong(reaching.check_names()) == []


def test_public_names_without_tls_are_broken(settings):
    settings.BEHIND_PROXY = False
    (found,) = _wrong(reaching.check_names())
    assert (found.level, found.where) == (Level.BROKEN, "QORGAN_BEHIND_PROXY")


def test_one_name_for_both_doors_is_broken(settings, monkeypatch):
    settings.BEHIND_PROXY = True
    monkeypatch.setenv("QORGAN_STAFF_HOSTS", "HELP.example.org.")
    (found,) = _wrong(reaching.check_names())
    assert found.level == Level.BROKEN
    assert "help.example.org" in found.what


def test_doors_without_a_public_name_are_to_be_looked_at(settings, monkeypatch):
    monkeypatch.delenv("QORGAN_PUBLIC_HOSTS")
    monkeypatch.delenv("QORGAN_STAFF_HOSTS")
    assert [one.level for one in reaching.check_names()] == [Level.LOOK, Level.LOOK]


def test_without_a_mail_server_somebody_should_know(settings):
    settings.EMAIL_HOST = ""
    (found,) = reaching.check_mail()
    assert found.where == "QORGAN_MAIL_HOST"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"DEFAULT_FROM_EMAIL": ""}, "QORGAN_MAIL_FROM"),
        ({"EMAIL_USE_TLS": False}, "QORGAN_MAIL_TLS"),
        ({"EMAIL_HOST_PASSWORD": "secret"}, "QORGAN_MAIL_PASSWORD"),
        ({}, None),
    ],
)
def test_each_setting_of_mail_that_is_wrong_is_named_and_no_password_shown(settings, changed, where):
    told = {"EMAIL_HOST": "mail.example.org", "DEFAULT_FROM_EMAIL": "a@example.org", "EMAIL_USE_TLS": True}
    for name, value in {**told, "EMAIL_HOST_PASSWORD": "", **changed}.items():
        setattr(settings, name, value)
    found = list(reaching.check_mail())
    assert [one.where for one in found if one.level != Level.OK] == ([where] if where else [])
    assert "secret" not in str(found)
