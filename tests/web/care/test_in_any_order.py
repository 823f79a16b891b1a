"""In whatever order people and the calendar act: no centre reads what she does not allow, no case is without a reader.

The plain rules have a machine of their own (`tests/care/test_referral.py`); here the actions behind the pages run, on a
database. She is at the public door, a worker and a supervisor are at her centre, two other centres receive, days pass and the
clockwork turns. After each step everybody reads as an honest member does, and as somebody who tries with the keys she has.
"""

import copy
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.cast import join, open_centre, tell
from tests.conftest import NOON
from tests.recovering import fresh

from qorgan.care.law import Law
from qorgan.care.retention import Period, Record
from qorgan.hear.contact import SafeContact
from qorgan.kernel.clock import FrozenClock
from qorgan.kernel.consent import Consents, Speaker
from qorgan.kernel.consent import Purpose as Said
from qorgan.kernel.errors import SealError
from qorgan.kernel.facts import Fact
from qorgan.web import handing_over
from qorgan.web.accounts import seen
from qorgan.web.accounts.actions import members
from qorgan.web.accounts.models import Role
from qorgan.web.accounts.statements import keep_fresh
from qorgan.web.care.actions import reading as case_reading
from qorgan.web.care.actions import referring, retention, writing
from qorgan.web.care.actions.closing import decide_closing, reopen
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.actions.staff.clockwork import shred_due
from qorgan.web.hear.actions.staff.receipts import shred_now, undo_deletion
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import across, sealing
from qorgan.web.sealed.models import Envelope, Summary, Thread, Wrap
from qorgan.web.shell import clock

KEPT_DAYS = 60
PLACES = ("one", "two", "three")
ANY = st.sampled_from(PLACES)
WHICH = st.integers(0, 5)  # of what there is to choose from
STATES = Referral.State


def picked(found, which):
    """Return one of what there is, or none where there is nothing."""
    return [found[which % len(found)]] if found else []


@dataclass
class World:
    """Who is there, made once: three centres, at the first a worker and somebody who will leave beside the supervisor."""

    people: dict = field(default_factory=dict)  # by place, who acts there
    supervisor: object = None
    leaving: object = None


@pytest.fixture
def world(administrators, supervisor, worker, worker_elsewhere, monkeypatch) -> World:
    third = open_centre(*administrators, name="Centre three")
    people = {"one": worker, "two": worker_elsewhere, "three": join(administrators[0], third, "third", Role.SUPERVISOR)}
    leaving = join(supervisor, supervisor.actor.centre, "leaving", Role.WORKER)
    checked = {"checked_by": "a lawyer", "checked_on": date(2026, 11, 1), "shown_until": date(2028, 11, 1)}
    days = Fact(
        value=KEPT_DAYS,
        source="https://example.org/law",
        source_date_text="2026-01-01",
        retrieved=date(2026, 11, 1),
        confidence="A",
        **checked,
    )
    monkeypatch.setattr(retention, "law", lambda: replace(Law(), retention=(Period(Record.CASE, days),)))
    return World(people, supervisor, leaving)


class InAnyOrder(RuleBasedStateMachine):
    """What she allows is kept beside, in the plainest form, and everything that opens is compared with it."""

    world: World
    begun: str

    def __init__(self):
        super().__init__()
        self._ended = transaction.atomic()
        self._ended.__enter__()
        self._seen = copy.deepcopy(seen._KNOWN)
        self.clock = FrozenClock(NOON, ZoneInfo("Asia/Almaty"))
        clock.use(self.clock)

    def teardown(self):
        transaction.set_rollback(True)
        self._ended.__exit__(None, None, None)
        seen._KNOWN.clear()
        seen._KNOWN.update(self._seen)

    # What is true.

    @initialize()
    def she_tells_and_a_case_is_opened(self):
        self.people, self.has_left = self.world.people, False
        self.her = tell(self.centre("one"), purposes=(Said.CASE,))
        self.site, self.heard = True, True  # what she allows on this site, and what her centre has heard of it
        self.last: bool | None = None  # what was heard after she deleted it
        self.is_deleted = self.is_gone = False
        self.file: dict[uuid.UUID, str] = {}  # by case, the consent to the file that was written down at the desk
        self.yes: dict[tuple[uuid.UUID, str], str] = {}  # by case and place, the consent to handing it there
        self.shredded: list[Envelope] = []
        row, self.number = self.her.disclosure, self.her.disclosure.pk
        reading.open_disclosure(by=self.by("one"), disclosure=row)
        opening = {"called": "Nobody", "is_adult": "yes"}
        self.root = handing_over.begin_from(by=self.by("one"), row=row, opening=opening).pk
        self.save(self.case(self.root), "incident", {"words": "invented"})
        self._already(self.begun)

    def _already(self, begun):
        """Begin further on: what takes many steps in one order would come up too seldom."""
        if begun:
            self.she_allows_another_centre(0, "two")
            self.a_case_is_handed_over(0, "two", begun in ("moved", "handed on"))
        if begun in ("accepted", "moved", "handed on"):
            self.the_other_centre_answers(0, "accept")
        if begun == "handed on":
            case = Case.objects.get(centre=self.centre("two"))
            which = list(Case.objects.values_list("pk", flat=True)).index(case.pk)
            self.she_allows_the_file_at_the_desk(which)
            self.she_allows_another_centre(which, "three")
            self.a_case_is_handed_over(which, "three", False)
            assert Referral.objects.filter(to_centre=self.centre("three")).exists()

    def by(self, place):
        return fresh(self.people[place])

    def centre(self, place):
        return self.people[place].actor.centre

    def place(self, centre_id):
        return next(one for one in PLACES if self.centre(one).id == centre_id)

    def case(self, number):
        return Case.objects.filter(pk=number).select_related("thread").first()

    def allows_file(self, case, *, site):
        """Whether she allows the file itself, where ``site`` is what she allows on this site."""
        if case.pk in self.file:
            return True
        if case.pk == self.root:
            return site
        row = Referral.objects.filter(received_case=case.pk).first()
        is_over = row is None or row.state in (STATES.REVOKED, STATES.DECLINED)
        return not is_over and self.allows_row(row, site=site)

    def allows_row(self, row, *, site):
        """Whether she allows that this is handed over."""
        case = self.case(row.case_id)
        is_ours = case is not None and (case.pk == self.root or case.pk in self.file)
        return is_ours and self.allows_file(case, site=site) and (case.pk, self.place(row.to_centre_id)) in self.yes

    def save(self, case, form, data, entry=None, began_from=0):
        place, name = self.place(case.centre_id), entry or (str(uuid.uuid4()) if FORMS[form].many else "only")
        told = {"by": self.by(place), "case": case, "form": FORMS[form], "entry": name, "began_from": began_from}
        return writing.save_form(**told, data=data)

    def tried(self, act, *args, **named):
        """Do it, or not where it is not possible: what must not happen is looked at after each step."""
        try:
            with transaction.atomic():
                return act(*args, **named) or True
        except NotPossible:
            return None

    def hear(self):
        """Note that her centre has looked: at what she says on this site, or that nobody can hear it any more."""
        if not self.is_gone:
            self.last = self.site if self.is_deleted else None
        self.heard = self.now_on_site()

    def now_on_site(self):
        """Return what she allows on this site; of a conversation that is destroyed, what was heard once she had deleted it."""
        return bool(self.last) if self.is_gone else self.site

    # At the public door.

    @precondition(lambda self: not self.is_deleted)
    @rule(what=st.sampled_from(["no", "yes", "delete"]))
    def she_changes_what_she_allows_or_deletes_all(self, what):
        if what == "delete":
            her_actions.delete_conversation(found=self.her.sent.found)
            self.is_deleted = True
            return
        purposes = frozenset({Said.CASE} if what == "yes" else ())
        wishes = Wishes(SafeContact(), Consents(purposes, clock.today(), Speaker.SURVIVOR))
        her_actions.change_wishes(found=self.her.sent.found, wishes=wishes)
        self.site = what == "yes"

    @precondition(lambda self: self.is_deleted and not self.is_gone)
    @rule(is_for_good=st.booleans())
    def a_worker_who_hears_her_destroys_it_or_brings_it_back(self, is_for_good):
        act = shred_now if is_for_good else undo_deletion
        envelopes = list(Envelope.objects.filter(thread=self.number))
        act(by=self.by("one"), disclosure=self.her.disclosure, heard_safe_word="", checked_otherwise=True)
        self.is_deleted = is_for_good
        self.hear()
        self.is_gone = is_for_good
        self.shredded += envelopes if is_for_good else []

    # At the desks.

    def _consented(self, case, entry, revision, **data):
        """Write a consent down at the desk; saving one asks what she says on this site, too."""
        told = {"giver": "herself", "given": NOON.date().isoformat(), **data}
        done = self.tried(self.save, case, "consent", told, entry, revision)
        if done and case.centre_id == self.centre("one").id:
            self.heard = self.now_on_site()
        return done

    @rule(which=WHICH, to=ANY, what=st.sampled_from(["file", "no file", "centre", "no centre", "no centre"]))
    def she_says_it_at_a_desk(self, which, to, what):
        if what == "file":
            self.she_allows_the_file_at_the_desk(which)
        elif what == "no file":
            self.she_takes_the_file_back_at_the_desk(which)
        elif what == "centre":
            self.she_allows_another_centre(which, to)
        else:
            self.she_takes_another_centre_back(which)

    def she_allows_the_file_at_the_desk(self, which):
        for case in picked([one for one in Case.objects.select_related("thread") if one.pk not in self.file], which):
            entry = str(uuid.uuid4())
            if self._consented(case, entry, 0, purpose="case"):
                self.file[case.pk] = entry

    def she_takes_the_file_back_at_the_desk(self, which):
        for number in picked([one for one in self.file if self.case(one)], which):
            withdrawn = clock.today().isoformat()
            if self._consented(self.case(number), self.file[number], 1, purpose="case", withdrawn=withdrawn):
                del self.file[number]

    def she_allows_another_centre(self, which, to):
        wanted = [one for one in Case.objects.select_related("thread") if (one.pk, to) not in self.yes]
        for case in picked([one for one in wanted if self.place(one.centre_id) != to], which):
            entry = str(uuid.uuid4())
            if self._consented(case, entry, 0, purpose="referral", centre=str(self.centre(to).id)):
                self.yes[case.pk, to] = entry

    def she_takes_another_centre_back(self, which):
        for number, to in picked([one for one in self.yes if self.case(one[0])], which):
            told = {"purpose": "referral", "centre": str(self.centre(to).id), "withdrawn": clock.today().isoformat()}
            if self._consented(self.case(number), self.yes[number, to], 1, **told):
                del self.yes[number, to]

    @rule(place=ANY)
    def somebody_lists_the_cases_of_a_centre(self, place):
        case_reading.list_cases(by=self.by(place), cases=Case.objects.visible_to(self.by(place).member))
        if place == "one":
            self.hear()

    @rule(which=WHICH, to=ANY, is_transfer=st.booleans())
    def a_case_is_handed_over(self, which, to, is_transfer):
        for case in picked([one for one in Case.objects.all() if self.place(one.centre_id) != to], which):
            by = self.by(self.place(case.centre_id))
            keys = [f"incident/{one.entry}" for one in open_case(case, by.intake).entries("incident")]
            told = {"by": by, "case": case, "centre": self.centre(to), "keys": keys, "words": "invented"}
            before = self.allows_file(case, site=self.now_on_site()) and (case.pk, to) in self.yes
            row = self.tried(referring.send, **told, is_transfer=is_transfer)
            assert row is None or before, "handed over what she does not allow"

    @rule(which=WHICH, answer=st.sampled_from(["accept", "decline", "finish"]))
    def the_other_centre_answers(self, which, answer):
        asked = STATES.ACCEPTED if answer == "finish" else STATES.SENT
        for row in picked(list(Referral.objects.filter(state=asked)), which):
            named = {"by": self.by(self.place(row.to_centre_id)), "row": row}
            if answer == "accept":
                before = self.allows_row(row, site=self.now_on_site())
                done = self.tried(referring.accept, **named)
                assert done is None or before, "took up what she does not allow"
            elif answer == "decline":
                self.tried(referring.decline, **named, reason="full")
            else:
                self.tried(referring.finish, **named)

    @rule(which=WHICH)
    def the_sender_takes_it_back(self, which):
        for row in picked(list(Referral.objects.filter(state__in=[STATES.SENT, STATES.ACCEPTED])), which):
            self.tried(referring.revoke, by=self.by(self.place(row.from_centre_id)), row=row)

    # Closing, leaving, and the calendar.

    @rule(is_closed=st.booleans())
    def a_case_is_closed_or_opened_again(self, is_closed):
        if is_closed:
            self.a_worker_asks_to_close_and_the_supervisor_agrees()
        else:
            self.the_supervisor_opens_a_case_again()

    def a_worker_asks_to_close_and_the_supervisor_agrees(self):
        for case in Case.objects.filter(centre=self.centre("one"), state="open").select_related("thread")[:1]:
            now = open_case(case, self.by("one").intake).current("closure")
            data = {"why": "ended", "words": str(uuid.uuid4())}
            if self.tried(self.save, case, "closure", data, began_from=now.revision if now else 0):
                decide_closing(by=fresh(self.world.supervisor), case=case, is_approved=True, reason="")

    def the_supervisor_opens_a_case_again(self):
        for case in Case.objects.filter(centre=self.centre("one"), state="closed")[:1]:
            self.tried(reopen, by=fresh(self.world.supervisor), case=case, reason="invented")

    @precondition(lambda self: not self.has_left)
    @rule()
    def a_member_takes_a_case_and_leaves(self):
        for case in Case.objects.filter(centre=self.centre("one"))[:1]:
            writing.assign(by=self.by("one"), case=case, to=fresh(self.world.leaving).member)
        members.end(by=fresh(self.world.supervisor), member=fresh(self.world.leaving).member)
        self.has_left = True

    @rule(days=st.sampled_from([1, 8, KEPT_DAYS + 1]))
    def days_pass_and_the_clockwork_turns(self, days):
        before = {one.pk: list(one.envelopes.all()) for one in Thread.objects.all()}
        of_case = dict(Referral.objects.values_list("thread", "case"))  # what was handed over goes with its case
        self.clock.advance(timedelta(days=days))
        keep_fresh(today=clock.today())
        shred_due(today=clock.today())
        retention.destroy_due(today=clock.today())
        left = set(Thread.objects.values_list("pk", flat=True))
        over = [rows for number, rows in before.items() if not {number, of_case.get(number, number)} <= left]
        self.shredded += [envelope for rows in over for envelope in rows]
        self.is_gone = self.number not in left

    # What must hold, after each step.

    @invariant()
    def another_centre_reads_only_what_she_allows(self):
        for row in Referral.objects.select_related("thread", "case", "from_centre"):
            place = self.place(row.to_centre_id)
            opened = self.tried(referring.open_referral, by=self.by(place), row=row)
            allowed = self.allows_row(row, site=self.now_on_site())
            assert opened is None or allowed, f"{place} opens what she does not allow"
            # Who tries with the keys she has gets as far as what her own centre has heard.
            handed = across.open_across(
                row.thread_id, self.by(place).intake, between={row.from_centre_id, row.to_centre_id}
            )
            assert not handed or self.allows_row(row, site=self.heard), f"{place} holds keys that it should not"

    @invariant()
    def nobody_else_opens_anything(self):
        for case in Case.objects.all():
            for place in PLACES:
                records = open_case(case, self.by(place).intake).records
                assert bool(records.all) == (self.centre(place).id == case.centre_id)

    @invariant()
    def nothing_is_written_in_a_file_that_she_does_not_allow(self):
        for case in Case.objects.select_related("thread").filter(state="open"):
            opened = open_case(case, self.by(self.place(case.centre_id)).intake)
            if not self.allows_file(case, site=self.now_on_site()):
                assert is_taken_back(opened, today=clock.today()), "a file goes on that she does not allow"

    @invariant()
    def every_case_has_an_owner_who_reads_it(self):
        assert Case.objects.filter(pk=self.root).exists() or self.shredded
        for case in Case.objects.select_related("assigned_to"):
            opened = open_case(case, self.by(self.place(case.centre_id)).intake)
            assert opened.records.all
            assert opened.records.refused == 0
            assert case.assigned_to.centre_id == case.centre_id

    @invariant()
    def nothing_opens_after_its_key_was_shredded(self):
        for envelope in self.shredded:
            assert not Wrap.objects.filter(envelope=envelope.pk).exists()
            for place in PLACES:
                with pytest.raises(SealError):
                    sealing.open_for_centre(envelope, self.by(place).intake)
        left = set(Thread.objects.values_list("pk", flat=True))
        for table in (Envelope, Summary):
            assert set(table.objects.values_list("thread", flat=True)) <= left


@pytest.mark.django_db
@pytest.mark.parametrize("begun", ["sent", "accepted", "moved", "handed on"])
def test_in_any_order_nobody_reads_what_she_does_not_allow_and_no_case_is_without_a_reader(world, begun):
    machine = type("Machine", (InAnyOrder,), {"world": world, "begun": begun})
    is_soak = settings.get_current_profile_name() == "soak"
    wanted = {"stateful_step_count": 30} if is_soak else {"stateful_step_count": 12, "max_examples": 4}
    wanted["phases"] = [
        Phase.generate
    ]  # a few steps are read as they are: making them fewer takes minutes on a database
    run_state_machine_as_test(machine, settings=settings(settings.default, **wanted))
