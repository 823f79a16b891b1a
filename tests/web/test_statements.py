"""What the staff door says of each centre: older rows that were put back, each of them true, are not believed."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from tests.cast import open_centre, tell

from qorgan.kernel.errors import SealError, SetupError
from qorgan.web.accounts import keyrings, seen, statements
from qorgan.web.accounts.actions import centres as centre_actions
from qorgan.web.accounts.actions import renewing
from qorgan.web.accounts.models import Centre, Duty, KeyringKey, Statement
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.doctor import people
from qorgan.web.doctor.finding import Level
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.shell import clock

FIELDS = [one.attname for one in Centre._meta.concrete_fields if one.attname != "id"]


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    yield
    seen._KNOWN.clear()


@pytest.fixture
def tick(monkeypatch):
    """Return the staff door's clockwork; sweeping the database needs one without an open transaction."""
    monkeypatch.setattr(clockwork, "sweep", lambda: None)
    return lambda: clockwork.tick(can_send=False)


def _start_again() -> None:
    """What a door knows after a start is in its file."""
    seen._KNOWN.clear()


def _forget() -> None:
    """A door that was never open, or whose file is lost."""
    seen._KNOWN.clear()
    seen.path().unlink(missing_ok=True)


def _put_back(centre: Centre, statement: Statement | None = None) -> None:
    Centre.objects.filter(pk=centre.pk).update(**{name: getattr(centre, name) for name in FIELDS})
    if statement is not None:
        statement.save()


def _renew(supervisor) -> None:
    renewing.renew(by=supervisor.actor, duty=Duty.INTAKE)


def test_a_newest_key_taken_out_is_noticed_and_nothing_is_sealed_to_the_one_before(supervisor, centre):
    her = tell(centre)
    _renew(supervisor)
    KeyringKey.objects.filter(keyring__centre=centre, version=2).update(version=0)  # out of the way, as if it never was
    with pytest.raises(SealError):
        tell(centre)
    with pytest.raises(SealError):
        her_actions.write_message(found=her.sent.found, words="Who reads this?")
    assert listed_centres() == []


@pytest.mark.parametrize("is_started_again", [False, True])
def test_the_key_before_put_back_with_its_statement_is_refused_by_who_has_seen_the_newer(
    supervisor, centre, is_started_again
):
    before = Statement.objects.get(centre=centre)
    _renew(supervisor)
    assert listed_centres() == [centre]
    KeyringKey.objects.filter(keyring__centre=centre, version=2).update(version=0)
    before.save()
    if is_started_again:
        _start_again()
    with pytest.raises(SealError):
        keyrings.sealing_keys([centre], Duty.INTAKE)
    assert listed_centres() == []


def test_a_door_that_has_seen_nothing_believes_no_statement_older_than_two_days(supervisor, centre, frozen):
    for days, is_believed in ((2, True), (1, False)):
        frozen.advance(timedelta(days=days))
        _forget()
        assert (listed_centres() == [centre]) is is_believed


def test_while_the_staff_door_stands_still_she_can_write_to_whom_this_door_has_seen(supervisor, centre, frozen, tick):
    her = tell(centre)
    frozen.advance(timedelta(days=30))
    _start_again()
    her_actions.write_message(found=her.sent.found, words="Is anybody there?")
    assert tell(centre).sent.receipt
    (found,) = [one for one in people.check_centres(today=clock.today()) if one.level == Level.BROKEN]
    assert "older than two days" in found.what
    tick()
    assert Statement.objects.get(centre=centre).day == clock.today()
    assert [one for one in people.check_centres(today=clock.today()) if one.level == Level.BROKEN] == []


def test_a_closed_centre_set_back_to_open_is_not_listed(administrators, supervisor, centre):
    first, _second = administrators
    opened, said = Centre.objects.get(pk=centre.pk), Statement.objects.get(centre=centre)
    assert listed_centres() == [centre]
    centre_actions.close(by=first.actor, centre=centre)
    statements.look()
    for statement in (None, said):
        _put_back(opened, statement)
        assert listed_centres() == []


def test_a_statement_that_was_taken_away_is_no_way_round(supervisor, centre):
    assert listed_centres() == [centre]
    Statement.objects.all().delete()
    assert listed_centres() == []
    statements.keep_fresh(today=clock.today())  # only an installation that never had any gets its first one
    assert listed_centres() == []
    _forget()
    assert listed_centres() == []
    statements.keep_fresh(today=clock.today())
    assert listed_centres() == [centre]


def test_a_statement_of_another_centre_or_number_or_day_is_refused(
    supervisor, worker_elsewhere, centre, centre_elsewhere
):
    row, other = (Statement.objects.get(centre=one) for one in (centre, centre_elsewhere))
    for change in (
        {"number": row.number + 1},
        {"day": row.day + timedelta(days=1)},
        {"signature": bytes(other.signature), "number": other.number, "day": other.day},
    ):
        Statement.objects.filter(centre=centre).update(**change)
        assert listed_centres() == [centre_elsewhere]
        row.save()
        assert len(listed_centres()) == 2


@pytest.mark.parametrize("has_seen", [True, False])
def test_the_staff_door_does_not_make_older_rows_new(administrators, supervisor, centre, frozen, has_seen):
    """Neither its clockwork nor a change signs what is not as it was said last."""
    first, second = administrators
    old, said = Centre.objects.get(pk=centre.pk), Statement.objects.get(centre=centre)
    centre_actions.change(by=first.actor, centre=centre, facts={"answer_days": 5})
    statements.keep_fresh(today=clock.today())
    _put_back(old, said if has_seen else None)
    assert b"not what the staff door signed" in first.get(f"/en/centres/{centre.pk}").content
    frozen.advance(timedelta(days=1))
    statements.keep_fresh(today=clock.today())
    assert Statement.objects.get(centre=centre).day < clock.today()
    with pytest.raises(SealError):
        centre_actions.change(by=second.actor, centre=centre, facts={"answer_days": 9})
    with pytest.raises(SealError), transaction.atomic():
        _renew(supervisor)
    assert listed_centres() == []
    (found,) = [one for one in people.check_centres(today=clock.today()) if one.level == Level.BROKEN]
    assert "not what the staff door said last" in found.what


def test_every_change_says_it_anew_in_the_same_moment(administrators, supervisor, centre):
    first, _second = administrators
    for change in (
        lambda: centre_actions.change(by=first.actor, centre=centre, facts={"answer_days": 7}),
        lambda: _renew(supervisor),
    ):
        before = Statement.objects.get(centre=centre).number
        change()
        assert Statement.objects.get(centre=centre).number == before + 1
        assert tell(centre).sent.receipt
    assert [one.answer_days for one in listed_centres()] == [7]


def test_the_clockwork_says_it_once_a_day(supervisor, centre, frozen, tick):
    number = Statement.objects.get(centre=centre).number
    tick()
    assert Statement.objects.get(centre=centre).number == number
    frozen.advance(timedelta(days=1))
    tick()
    first = Statement.objects.get(centre=centre)
    tick()
    assert Statement.objects.get(centre=centre).number == first.number > number
    assert first.day == clock.today()


def test_after_a_restore_both_doors_believe_what_the_backup_holds(administrators, supervisor, centre):
    first, _second = administrators
    old, said = Centre.objects.get(pk=centre.pk), Statement.objects.get(centre=centre)
    for _ in range(3):
        centre_actions.change(by=first.actor, centre=centre, facts={"answer_days": 5})
    assert listed_centres() == [centre]
    _put_back(old, said)
    assert listed_centres() == []
    statements.say_after_restore()
    assert [one.answer_days for one in listed_centres()] == [old.answer_days]


def test_a_centre_is_listed_from_the_moment_its_keys_are_made(administrators, administrator):
    centre = open_centre(*administrators, name="Centre new")
    assert Statement.objects.filter(centre=centre).exists()
    assert listed_centres() == []


def test_a_file_that_cannot_be_read_stops_and_says_what_to_do(supervisor, centre):
    listed_centres()
    _start_again()
    seen.path().write_text("{", encoding="ascii")
    with pytest.raises(SetupError, match="take it away"):
        listed_centres()


def test_the_file_tells_numbers_of_centres_to_its_owner_only(supervisor, centre):
    listed_centres()
    text = seen.path().read_text(encoding="ascii")
    assert re.fullmatch(rf'{{"{centre.pk}": \d+}}', text)
    assert seen.path().stat().st_mode & 0o777 == 0o600


def test_a_lower_number_changes_nothing_and_a_full_disk_keeps_nobody_from_writing(supervisor, centre, monkeypatch):
    def full(path, text):
        raise OSError("no room")

    _forget()
    monkeypatch.setattr(seen.ground, "write_whole", full)
    assert listed_centres() == [centre]
    number = seen.number_of(centre.pk)
    assert number > 0
    seen.note(centre.pk, number - 1)
    assert seen.number_of(centre.pk) == number
    assert not seen.path().exists()
