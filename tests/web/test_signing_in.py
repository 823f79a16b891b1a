"""Signing in while somebody guesses: she is not held up, nobody learns who is here, and she and the auditors are told."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core import mail
from django.db import connection
from tests.cast import Door, join, sign_in_anew
from tests.web.test_lanes import NO_PLACE, REAL

from qorgan.vault.secret import Passphrase
from qorgan.web.accounts import devices
from qorgan.web.accounts.actions import members, signing
from qorgan.web.accounts.actions.guesses import note_guesses
from qorgan.web.accounts.devices import DEVICE_COOKIE
from qorgan.web.accounts.models import Member, Notice, Role
from qorgan.web.accounts.profiles import Profile, sign_in_tag
from qorgan.web.accounts.throttle import FREE, LONGEST, MANY
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.shell import clock, derivation

GUESS = Passphrase("kalut vesom narig telud somak")
NEW = re.compile(r'value="[^"]*"')


def fields_of(member, code=""):
    """Return her form of signing in."""
    right = pyotp.TOTP(member.totp_seed).at(clock.now())
    return {"name": member.name, "pass_phrase": member.passphrase.reveal(), "code": code or right}


def guess(name, n, frozen, every=timedelta(seconds=1)):
    """Guess at a name; return how many of the guesses were looked at."""
    looked_at = 0
    for _ in range(n):
        try:
            signing.sign_in(name=name, passphrase=GUESS, code="000000")
        except signing.SignInRefused:
            looked_at += 1
        except signing.ComeAgain:
            pass
        frozen.advance(every)
    return looked_at


@pytest.fixture
def own_device(worker, frozen):
    """Return a browser in which she has signed in before."""
    door = Door("staff")
    assert door.post("/en/sign-in", fields_of(worker)).status_code == 302
    assert door.post("/en/sign-out").status_code == 302
    frozen.advance(timedelta(minutes=20))
    return door


@pytest.fixture
def recovery_codes(worker):
    """Return recovery codes that she has kept."""
    from qorgan.vault.people import generate_recovery_codes, hash_recovery_code
    from qorgan.web.accounts.profiles import staff_key

    codes, row = generate_recovery_codes(2), worker.actor.member
    row.recovery_tags = [hash_recovery_code(one, staff_key(), row.id).hex() for one in codes]
    row.save()
    return codes


def test_on_her_own_device_she_signs_in_at_once_between_a_thousand_guesses(worker, own_device, frozen):
    guess("worker", 500, frozen)
    assert own_device.post("/en/sign-in", fields_of(worker)).status_code == 302
    guess("worker", 500, frozen)
    frozen.advance(timedelta(minutes=1))
    assert own_device.post("/en/sign-in", fields_of(worker)).status_code == 302


def test_on_a_new_device_a_recovery_code_waits_for_no_guesses(worker, recovery_codes, frozen):
    guess("worker", 500, frozen)
    assert Door("staff").post("/en/sign-in", fields_of(worker, recovery_codes[0])).status_code == 302


def test_on_a_new_device_with_six_digits_she_waits_a_minute_at_most_after_a_thousand_guesses(worker, frozen):
    guess("worker", 1000, frozen)
    door = Door("staff")
    response = door.post("/en/sign-in", fields_of(worker))
    wait = int(response.headers["Retry-After"])
    assert response.status_code == 429
    assert 0 < wait <= LONGEST.total_seconds()
    assert f"Please wait {wait} second" in response.content.decode()
    frozen.advance(timedelta(seconds=wait))
    assert door.post("/en/sign-in", fields_of(worker)).status_code == 302


def test_of_a_thousand_guesses_few_are_derived(worker, frozen):
    assert guess("worker", 1000, frozen) <= FREE + 5 + 1000 / LONGEST.total_seconds()


def test_a_try_that_has_to_wait_costs_no_derivation_and_no_code(worker, frozen, monkeypatch):
    guess("worker", FREE, frozen, every=timedelta())
    with monkeypatch.context() as patch:
        patch.setattr(derivation, "wrapping_key", lambda *_: pytest.fail("derived"))
        assert Door("staff").post("/en/sign-in", fields_of(worker)).status_code == 429
    fields = fields_of(worker)
    frozen.advance(timedelta(seconds=2))
    assert Door("staff").post("/en/sign-in", fields).status_code == 302


def test_a_name_that_nobody_has_is_answered_as_one_that_somebody_has(worker, frozen):
    answers = {"worker": [], "nobody": []}
    for _ in range(30):
        for name, said in answers.items():
            fields = {"name": name, "pass_phrase": GUESS.reveal(), "code": "123456"}
            response = Door("staff").post("/en/sign-in", fields)
            cookies = sorted(response.cookies)
            said.append(
                (
                    response.status_code,
                    NEW.sub("", response.content.decode()),
                    response.headers.get("Retry-After"),
                    cookies,
                )
            )
        frozen.advance(timedelta(seconds=3))
    assert answers["worker"] == answers["nobody"]
    assert {status for status, *_ in answers["worker"]} == {422, 429}


def test_a_right_try_changes_no_wait_of_a_stranger(worker, own_device, frozen):
    """Else the wait would tell that somebody has this name, and when she comes."""
    guess("worker", FREE, frozen, every=timedelta())
    guess("nobody", FREE, frozen, every=timedelta())
    assert own_device.post("/en/sign-in", fields_of(worker)).status_code == 302
    waits = []
    for name in ("worker", "nobody"):
        with pytest.raises(signing.ComeAgain) as refused:
            signing.sign_in(name=name, passphrase=GUESS, code="000000")
        waits.append(refused.value.seconds)
    assert waits == [2, 2]


def test_her_own_device_is_let_in_where_the_line_is_full(worker, own_device, monkeypatch):
    quick = derivation.wrapping_key
    monkeypatch.setattr(derivation, "wrapping_key", REAL)
    monkeypatch.setattr(derivation, "_derived", quick)
    assert Door("staff").post("/en/sign-in", fields_of(worker), **NO_PLACE).status_code == 503
    assert own_device.post("/en/sign-in", fields_of(worker), **NO_PLACE).status_code == 302


def test_who_has_stolen_her_pass_phrase_does_not_use_up_the_codes_of_her_own_device(
    worker, own_device, recovery_codes, frozen
):
    for _ in range(signing.CODE_TRIES + 1):
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(name="worker", passphrase=worker.passphrase, code="none")
        frozen.advance(LONGEST)
    assert Door("staff").post("/en/sign-in", fields_of(worker)).status_code == 422, "no code of a stranger is looked at"
    assert own_device.post("/en/sign-in", fields_of(worker)).status_code == 302
    assert Door("staff").post("/en/sign-in", fields_of(worker, recovery_codes[0])).status_code == 302


def test_a_pass_phrase_that_was_renewed_while_it_was_derived_opens_nothing(worker, monkeypatch):
    quick, row = derivation.wrapping_key, worker.actor.member

    def meanwhile(*given):
        monkeypatch.setattr(derivation, "wrapping_key", quick)
        signing.change_passphrase(by=worker.actor)
        return quick(*given)

    monkeypatch.setattr(derivation, "wrapping_key", meanwhile)
    with pytest.raises(signing.SignInRefused):
        signing.sign_in(name="worker", passphrase=worker.passphrase, code=fields_of(worker)["code"])
    assert Member.objects.get(id=row.id).totp_used == row.totp_used


def test_a_device_is_known_by_a_cookie_that_names_nobody(worker):
    response = Door("staff").post("/en/sign-in", fields_of(worker))
    cookie = response.cookies[DEVICE_COOKIE]
    assert DEVICE_COOKIE.startswith("__Host-")
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert cookie["max-age"] == devices.DAYS * 24 * 60 * 60
    row = Member.objects.get(id=worker.actor.member.id)
    assert not devices.mark_of(cookie.value, b"another name", bytes(row.salt))
    for told in (row.id.bytes, bytes(row.sign_in_tag), bytes(row.salt), b"worker"):
        assert told not in devices._parts(cookie.value)[0] + b"".join(devices._parts(cookie.value)[1])


def test_nobody_but_the_one_who_signed_in_goes_ahead_on_a_device(worker, supervisor, own_device, frozen):
    guess("supervisor", FREE, frozen, every=timedelta())
    assert own_device.post("/en/sign-in", fields_of(supervisor)).status_code == 429


def test_who_has_just_joined_is_held_up_by_nobody_on_that_device(supervisor, centre, frozen):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="new", profile=Profile("new"), roles=[Role.WORKER]
    )
    door = Door("staff")
    shown = door.post("/en/join", {"code": code}).context
    guess("new", FREE, frozen, every=timedelta())
    fields = {"name": "new", "pass_phrase": shown["passphrase"], "code": pyotp.TOTP(shown["seed"]).at(clock.now())}
    assert door.post("/en/sign-in", fields).status_code == 302


def test_on_her_own_device_the_page_says_that_the_tries_were_made_there(worker, own_device):
    wrong = {**fields_of(worker), "pass_phrase": GUESS.reveal()}
    for _ in range(FREE):
        assert own_device.post("/en/sign-in", wrong).status_code == 422
    page = own_device.post("/en/sign-in", wrong).content.decode()
    assert "on this device, or with this recovery code" in page
    assert "You need not wait on a device" not in page


def test_several_people_share_a_device_and_the_one_who_has_not_come_for_longest_is_forgotten(
    supervisor, worker, centre, own_device, frozen
):
    row = Member.objects.get(id=worker.actor.member.id)
    given = bytes(row.sign_in_tag), bytes(row.salt)
    for n in range(devices.MOST - 1):
        other = join(supervisor, centre, f"other-{n}", Role.WORKER)
        assert own_device.post("/en/sign-in", fields_of(other)).status_code == 302
        frozen.advance(timedelta(seconds=30))
    assert devices.mark_of(own_device.cookies[DEVICE_COOKIE].value, *given)
    last = join(supervisor, centre, "last", Role.WORKER)
    assert own_device.post("/en/sign-in", fields_of(last)).status_code == 302
    assert not devices.mark_of(own_device.cookies[DEVICE_COOKIE].value, *given)


def test_a_new_pass_phrase_forgets_every_device_but_the_one_she_takes_it_on(worker, own_device):
    sign_in_anew(worker)
    assert worker.post("/en/account/pass-phrase").status_code == 200
    row = Member.objects.get(id=worker.actor.member.id)
    given = bytes(row.sign_in_tag), bytes(row.salt)
    assert not devices.mark_of(own_device.cookies[DEVICE_COOKIE].value, *given)
    assert devices.mark_of(worker.door.cookies[DEVICE_COOKIE].value, *given)


@pytest.mark.parametrize("cookie", ["", "x", "é", "A" * 15000, "AAAA", "====", "AAAAAAAAAAAAAAAAAAAAAA=="])
def test_a_cookie_that_is_none_of_ours_is_that_of_a_new_device(worker, cookie):
    row = worker.actor.member
    assert devices.mark_of(cookie, bytes(row.sign_in_tag), bytes(row.salt)) == b""


def test_many_wrong_tries_are_one_row_of_the_audit_a_day_and_stand_on_her_pages(worker, auditor, frozen):
    guess("worker", MANY, frozen)
    guess("nobody", MANY, frozen)
    for _ in range(3):
        note_guesses(today=clock.today())
        guess("worker", MANY, frozen)
    sign_in_anew(auditor)
    rows = auditor.get(f"/en/audit?chain={worker.actor.chain}").content.decode().split("<tr>")
    found = [one for one in rows if "many tries to sign in with this name" in one]
    assert len(found) == 1
    who, about = (found[0].split("<td>")[number].split("</td>")[0] for number in (2, 4))
    assert (who, about) == ("", "worker")
    sign_in_anew(worker)
    assert "many tries to sign in with this name" in worker.get("/en/account").content.decode()
    worker.post("/en/alarms/seen")
    assert "many tries to sign in with this name" not in worker.get("/en/account").content.decode()


def test_after_a_restart_on_the_same_day_nothing_is_written_twice(worker, frozen, monkeypatch):
    from qorgan.web.accounts.throttle import Throttle

    for _ in range(2):
        guess("worker", MANY, frozen)
        note_guesses(today=clock.today())
        monkeypatch.setattr(signing, "THROTTLE", Throttle())
    assert Notice.objects.filter(kind=Notice.Kind.GUESSED).count() == 1


def test_fewer_wrong_tries_are_told_to_nobody(worker, frozen):
    guess("worker", MANY - 1, frozen)
    note_guesses(today=clock.today())
    assert not Notice.objects.filter(kind=Notice.Kind.GUESSED).exists()


def test_guesses_send_no_mail(worker, frozen, monkeypatch):
    """Else anybody could have one sent to every name he knows."""
    monkeypatch.setattr(clockwork, "sweep", lambda: None)  # SQLite does not, inside the transaction of a test
    guess("worker", MANY, frozen)
    clockwork.tick(can_send=True)
    assert Notice.objects.get(kind=Notice.Kind.GUESSED).state == Notice.State.SHOWN
    assert mail.outbox == []


def test_nothing_of_a_guess_is_written_while_it_is_answered(worker, frozen, django_assert_num_queries):
    """A write would take longer for a name that somebody has."""
    guess("worker", MANY, frozen)
    frozen.advance(LONGEST)
    with django_assert_num_queries(2), pytest.raises(signing.SignInRefused):
        signing.sign_in(name="worker", passphrase=GUESS, code="000000")


@pytest.mark.parametrize("name", ["worker", "nobody"])
def test_as_many_rows_are_read_for_a_name_that_nobody_has(worker, name):
    """To read a row takes longer than to find none, and where nothing is derived that would be seen."""
    from django.db.models.signals import post_init

    read = []
    post_init.connect(note := lambda **given: read.append(given["instance"]), sender=Member)
    try:
        with pytest.raises(signing.SignInRefused):
            signing.sign_in(name=name, passphrase=GUESS, code="000000")
    finally:
        post_init.disconnect(note, sender=Member)
    assert len(read) == 2


def test_an_answer_that_asks_to_wait_keeps_no_row_in_memory(worker, frozen):
    """Else the row of somebody, and of nobody, would go at different moments: the page was drawn some microseconds slower."""
    guess("worker", FREE, frozen, every=timedelta())
    with pytest.raises(signing.ComeAgain) as refused:
        signing.sign_in(name="worker", passphrase=GUESS, code="000000")
    frames = [one.frame.raw for one in refused.traceback if "qorgan" in str(one.path)]
    assert frames
    assert not [value for frame in frames for value in frame.f_locals.values() if isinstance(value, Member)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is SQLite's")
def test_nothing_is_sorted_by_whether_a_name_is_hers(worker, supervisor):
    """Where rows were sorted by it, hers took some millionths of a second longer than those of nobody."""
    asked = []

    def noted(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        assert signing._looked_up(sign_in_tag("worker")) == worker.actor.member
        assert signing._looked_up(sign_in_tag("nobody")) is None
    assert asked[0][0] == asked[1][0]
    with connection.cursor() as cursor:
        plan = cursor.execute(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1]).fetchall()
    assert not [step for step in plan if "TEMP B-TREE" in step[-1] or step[-1] == "SCAN accounts_member"]


def test_who_was_invited_again_is_not_known_by_devices_of_before(supervisor, worker, own_device):
    before = own_device.cookies[DEVICE_COOKIE].value
    code = members.invite_again(by=supervisor.actor, member=worker.actor.member)
    row = members.join(code=code).member
    assert not devices.mark_of(before, bytes(row.sign_in_tag), bytes(row.salt))


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Windows, Firefox"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML) Chrome/139.0 Mobile Safari/537.36", "Android, Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/138.0 Safari/537.36 Edg/138.0", "Windows, Edge"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML) Chrome/136.0 YaBrowser/25.6 Safari/537.36", "Windows, Yandex"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1", "iPhone, Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/139.0 Safari/537.36", "Linux, Chrome"),
        ("curl/8.5 <script>Aigul's laptop</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_of_a_device_only_the_families_are_kept(user_agent, kind):
    assert devices.kind_of(user_agent) == kind
