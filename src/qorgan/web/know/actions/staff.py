"""Propose, check, answer, publish and withdraw figures: each in one transaction, with one row of the audit."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qorgan.know.figures.pack import pack_figures
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Member
from qorgan.web.know.findings import Found, answers_to, findings_of, kept
from qorgan.web.know.models import Answer, LedgerFigure, Stamp, Version
from qorgan.web.know.reading import fields_from, found_by, missing_languages, read_fields
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import Entry

LONGEST_DAYS: Final = 366  # after a year somebody looks again whether it still holds

Fields = Mapping[str, str]


@transaction.atomic
def propose(*, by: Actor, fields: Fields) -> Version:
    """Propose a figure, or a new version of one; what was proposed before and not yet published gives way to it.

    Raises
    ------
    DataError
        If what is typed is no figure.
    """
    Stamp.change()
    version = _propose(by.member, fields)
    _record(by, "figure.proposed", version)
    return version


@transaction.atomic
def check(*, by: Actor, version: Version, shown_until: date, is_demonstration: bool = False) -> None:
    """Say, as a second person, that it stands in its source as it stands here, and until when it may be shown.

    Raises
    ------
    NotAllowed
        If she proposed it herself, it lacks a language, or the day is past or more than a year away.
    """
    row = _locked(version, Version.State.PROPOSED)
    today = clock.today()
    if row.proposed_by_id == by.member.id:
        raise NotAllowed(_("You proposed this figure. A second person checks it."))
    if missing_languages(row.fields):
        raise NotAllowed(_("What it says is not yet written in all three languages. Change it first."))
    if not today <= shown_until <= today + timedelta(days=LONGEST_DAYS):
        raise NotAllowed(_("Choose a day from today to one year from now."))
    row.state, row.checked_by, row.checked_day = Version.State.CHECKED, by.member, today
    row.shown_until, row.is_demonstration = shown_until, is_demonstration
    row.save()
    _record(by, "figure.checked", row)


@transaction.atomic
def answer(*, by: Actor, version: Version, finding: str, words: str, language: str) -> Answer:
    """Answer in writing to a finding that forbids the publication of a version; the answer is published too.

    Raises
    ------
    NotAllowed
        If she proposed the version herself, or the finding is no longer there.
    """
    row = _locked(version, *Version.OPEN)
    if by.member.id == (row.proposed_by_id or row.checked_by_id):
        raise NotAllowed(_("This figure came into the ledger by you. A second person answers."))
    if finding not in {one.key for one in findings_of(row.figure.name) if one.forbids}:
        raise NotAllowed(_("The figures have changed meanwhile. Look at what was found once more."))
    said = Answer.objects.create(
        version=row, finding=finding, words=words, language=language, by=by.member, day=clock.today()
    )
    _record(by, "figure.answered", row)
    return said


@transaction.atomic
def publish(*, by: Actor, version: Version) -> None:
    """Publish a checked version in the place of the one before.

    Raises
    ------
    NotAllowed
        If a rule that forbids it is open, or its check has expired meanwhile.
    """
    row = _locked(version, Version.State.CHECKED)
    today = clock.today()
    if row.shown_until is None or row.shown_until < today:
        raise NotAllowed(_("Its check has expired. Propose it again and let it be checked."))
    found = findings_of(row.figure.name)
    if open_findings(row, found):
        raise NotAllowed(_("A rule forbids this publication. A second person answers to it in writing first."))
    Version.objects.filter(figure=row.figure, state=Version.State.PUBLISHED).update(state=Version.State.REPLACED)
    row.state, row.published_by, row.published_day = Version.State.PUBLISHED, by.member, today
    row.findings = kept(row, found)
    row.save()
    _record(by, "figure.published", row)


def open_findings(version: Version, found: tuple[Found, ...]) -> list[Found]:
    """Return what forbids the publication of a version and was not answered.

    What is published as not confirmed is not held up: there the findings are the reason, and stand beside it.
    """
    if not version.is_confirmed:
        return []
    answered = answers_to(version, found)
    return [one for one in found if one.forbids and one.key not in answered]


@transaction.atomic
def withdraw(*, by: Actor, version: Version, reason: str) -> None:
    """Withdraw a published version; the reason stands at its address."""
    row = _locked(version, Version.State.PUBLISHED)
    row.state, row.withdrawn_by, row.withdrawn_day = Version.State.WITHDRAWN, by.member, clock.today()
    row.reason = reason
    row.save()
    _record(by, "figure.withdrawn", row)


@transaction.atomic
def drop(*, by: Actor, version: Version) -> None:
    """Take a proposal out again. No reason is kept: it would be a note that nobody publishes."""
    row = _locked(version, *Version.OPEN)
    row.state = Version.State.DROPPED
    row.save()
    _record(by, "figure.dropped", row)


@transaction.atomic
def bring_in(*, by: Actor, rows: Iterable[Fields]) -> int:
    """Propose many figures at once and return how many are new or say something new."""
    Stamp.change()
    made = sum(_propose(by.member, fields) is not None for fields in _news(rows))
    _record(by, "figures.imported", None, count=made)
    return made


@transaction.atomic
def take_over_pack(*, by: Actor) -> int:
    """Put the figures of the country's pack into the ledger that are not in it yet, unchecked; return how many."""
    Stamp.change()
    known = set(LedgerFigure.objects.values_list("name", flat=True))
    fresh = [fields_from(one) for one in pack_figures(settings.COUNTRY) if one.id not in known]
    for fields in fresh:
        _propose(None, fields)
    _record(by, "figures.taken-over", None, count=len(fresh))
    return len(fresh)


def _news(rows: Iterable[Fields]) -> Iterable[Fields]:
    standing = {one.figure.name: one.fields for one in Version.objects.standing().select_related("figure")}
    return [fields for fields in rows if standing.get(fields["id"]) != fields]


def _propose(member: Member | None, fields: Fields) -> Version:
    figure = read_fields(fields)
    row, _is_new = LedgerFigure.objects.get_or_create(name=figure.id)
    row.versions.filter(state__in=Version.OPEN).update(state=Version.State.REPLACED)
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        figure=row,
        number=last + 1,
        fields=dict(fields),
        found_by=found_by(fields),
        is_confirmed=figure.state in {"fact", "fact with caveat"},
        proposed_by=member,
        proposed_day=clock.today(),
    )


def _locked(version: Version, *states: Version.State) -> Version:
    Stamp.change()
    row = Version.objects.select_related("figure").get(id=version.id)
    if row.state not in states:
        raise NotAllowed(_("Somebody has changed this figure meanwhile. Look at it once more."))
    return row


def _record(by: Actor, what: str, version: Version | None, **detail: int) -> None:
    about, more = (str(version.figure_id), {"version": version.number}) if version else ("", {})
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=about,
            at=clock.now(),
            detail={**more, **detail},
        )
    )
