"""What is known in the clear about a disclosure: its centre, its days, who works on it. No word of anybody's."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from qorgan.hear.alike import Reason
from qorgan.web.accounts.models import Centre, Member, Role
from qorgan.web.sealed.models import Thread

FIRST = 2  # documents that a disclosure arrives with: her words and her wishes


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Which disclosures somebody sees."""

    def visible_to(self, member: Member, *, today: date) -> "DisclosureQuerySet":
        """Return those of her centre, and those offered to it from today or before."""
        if member.centre_id is None:
            return self.none()
        offered = Q(centre__isnull=True, offers__centre=member.centre_id, offers__from_day__lte=today)
        return self.filter(Q(centre=member.centre_id) | offered).distinct()

    def in_bulk_box(self, centre: Centre | None) -> "DisclosureQuerySet":
        """Return those that this centre set aside in bulk, and to which nothing has come since."""
        return self.filter(_lies_aside(centre), state=Disclosure.State.WAITING)

    def out_of_bulk_box(self, centre: Centre | None) -> "DisclosureQuerySet":
        """Return all others."""
        return self.exclude(_lies_aside(centre), state=Disclosure.State.WAITING)

    def never_touched(self) -> "DisclosureQuerySet":
        """Return those that nobody has accepted, answered or taken back, and to which she has added nothing."""
        judged = BulkMessage.objects.filter(disclosure=OuterRef("pk"), is_taken_back=True)
        untouched = self.filter(state=Disclosure.State.WAITING, opened_day=None, thread__last_sequence=FIRST)
        return untouched.exclude(Exists(judged))


class Disclosure(models.Model):
    """A thread that a survivor, or somebody who stands by her, opened."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        ACCEPTED = "accepted", "accepted"
        CLOSED = "closed", "closed"
        ASIDE = "aside", "set aside"
        HIDDEN = "hidden", "hidden by her, to be shredded"

    thread = models.OneToOneField(Thread, primary_key=True, on_delete=models.CASCADE, related_name="disclosure")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="disclosures")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    state_before = models.CharField(max_length=8, choices=State, default=State.WAITING)
    assigned_to = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="disclosures")
    received_day = models.DateField()
    opened_day = models.DateField(null=True)
    hidden_day = models.DateField(null=True)
    seen_by_her = models.PositiveIntegerField(default=0)
    seen_by_centre = models.PositiveIntegerField(default=0)
    safe_word_misses = models.PositiveSmallIntegerField(default=0)
    safe_word_missed_day = models.DateField(null=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["received_day", "thread_id"]
        constraints = [
            models.CheckConstraint(name="hidden_has_a_day", condition=~Q(state="hidden") | Q(hidden_day__isnull=False)),
            models.CheckConstraint(
                name="accepted_has_a_centre", condition=~Q(state="accepted") | Q(centre__isnull=False)
            ),
        ]


class Offer(models.Model):
    """A centre that holds a wrap of an unaccepted disclosure, and from which day it may see it."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="offers")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="offers")
    from_day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "centre"], name="offer_once")]


class BulkAside(models.Model):
    """One press of *Set all aside*: who, when, why, how many; and how many of them were taken back."""

    class Why(models.TextChoices):
        ALIKE = Reason.ALIKE.value, _("almost the same words")
        ADVERT = Reason.ADVERT.value, _("almost the same words around addresses of web sites")
        NO_LANGUAGE = Reason.NO_LANGUAGE.value, _("letters that are no words")

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="bulk_asides")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="bulk_asides")
    day = models.DateField()
    reason = models.CharField(max_length=12, choices=Why)
    count = models.PositiveIntegerField()
    taken_back = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(name="no_more_taken_back_than_aside", condition=Q(taken_back__lte=F("count")))
        ]


class BulkMessage(models.Model):
    """A message that one centre set aside in bulk. It changes nothing for other centres, nor for her.

    ``up_to`` is the thread's number then: whatever she adds later is beyond it, and brings the message back by itself.
    """

    bulk = models.ForeignKey(BulkAside, on_delete=models.CASCADE, related_name="messages")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="bulk_messages")
    up_to = models.PositiveIntegerField()
    is_taken_back = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "disclosure"], name="bulk_message_once")]


def _lies_aside(centre: Centre | None) -> Exists:
    return Exists(
        BulkMessage.objects.filter(
            disclosure=OuterRef("pk"),
            bulk__centre=centre,
            is_taken_back=False,
            up_to__gte=OuterRef("thread__last_sequence"),
        )
    )


class Opening(models.Model):
    """How often her words were opened, by role; shown to her."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="openings")
    role = models.CharField(max_length=16, choices=Role)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "role"], name="opening_per_role")]


class Closing(models.Model):
    """A centre that closes, once a second administrator has confirmed it. Signed by the staff door."""

    centre = models.OneToOneField(Centre, on_delete=models.PROTECT, related_name="closing")
    reads_until = models.DateField()
    kept_until = models.DateField()
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closing_confirmed_by_a_second", condition=~Q(proposed_by=models.F("confirmed_by"))
            ),
            models.CheckConstraint(
                name="closing_keeps_longer_than_it_reads", condition=Q(kept_until__gt=models.F("reads_until"))
            ),
        ]


class SpentForm(models.Model):
    """A form that was sent. Sent twice it leads to the same receipt, until she says that she has kept it."""

    tag = models.BinaryField(max_length=32, unique=True)
    day = models.DateField()
    is_closed = models.BooleanField(default=False)


class ShortAddress(models.Model):
    """A short printable address for a film, a poster, a school. It leads to help."""

    code = models.CharField(max_length=24, unique=True)
    language = models.CharField(max_length=2, blank=True)
    is_open = models.BooleanField(default=True)


class ShortAddressDay(models.Model):
    """How often a short address was opened on a day. Nothing about who."""

    address = models.ForeignKey(ShortAddress, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "day"], name="short_address_day_once")]
