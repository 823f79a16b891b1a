"""What is known in the clear about a case: its centre, who works on it, where it stands, its days. No word of anybody's.

A case is never without an owner: its centre and a member of it are required. Where that member has left, the case is still
hers until a supervisor gives it to somebody else, and the list of the centre says so.
What links a case to the conversation that it came from stands inside its first record.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.models import Centre, Member
from qorgan.web.sealed.models import Thread


class CaseQuerySet(models.QuerySet["Case"]):
    """Which cases somebody sees."""

    def visible_to(self, member: Member) -> "CaseQuerySet":
        """Return those of her centre."""
        return self.none() if member.centre_id is None else self.filter(centre=member.centre_id)

    def with_somebody_who_left(self) -> "CaseQuerySet":
        """Return those whose member is no longer active: a supervisor gives them to somebody else."""
        return self.exclude(assigned_to__state=Member.State.ACTIVE).exclude(state=Case.State.CLOSED)


class Case(models.Model):
    """A case file; what it says are records in its thread, sealed to the centre's keyring for intake and cases."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSING = "closing", _("waits for approval to close")
        CLOSED = "closed", _("closed")

    thread = models.OneToOneField(Thread, primary_key=True, on_delete=models.CASCADE, related_name="case")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cases")
    assigned_to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_day = models.DateField()
    closed_day = models.DateField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_day", "thread_id"]
        indexes = [models.Index(fields=["centre", "state"], name="case_of_centre")]
        constraints = [
            models.CheckConstraint(
                name="closed_case_has_a_day",
                condition=Q(state="closed", closed_day__isnull=False)
                | (~Q(state="closed") & Q(closed_day__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_closed_after_it_was_opened",
                condition=Q(closed_day__isnull=True) | Q(closed_day__gte=models.F("opened_day")),
            ),
        ]

    @property
    def ref(self) -> str:
        """Return the short name by which papers and pages call it; it says nothing."""
        return str(self.pk)[:8]


class Referral(models.Model):
    """A case, or a part of one, handed to another centre: what goes over lies in a thread of its own, sealed to both."""

    class State(models.TextChoices):
        SENT = "sent", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        DONE = "done", _("done")
        REVOKED = "revoked", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    from_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+")
    to_centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="referrals")
    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="referral")
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    is_transfer = models.BooleanField(default=False)
    received_case = models.OneToOneField(Case, null=True, on_delete=models.SET_NULL, related_name="received_by")
    day = models.DateField()

    class Meta:
        ordering = ["-day", "id"]
        constraints = [
            models.CheckConstraint(name="referral_goes_elsewhere", condition=~Q(from_centre=models.F("to_centre"))),
            # Two at once to one centre would be two files about one woman there.
            models.UniqueConstraint(
                fields=["case", "to_centre"],
                condition=Q(state__in=["sent", "accepted"]),
                name="one_open_referral_to_a_centre",
            ),
        ]


class ProgrammeFile(models.Model):
    """A file beside cases: of a participant or a group of the programme, or of a contact with a partner.

    What it says are records in its thread, sealed to the keyring of its duty alone. No column leads from one to another.
    """

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("participant of the programme")
        GROUP = "group", _("group of the programme")
        PARTNER = "partner", _("contact with a partner")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    thread = models.OneToOneField(Thread, primary_key=True, on_delete=models.CASCADE, related_name="programme_file")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="programme_files")
    assigned_to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="programme_files")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_day = models.DateField()
    closed_day = models.DateField(null=True)

    class Meta:
        ordering = ["-opened_day", "thread_id"]
        indexes = [models.Index(fields=["centre", "kind", "state"], name="programme_file_of_centre")]
        constraints = [
            models.CheckConstraint(
                name="closed_programme_file_has_a_day",
                condition=Q(state="closed", closed_day__isnull=False) | Q(state="open", closed_day__isnull=True),
            )
        ]

    @property
    def ref(self) -> str:
        """Return the short name by which papers and pages call it; it says nothing."""
        return str(self.pk)[:8]


class MonthlyReport(models.Model):
    """What a centre reported of a month, once: two reports of one month would give away what each withholds."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="monthly_reports")
    month = models.DateField()  # its first day
    made_day = models.DateField()
    counts = models.JSONField()  # by indicator, as they left the centre: null where withheld

    class Meta:
        ordering = ["-month", "centre_id"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "month"], name="one_report_of_a_month"),
            models.CheckConstraint(name="reported_month_is_over", condition=Q(made_day__gt=models.F("month"))),
        ]


class IncidentRelease(models.Model):
    """That a centre let its incidents leave for statistics in a month, once; which they were stands sealed in its thread."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="incident_releases")
    month = models.DateField()  # its first day: of the month in which they left
    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="incident_release")

    class Meta:
        ordering = ["-month", "centre_id"]
        constraints = [models.UniqueConstraint(fields=["centre", "month"], name="one_incident_release_in_a_month")]


class IncidentTables(models.Model):
    """Tables that the statistics office made of the incidents of some months, once: of no month twice, for a difference tells."""

    first_month = models.DateField(unique=True)  # first days of months in which incidents left their centres
    last_month = models.DateField()
    made_day = models.DateField()
    tables = models.JSONField()  # as they may be published: null where withheld

    class Meta:
        ordering = ["-first_month"]
        constraints = [
            models.CheckConstraint(
                name="tabulated_months_are_over",
                condition=Q(last_month__gte=models.F("first_month"), made_day__gt=models.F("last_month")),
            )
        ]
