"""Centres, members, and which member holds the keys of which duty."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do; what she can decrypt follows from her grants, not from this."""

    WORKER = "worker", _("worker")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMINISTRATOR = "administrator", _("country administrator")
    AUDITOR = "auditor", _("auditor")
    ANALYST = "analyst", _("analyst of the figures")
    FACILITATOR = "facilitator", _("facilitator of the programme")
    PARTNER_SAFETY = "partner-safety", _("partner safety worker")
    STATISTICIAN = "statistician", _("member of the statistics office")


class Duty(models.TextChoices):
    """What a keyring is for; each is sealed only to the members with that duty."""

    INTAKE = "intake", _("intake and cases")
    PROGRAMME = "programme", _("the programme for those who used violence")
    PARTNER_SAFETY = "partner-safety", _("safety of partners")
    AUDIT = "audit", _("reading the audit")
    STATISTICS = "statistics", _("incident records for statistics")


class CentreQuerySet(models.QuerySet["Centre"]):
    """Which centres somebody sees."""

    def listed(self) -> "CentreQuerySet":
        """Return centres that a survivor can write to: open, and with a key to seal to."""
        return self.filter(state=Centre.State.OPEN, keyring__duty=Duty.INTAKE, keyring__key__isnull=False).distinct()


class Centre(models.Model):
    """A centre as the public may know it. There is no field for an address, on purpose."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for a second administrator")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.JSONField(default=dict)
    region = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    languages = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    reading_hours = models.JSONField(default=dict)
    must_report = models.JSONField(default=dict)
    answer_days = models.PositiveSmallIntegerField(default=1)
    is_demonstration = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey("Member", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("Member", null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64, null=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["region", "id"]
        constraints = [
            models.CheckConstraint(
                name="centre_confirmed_by_a_second", condition=~Q(proposed_by=models.F("confirmed_by"))
            ),
            models.CheckConstraint(name="centre_answers_in_1_to_30_days", condition=Q(answer_days__range=(1, 30))),
        ]


class Statement(models.Model):
    """What the staff door said last of a centre: that its row and its newest key are these. Signed, with a number that only rises."""

    centre = models.OneToOneField(Centre, primary_key=True, on_delete=models.CASCADE, related_name="statement")
    number = models.BigIntegerField()
    day = models.DateField()
    signature = models.BinaryField(max_length=64)


class Member(models.Model):
    """Somebody who signs in at the staff door. Her name and mail address are sealed under the staff key file."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        JOINED = "joined", _("has joined, waits for her keys")
        ACTIVE = "active", _("active")
        ENDED = "ended", _("has left")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="members")
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    sign_in_tag = models.BinaryField(max_length=32, unique=True)
    profile = models.BinaryField()
    invitation_tag = models.BinaryField(max_length=32, null=True, unique=True)
    invited_until = models.DateField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    public_key = models.BinaryField(max_length=32, null=True)
    public_key_signature = models.BinaryField(max_length=64, null=True)
    private_key = models.BinaryField(null=True)
    totp_seed = models.BinaryField(null=True)
    totp_used = models.BinaryField(null=True)
    recovery_tags = models.JSONField(default=list)
    phrases = models.BinaryField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="member_with_keys_once_joined",
                condition=Q(state__in=["invited", "ended"])
                | Q(public_key__isnull=False, private_key__isnull=False, salt__isnull=False),
            )
        ]


class MemberRole(models.Model):
    """One role of a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "role"], name="role_once")]


class Keyring(models.Model):
    """The keys of one duty at one centre, or of the country where there is no centre."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="keyring")
    duty = models.CharField(max_length=16, choices=Duty)
    is_due = models.BooleanField(default=False)  # somebody who held it has gone, and nobody has renewed it yet
    renewed_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "duty"], name="keyring_per_duty", nulls_distinct=False),
        ]


class KeyringKey(models.Model):
    """One version of a keyring's public key. The highest version is the one that is sealed to.

    ``previous`` is the version before, sealed to this one: who holds a version can open all that came before it.
    """

    keyring = models.ForeignKey(Keyring, on_delete=models.PROTECT, related_name="key")
    version = models.PositiveSmallIntegerField(default=1)
    public = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    previous = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keyring", "version"], name="keyring_version_once")]


class Grant(models.Model):
    """A keyring's private key, sealed to one member; signed, for anybody can seal to her and say that she holds it."""

    key = models.ForeignKey(KeyringKey, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="grants")
    box = models.BinaryField()
    signature = models.BinaryField(max_length=64, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "member"], name="grant_once")]


class Recovery(models.Model):
    """The newest version of a keyring, sealed to a key that any two of three shares on paper open.

    There is one for a keyring, or none. It always covers the newest version: where that cannot be, it goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    keyring = models.OneToOneField(Keyring, on_delete=models.CASCADE, related_name="recovery")
    public = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    first_second = models.BinaryField()
    first_third = models.BinaryField()
    second_third = models.BinaryField()
    key = models.ForeignKey(KeyringKey, on_delete=models.PROTECT, related_name="+")
    box = models.BinaryField()
    known_to = models.JSONField(default=list)  # ids of the members who have had two shares or more before them
    made_day = models.DateField()
    used_day = models.DateField(null=True)


class Cover(models.Model):
    """Who of a centre looks after unread disclosures on these days: nights, weekends, leave."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="covers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="covers")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="cover_ends_after_it_began", condition=Q(last_day__gte=models.F("first_day")))
        ]


class Notice(models.Model):
    """A mail without content: that there is something to see. What was sent and what was not. To auditors: heads, once a day.

    About recovery it is an alarm as well: it stands on her pages until she says that she has seen it. So does one about
    guesses at her name, of which no mail goes: else anybody could have mails sent to every name he knows.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("something new to read")
        UNREAD = "unread", _("something is unread for too long")
        ANSWERED = "answered", _("somebody has written again")
        RECOVERY_MADE = "rec-made", _("new recovery papers were made")
        RECOVERY_ALLOWED = "rec-opened", _("somebody who has joined may use the recovery papers")
        RECOVERY_USED = "rec-used", _("the recovery papers were used")
        RECOVERY_VOID = "rec-void", _("the recovery papers are no longer valid")
        GUESSED = "guessed", _("many tries to sign in with this name were refused")
        HEADS = "heads", _("numbers of the audit to keep")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")
        NO_ADDRESS = "no-address", _("no mail address")
        SHOWN = "shown", _("only on her pages")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    day = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    is_seen = models.BooleanField(default=False)  # of an alarm: she has said so on her page

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["member", "kind", "day"], name="one_notice_a_day")]


ALARMS = [one for one in Notice.Kind if one.value.startswith("rec-") or one is Notice.Kind.GUESSED]
