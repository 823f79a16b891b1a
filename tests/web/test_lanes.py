"""Who waits before a derivation, and that nobody else waits for them."""

import threading
from types import SimpleNamespace

import pyotp
import pytest
from django.urls import resolve
from django.utils.translation import override
from tests.cast import Door

from qorgan.web import lanes
from qorgan.web.hear import receipts, tokens
from qorgan.web.hear.models import Disclosure
from qorgan.web.lanes import Lanes, derives
from qorgan.web.shell import clock, crowd, derivation

REAL = derivation.wrapping_key  # the cast puts a quick one in its place

PAGE, FORM = ("GET", "/en/"), ("POST", "/en/come-back")


class Asked:
    """A connection with one request; it is answered when the test lets it."""

    def __init__(self, method, path):
        self.request = SimpleNamespace(command=method, path=path, error=None, has_no_place=False)
        self.requests = [self.request]
        self.has_begun, self.may_end, self.is_over = threading.Event(), threading.Event(), threading.Event()

    def service(self):
        self.has_begun.set()
        self.may_end.wait(60)
        self.is_over.set()

    def cancel(self):
        self.may_end.set()


class Broken(Asked):
    """A connection whose answer ends in a fault."""

    def service(self):
        raise RuntimeError


@pytest.fixture
def threads():
    begun = Lanes(n_deriving=2)
    begun.set_thread_count(4)
    asked = []

    def ask(method, path, kind=Asked):
        one = kind(method, path)
        asked.append(one)
        begun.add_task(one)
        return one

    yield ask
    for one in asked:
        one.may_end.set()
    begun.shutdown()


def test_pages_are_answered_while_all_who_derive_wait(threads):
    forms = [threads(*FORM) for _ in range(20)]
    pages = [threads(*PAGE) for _ in range(2)]
    assert all(one.has_begun.wait(30) for one in [*forms[:2], *pages])
    assert not any(one.has_begun.is_set() for one in forms[2:])


def test_the_next_in_line_follows_in_the_order_they_came(threads):
    forms = [threads(*FORM) for _ in range(5)]
    for place, form in enumerate(forms):
        assert form.has_begun.wait(30)
        assert not any(one.has_begun.is_set() for one in forms[place + 2 :])
        form.may_end.set()
        assert form.is_over.wait(30)
    again = threads(*FORM)
    assert again.has_begun.wait(30)


def test_a_place_is_free_again_after_a_fault(threads):
    for _ in range(5):
        threads(*FORM, kind=Broken)
    assert threads(*FORM).has_begun.wait(30)


def test_who_finds_the_line_full_goes_on_with_a_mark(threads, monkeypatch):
    monkeypatch.setattr(lanes, "LONGEST_LINE", 3)
    forms = [threads(*FORM) for _ in range(6)]
    assert [one.request.has_no_place for one in forms] == [False] * 5 + [True]
    assert forms[5].has_begun.wait(30)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("POST", "/en/tell/survivor", True),
        ("POST", "/kk/come-back", True),
        ("POST", "//kk/come-back", True),
        ("POST", "/ru/sign-in", True),
        ("POST", "/ru/join", True),
        ("GET", "/en/tell/survivor", False),
        ("POST", "/en/help", False),
        ("POST", "/en/talk/write", False),
        ("POST", "/en/d/1/reply", False),
    ],
)
def test_addresses_that_derive(method, path, found):
    assert derives(Asked(method, path).request) is found


@pytest.mark.parametrize(
    ("door", "path"),
    [
        ("public", "/en/tell/survivor"),
        ("public", "/en/come-back"),
        ("staff", "/en/sign-in"),
        ("staff", "/en/join"),
        ("staff", "/en/account/pass-phrase"),
        ("staff", "/en/d/11111111-1111-4111-8111-111111111111/receipt"),
    ],
)
def test_the_addresses_that_derive_are_those_of_the_doors(door, path):
    """So that an address that gets another name does not leave the line unseen."""
    with override("en"):
        assert resolve(path, urlconf=f"qorgan.web.urls.{door}")
    assert derives(Asked("POST", path).request)


NO_PLACE = {"qorgan.has_no_place": True}


def form_of(centre):
    """Return a form of telling."""
    return {"token": tokens.new_token(clock.today()), "reader": str(centre.id), "words": "She wrote this."}


def test_without_a_place_nothing_is_derived_and_her_form_comes_back(supervisor, centre, monkeypatch):
    def derived(*_given):
        raise AssertionError("derived")

    monkeypatch.setattr(receipts, "stretch", derived)
    response = Door("public").post("/en/tell/survivor", form_of(centre), **NO_PLACE)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "She wrote this." in response.content.decode()
    assert not Disclosure.objects.exists()


def test_without_a_place_nobody_comes_back_and_the_numbers_are_shown(survivor):
    door = Door("public")
    form = {"token": tokens.new_token(clock.today()), "code": survivor.sent.receipt.groups()}
    response = door.post("/en/come-back", form, **NO_PLACE)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert 'href="tel:102"' in response.content.decode()
    assert door.post("/en/come-back", form).status_code == 302


def test_without_a_place_nobody_signs_in(worker, monkeypatch):
    monkeypatch.setattr(derivation, "wrapping_key", REAL)
    monkeypatch.setattr(derivation, "_derived", lambda *_given: pytest.fail("derived"))
    fields = {
        "name": worker.name,
        "pass_phrase": worker.passphrase.reveal(),
        "code": pyotp.TOTP(worker.totp_seed).now(),
    }
    response = Door("staff").post("/en/sign-in", fields, **NO_PLACE)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")


def test_the_mark_of_one_request_is_not_that_of_the_next():
    with crowd.placed(False), pytest.raises(crowd.Crowded):
        crowd.need_place()
    crowd.need_place()


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Many people are here"), ("ru", "Сейчас здесь много людей"), ("kk", "көп")]
)
def test_a_body_there_was_no_room_for_is_answered_calmly(language, says, db):
    response = Door("public").post(f"/{language}/talk/files", {}, **{"qorgan.is_dropped": True})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert says in response.content.decode()
    assert 'href="tel:102"' in response.content.decode()
