"""The ledger: figures, their versions with who proposed and checked them, and answers to what rules found."""

import secrets
from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.models import Member


class LedgerFigure(models.Model):
    """A figure: its number in the ledger is its address for ever, its name is how analysts and rules call it."""

    name = models.SlugField(max_length=80, unique=True)

    class Meta:
        ordering = ["id"]


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions by where they stand."""

    def standing(self) -> "VersionQuerySet":
        """Return the newest version of each figure that was neither withdrawn nor dropped: what the rules look at."""
        newest = Version.objects.filter(figure=OuterRef("figure"), state__in=Version.STANDING).order_by("-number")
        return self.filter(id=Subquery(newest.values("id")[:1]))

    def shown(self, today: date) -> "VersionQuerySet":
        """Return what the public may read today: published, and not expired."""
        return self.filter(state=Version.State.PUBLISHED, checked_day__lte=today, shown_until__gte=today)

    def page(self, place: int, size: int) -> "tuple[list[Version], bool]":
        """Return a page by the numbers of the figures, counted from 1, and whether another follows."""
        first = (place - 1) * size
        ids = list(self.order_by("figure").values_list("id", flat=True)[first : first + size + 1])
        rows = Version.objects.filter(id__in=ids[:size]).select_related("figure").order_by("figure")
        return list(rows), len(ids) > size

    def expired(self, today: date) -> "VersionQuerySet":
        """Return what was published and is shown no longer, until somebody looks at it again."""
        return self.filter(state=Version.State.PUBLISHED, shown_until__lt=today)


class Version(models.Model):
    """What the ledger said of a figure from one change to the next. What it says never changes; where it stands does.

    All text here is meant for the public. There is no field for notes: what is not to be published is not kept.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        CHECKED = "checked", _("checked")
        PUBLISHED = "published", _("published")
        REPLACED = "replaced", _("replaced by a newer version")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DROPPED = "dropped", _("not taken up")

    STANDING = (State.PROPOSED, State.CHECKED, State.PUBLISHED)
    OPEN = (State.PROPOSED, State.CHECKED)

    figure = models.ForeignKey(LedgerFigure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    fields = models.JSONField()
    found_by = models.TextField()  # its words in small letters, for the search of a list
    is_confirmed = models.BooleanField()  # a fact, with a caveat or without; otherwise it stands under what is not
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")  # None: the pack
    proposed_day = models.DateField()
    checked_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    checked_day = models.DateField(null=True)
    shown_until = models.DateField(null=True)
    published_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    published_day = models.DateField(null=True)
    findings = models.JSONField(default=list)  # what rules found on the day of publication, with the answers
    withdrawn_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_day = models.DateField(null=True)
    reason = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)  # then nobody has checked it

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["figure", "-number"]
        # Holds all that says which figures a page shows, so that the texts of those before it are never read.
        indexes = [
            models.Index(fields=["state", "is_confirmed", "figure", "checked_day", "shown_until"], name="version_shown")
        ]
        constraints = [
            models.UniqueConstraint(fields=["figure", "number"], name="version_once"),
            models.UniqueConstraint(
                fields=["figure"], condition=Q(state="published"), name="one_published_version_of_a_figure"
            ),
            models.UniqueConstraint(
                fields=["figure"], condition=Q(state__in=["proposed", "checked"]), name="one_open_version_of_a_figure"
            ),
            models.CheckConstraint(
                name="version_checked_by_a_second", condition=~Q(checked_by__isnull=False, proposed_by=F("checked_by"))
            ),
            models.CheckConstraint(
                name="version_checked_before_published",
                condition=~Q(state__in=["checked", "published"])
                | Q(checked_by__isnull=False, checked_day__isnull=False, shown_until__isnull=False),
            ),
        ]

    def is_expired(self, today: date) -> bool:
        """Say whether it was published and is shown no longer."""
        return self.state == self.State.PUBLISHED and self.shown_until is not None and self.shown_until < today


class Answer(models.Model):
    """Why a version may be published though a rule forbids it, as somebody wrote. It is published with the version.

    It speaks for this version alone: others that the finding concerns may well be what is wrong.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="answers")
    finding = models.CharField(max_length=64)  # a hash of the rule and the versions it speaks of
    words = models.TextField()
    language = models.CharField(max_length=2)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering = ["id"]


class Stamp(models.Model):
    """One row that differs after each change of the ledger: what was made from the ledger is made anew."""

    value = models.CharField(max_length=32)

    @classmethod
    def now(cls) -> str:
        """Return the present one; empty where the ledger never changed."""
        return str(cls.objects.values_list("value", flat=True).filter(id=1).first() or "")

    @classmethod
    def change(cls) -> None:
        """Change it, and let everybody else who changes the ledger wait until this transaction ends."""
        row, _is_new = cls.objects.select_for_update().get_or_create(id=1, defaults={"value": ""})
        row.value = secrets.token_hex(16)
        row.save()
