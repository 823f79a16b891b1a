"""The programme for those who used violence: files, groups, attendance, breaches, warnings, completion."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from tests.cast import join, sign_in_anew
from tests.filling import filled, texts
from tests.web.care import programmes as make

from qorgan.web.accounts.actions import confirming
from qorgan.web.accounts.models import Duty, Role
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme import actions
from qorgan.web.care.programme.kinds import ABOUT, Kind
from qorgan.web.care.records import ONLY
from qorgan.web.sealed.models import Draft, Envelope, Summary
from qorgan.web.shell import clock

CANARY = "қанат"
PARTICIPANT, GROUP, PARTNER = (ABOUT[kind].forms for kind in (Kind.PARTICIPANT, Kind.GROUP, Kind.PARTNER))
FORMS = [(kind, name) for kind, what in ABOUT.items() for name in what.forms]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def files(facilitator, partner_worker):
    """Return a file of each kind, with whose it is."""
    return {
        Kind.PARTICIPANT: (facilitator, make.participant(facilitator, allowed_misses=0)),
        Kind.GROUP: (facilitator, make.group(facilitator)),
        Kind.PARTNER: (partner_worker, make.partner(partner_worker)),
    }


def test_a_form_from_before_this_sign_in_takes_no_file(facilitator, supervisor, centre):
    row = make.participant(facilitator)
    second = join(supervisor, centre, "second", Role.FACILITATOR)
    confirming.hand_on(by=facilitator.actor, member=second.actor.member, duty=Duty.PROGRAMME)
    assert second.door.post(f"/en/programme/{row.pk}", {"again": "1"}).status_code == 200
    row.refresh_from_db()
    assert row.assigned_to_id == facilitator.actor.member.id


def _address(row, form, entry=ONLY):
    place = "partner-safety" if row.kind == Kind.PARTNER else "programme"
    return f"/en/{place}/{row.pk}/{form}" + ("" if entry == ONLY else f"/{entry}")


def _sent(member, row, name, **more):
    about = ABOUT[Kind(row.kind)].forms[name]
    now = make.opened(member, row).current(name)
    sent = filled(about, make.opened(member, row), canary=CANARY, today=clock.today())
    fitting = {"n_sessions": "4", "allowed_misses": "1", "number": "1", "his_file": ""}
    sent |= {field: value for field, value in fitting.items() if field in sent}
    if name == "ending":
        sent["how"] = "ended-early" if row.kind == Kind.PARTICIPANT else "not-wanted"
    if name == "intake":
        sent["first_day"] = "2026-09-01"
    return {**sent, "began_from": str(now.revision if now else 0), **more}


@pytest.mark.parametrize(("kind", "name"), FORMS)
def test_everything_that_is_written_stands_there_again_and_nothing_of_it_is_readable_at_rest(files, kind, name):
    member, row = files[kind]
    if name == "breach-report":
        make.session(member, row, 1, "2026-10-01", "missed")
    about = ABOUT[kind].forms[name]
    entry = str(uuid.uuid4()) if about.many else ONLY
    sent = _sent(member, row, name)
    answer = member.post(_address(row, name, entry), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    page = member.get(_address(row, name, entry)).content.decode()
    written = texts(about, canary=CANARY, today=clock.today())
    assert [text for text in written if text not in page and not text.endswith("his_file")] == []
    kept = [bytes(one.ciphertext) for model in (Envelope, Summary, Draft) for one in model.objects.all()]
    assert kept
    assert not any(CANARY.encode() in one or b"his_file" in one for one in kept)
    assert member.get(_address(row, name, entry) + "/paper").status_code == 200


@pytest.mark.parametrize(("kind", "name"), FORMS)
def test_what_is_kept_for_now_is_there_when_she_comes_back_and_saved_nowhere(files, kind, name):
    member, row = files[kind]
    about = ABOUT[kind].forms[name]
    entry = str(uuid.uuid4()) if about.many else ONLY
    before = make.opened(member, row).current(name, entry)
    assert member.post(_address(row, name, entry), _sent(member, row, name, keep="script")).status_code == 204
    assert make.opened(member, row).current(name, entry) == before
    page = member.get(_address(row, name, entry)).content.decode()
    written = [text for text in texts(about, canary=CANARY, today=clock.today()) if not text.endswith("his_file")]
    assert [text for text in written if text not in page] == []
    assert member.post(_address(row, name, entry), {"discard": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_no_page_of_a_file_has_a_name_in_its_title_or_address(files):
    for member, row in files.values():
        place = "partner-safety" if row.kind == Kind.PARTNER else "programme"
        page = member.get(f"/en/{place}/{row.pk}").content.decode()
        title = page.split("<title>")[1].split("</title>")[0]
        called = next(iter(make.opened(member, row).records.all)).data["called"]
        assert called in page
        assert called not in title


def test_a_participant_begins_by_his_intake_and_a_court_must_be_named(facilitator):
    sent = {"called": "Nobody", "basis": "court", "first_day": "2026-11-01", "n_sessions": "4"}
    refused = facilitator.post("/en/programme/new", sent)
    assert refused.status_code == 422
    assert "which court or police office" in refused.content.decode()
    assert "Nobody" in refused.content.decode()
    assert facilitator.post("/en/programme/new", {**sent, "ordered_by": "A court"}).status_code == 302
    assert "Nobody" in facilitator.get("/en/programme").content.decode()


def test_days_and_numbers_that_contradict_each_other_are_refused_beside_the_field(facilitator):
    row = make.participant(facilitator)
    make.session(facilitator, row, 3, "2026-10-01", "came")
    cases = [
        ("intake", {"n_sessions": "2"}, "do not fit"),
        ("intake", {"last_day": "2026-08-01"}, "before it begins"),
        ("session", {"number": "5"}, "fewer sessions"),
        ("session", {"day": "2026-08-01"}, "before his first day"),
        ("session", {"day": "2026-12-01"}, "not come yet"),
        ("ending", {"how": "completed"}, "every session"),
        ("breach-report", {}, "no breach"),
    ]
    for name, wrong, said in cases:
        entry = str(uuid.uuid4()) if PARTICIPANT[name].many else ONLY
        answer = facilitator.post(_address(row, name, entry), _sent(facilitator, row, name, **wrong))
        assert (answer.status_code, said in answer.content.decode()) == (422, True), (name, wrong)


def test_one_sheet_notes_the_session_in_every_file_and_sent_twice_changes_it(facilitator):
    group = make.group(facilitator)
    rows = [make.participant(facilitator, called=name, group=str(group.pk)) for name in ("One", "Two")]
    alone = make.participant(facilitator, called="Alone")
    address = f"/en/programme/{group.pk}/sheet"
    page = facilitator.get(address).content.decode()
    assert ("One" in page, "Two" in page, "Alone" in page) == (True, True, False)
    sent = {"number": "1", "day": "2026-11-03", f"m-{rows[0].pk}": "came", f"m-{rows[1].pk}": "missed"}
    assert facilitator.post(address, sent).status_code == 302
    assert facilitator.post(address, {**sent, f"m-{rows[1].pk}": "excused"}).status_code == 302
    said = [[one.data["attendance"] for one in make.opened(facilitator, row).entries("session")] for row in rows]
    assert said == [["came"], ["excused"]]
    assert make.opened(facilitator, alone).entries("session") == []


def test_a_sheet_that_does_not_fit_to_one_notes_nothing_for_anybody(facilitator):
    group = make.group(facilitator)
    one = make.participant(facilitator, called="One", group=str(group.pk))
    other = make.participant(facilitator, called="Other", group=str(group.pk), n_sessions=1)
    sent = {"number": "2", "day": "2026-11-03", f"m-{one.pk}": "came", f"m-{other.pk}": "came"}
    answer = facilitator.post(f"/en/programme/{group.pk}/sheet", sent)
    assert answer.status_code == 422
    assert "the programme of Other" in answer.content.decode()
    assert [make.opened(facilitator, row).entries("session") for row in (one, other, group)] == [[], [], []]


def test_a_breach_is_warned_of_until_it_is_reported_and_the_letter_keeps_what_it_said(facilitator):
    row = make.participant(facilitator)
    make.session(facilitator, row, 1, "2026-10-01", "missed")
    assert "Breach to be reported" not in facilitator.get(f"/en/programme/{row.pk}").content.decode()
    make.session(facilitator, row, 2, "2026-10-08", "missed")
    assert "Breach to be reported" in facilitator.get(f"/en/programme/{row.pk}").content.decode()
    entry = str(uuid.uuid4())
    assert facilitator.post(_address(row, "breach-report", entry), {"began_from": "0"}).status_code == 302
    assert "Breach to be reported" not in facilitator.get(f"/en/programme/{row.pk}").content.decode()
    make.save(facilitator, row, "intake", {**make.INTAKE, "ordered_by": "Another court"})
    letter = facilitator.get(_address(row, "breach-report", entry) + "/paper").content.decode()
    assert ("The invented court" in letter, "Another court" in letter) == (True, False)
    assert "1 October 2026, 8 October 2026" in letter
    make.session(facilitator, row, 3, "2026-10-15", "missed")
    assert "Breach to be reported" in facilitator.get(f"/en/programme/{row.pk}").content.decode()


def test_a_breach_letter_has_no_field_in_which_a_word_about_the_partner_could_stand(facilitator):
    form = PARTICIPANT["breach-report"].form(today=clock.today())
    assert list(form.fields) == ["day"]


def test_nobody_is_told_of_what_he_missed_of_his_own_will(facilitator):
    row = make.participant(facilitator, basis="own-will", ordered_by="", allowed_misses=0)
    make.session(facilitator, row, 1, "2026-10-01", "missed")
    answer = facilitator.post(_address(row, "breach-report", str(uuid.uuid4())), {"began_from": "0"})
    assert answer.status_code == 422


@pytest.mark.parametrize(("last", "says"), [("2026-12-05", False), ("2026-12-04", True), ("2026-11-20", True)])
def test_the_end_of_a_requirement_is_warned_of_from_fourteen_days_before(facilitator, last, says):
    row = make.participant(facilitator, last_day=last)
    assert ("The requirement ends" in facilitator.get(f"/en/programme/{row.pk}").content.decode()) == says


def test_a_list_says_of_each_day_what_is_due_on_it_though_nothing_was_saved_since(facilitator, frozen):
    make.participant(facilitator, last_day="2026-12-10")
    assert "due 10 December 2026" not in facilitator.get("/en/programme").content.decode()
    frozen.advance(timedelta(days=7))
    sign_in_anew(facilitator)
    assert "due 10 December 2026" in facilitator.get("/en/programme").content.decode()
    frozen.advance(timedelta(days=20))
    sign_in_anew(facilitator)
    assert "look at it now" in facilitator.get("/en/programme").content.decode()


def test_he_has_completed_it_when_he_came_to_every_session_and_a_file_that_ended_can_go_on(facilitator):
    row = make.participant(facilitator)
    for number in range(1, 5):
        make.session(facilitator, row, number, f"2026-10-0{number}", "came")
    sent = {"how": "completed", "day": "2026-11-19", "began_from": "0"}
    assert facilitator.post(_address(row, "ending"), sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.closed_day.isoformat()) == ("closed", "2026-11-19")
    with pytest.raises(NotPossible, match="has ended"):
        make.save(facilitator, row, "intake", make.INTAKE | {"words": "more"})
    assert facilitator.post(_address(row, "ending"), {"how": "goes-on", "began_from": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.closed_day) == ("open", None)


def test_two_who_write_the_same_form_lose_nothing(facilitator, supervisor, centre):
    row = make.participant(facilitator)
    make.save(facilitator, row, "intake", make.INTAKE | {"words": "theirs, saved first"})
    sent = _sent(facilitator, row, "intake", words="hers, begun before", began_from="1")
    answer = facilitator.post(_address(row, "intake"), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("theirs, saved first" in page, "hers, begun before" in page) == (True, True)
    assert facilitator.post(_address(row, "intake"), {**sent, "began_from": "2"}).status_code == 302


def test_a_file_of_another_centre_is_a_page_that_does_not_exist(facilitator, worker_elsewhere):
    from tests.cast import join

    from qorgan.web.accounts.models import Role

    other = join(worker_elsewhere, worker_elsewhere.actor.centre, "facilitator-elsewhere", Role.FACILITATOR)
    row = make.participant(other)
    assert facilitator.get(reverse_of(row)).status_code == 404
    with pytest.raises(NotPossible):
        actions.take(by=facilitator.actor, row=row)
    assert ProgrammeFile.objects.get(pk=row.pk).assigned_to_id == other.actor.member.id


def reverse_of(row):
    """Return the address of a file."""
    return f"/en/programme/{row.pk}"


def test_a_colleague_without_keys_sees_that_she_waits_and_is_handed_them(facilitator, supervisor, centre):
    from tests.cast import join

    from qorgan.web.accounts.models import Role

    make.participant(facilitator, called="Nobody at all")
    second = join(supervisor, centre, "second", Role.FACILITATOR)
    page = second.get("/en/programme").content.decode()
    assert ("Nobody at all" in page, "You do not hold the keys" in page) == (False, True)
    assert second.post("/en/programme/new", {**make.INTAKE}).status_code == 422
    handed = facilitator.post("/en/programme/keys", {"member": str(second.actor.member.id)})
    assert handed.status_code == 302
    assert "Nobody at all" in second.get("/en/programme").content.decode()


def test_every_opening_saving_and_list_is_an_audit_row(facilitator, auditor):
    from qorgan.web.audit.models import AuditEntry

    def count():
        return AuditEntry.objects.count()

    row = make.participant(facilitator)
    for act in (
        lambda: facilitator.get("/en/programme"),
        lambda: facilitator.get(f"/en/programme/{row.pk}"),
        lambda: make.session(facilitator, row, 1, "2026-10-01", "came"),
    ):
        before = count()
        act()
        assert count() == before + 1


def test_every_form_has_an_address_of_its_duty_alone():
    for kind, what in ABOUT.items():
        for name in what.forms:
            assert reverse(f"staff:{what.place}-form", urlconf="qorgan.web.urls.staff", args=[uuid.uuid4(), name]), kind


@pytest.mark.parametrize("kind", Kind)
def test_no_list_of_a_file_answers_before_somebody_has_chosen(kind):
    forms = [ABOUT[kind].begins, *(one.form for one in ABOUT[kind].forms.values())]
    lists = [
        one for form in forms for one in form.base_fields.values() if hasattr(one.widget, "allow_multiple_selected")
    ]
    selects = [one for one in lists if one.widget.input_type == "select"]
    assert [one.label for one in selects if next(iter(one.choices))[0] != ""] == []
