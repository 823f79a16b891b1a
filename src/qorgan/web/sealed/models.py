"""Envelopes, who can open them, and files. Rotation, deletion and backup walk these tables alone.

Thread ── SurvivorKey           her public keys, the current one found by a receipt's look-up id
   ├───── Envelope ── Wrap      a document's ciphertext; the content key, wrapped once for each reader
   ├───── Summary               a row of a centre's list, under the keyring's list key
   ├───── Draft                 what a member is still writing, under the same key
   └───── File ── FileChunk     ciphertext of a file, its key inside an envelope
"""

import uuid

from django.db import models
from django.db.models import Q

from qorgan.web.accounts.models import KeyringKey, Member


class Thread(models.Model):
    """A conversation: rows that belong together, of which the day is known and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    last_sequence = models.PositiveIntegerField(default=0)


class SurvivorKey(models.Model):
    """A public key of hers. When a worker issues a new receipt, the old row loses its look-up id and opens nothing more."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="survivor_keys")
    version = models.PositiveSmallIntegerField(default=1)
    lookup_id = models.BinaryField(max_length=32, null=True, unique=True)
    secret_version = models.CharField(max_length=16)  # the key file that the look-up id and the key follow from
    public = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "version"], name="survivor_key_version_once")]


class Envelope(models.Model):
    """A sealed document. Kind, id, thread, sequence, direction and version are bound into the seal."""

    class Direction(models.TextChoices):
        IN = "in", "from her"
        OUT = "out", "to her"
        INSIDE = "inside", "for the centre only"
        ACROSS = "across", "from one centre to another"
        OFFICE = "office", "from a centre, which is not named, to the statistics office"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="envelopes")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    direction = models.CharField(max_length=6, choices=Direction)
    version = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    ciphertext = models.BinaryField()

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["thread", "sequence"], name="envelope_sequence_once")]


class Wrap(models.Model):
    """An envelope's content key for one reader. Without a sender it is an anonymous box, allowed on the first envelope only."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="wraps")
    to_keyring = models.ForeignKey(KeyringKey, null=True, on_delete=models.PROTECT, related_name="wraps")
    to_survivor = models.ForeignKey(SurvivorKey, null=True, on_delete=models.CASCADE, related_name="wraps")
    from_keyring = models.ForeignKey(KeyringKey, null=True, on_delete=models.PROTECT, related_name="+")
    from_survivor = models.ForeignKey(SurvivorKey, null=True, on_delete=models.CASCADE, related_name="+")
    box = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wrap_has_one_reader",
                condition=Q(to_keyring__isnull=True, to_survivor__isnull=False)
                | Q(to_keyring__isnull=False, to_survivor__isnull=True),
            ),
            models.CheckConstraint(
                name="wrap_has_at_most_one_sender",
                condition=Q(from_keyring__isnull=True) | Q(from_survivor__isnull=True),
            ),
        ]


class Summary(models.Model):
    """What a list shows of a thread, written by the first opener under the keyring's list key."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="summaries")
    key = models.ForeignKey(KeyringKey, on_delete=models.CASCADE, related_name="summaries")
    version = models.PositiveIntegerField(default=1)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "key"], name="summary_once")]


class Draft(models.Model):
    """All that one member has begun and not saved in one thread, or before there is one; which forms, only its inside says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="drafts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    key = models.ForeignKey(KeyringKey, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveIntegerField(default=0)
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "member"], name="draft_once", nulls_distinct=False)]


class File(models.Model):
    """A sealed file: its name, kind, size, digest and key are inside its envelope, which exists once the file is whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="files")
    envelope = models.OneToOneField(Envelope, null=True, on_delete=models.CASCADE, related_name="file")
    day = models.DateField()


class FileChunk(models.Model):
    """One piece of a file's ciphertext."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    ciphertext = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="chunk_once")]
