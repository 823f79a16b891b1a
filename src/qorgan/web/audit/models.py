"""One row for every opening and every change, in chains that show what was taken out."""

from django.db import models


class ChainHead(models.Model):
    """Where a chain stands; locked while a row is added, so that rows get their numbers in order."""

    chain = models.CharField(max_length=40, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32)


class AuditEntry(models.Model):
    """What was done, sealed to the auditors; only the day stands outside the seal."""

    chain = models.CharField(max_length=40)
    sequence = models.BigIntegerField()
    day = models.DateField()
    sealed = models.BinaryField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["chain", "sequence"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_sequence_once")]
