"""No model holds readable text, except on this short list with its reasons; foreign keys go down only."""

import pytest
from django.apps import apps
from django.db import models

READABLE = {
    "accounts.Centre.name": "public: survivors choose by it",
    "accounts.Centre.region": "public: a code of the pack",
    "accounts.Centre.state": "a code",
    "accounts.Centre.languages": "public: codes",
    "accounts.Centre.needs": "public: codes",
    "accounts.Centre.reading_hours": "public: survivors read it",
    "accounts.Centre.must_report": "public: survivors read it before they write",
    "accounts.Member.state": "a code",
    "accounts.Member.recovery_tags": "keyed hashes, in hex",
    "accounts.MemberRole.role": "a code",
    "accounts.Keyring.duty": "a code",
    "accounts.Recovery.known_to": "ids of members",
    "accounts.Notice.kind": "a code",
    "accounts.Notice.state": "a code",
    "audit.ChainHead.chain": "a centre's id or a fixed word",
    "audit.AuditEntry.chain": "a centre's id or a fixed word",
    "sealed.Envelope.kind": "a fixed word",
    "sealed.Envelope.direction": "a code",
    "sealed.SurvivorKey.secret_version": "the name of a key file",
    "hear.Disclosure.state": "a code",
    "hear.Disclosure.state_before": "a code",
    "hear.BulkAside.reason": "a code",
    "hear.Opening.role": "a code",
    "hear.ShortAddress.code": "public: printed on posters",
    "hear.ShortAddress.language": "a code",
    "care.Case.state": "a code",
    "care.Referral.state": "a code",
    "care.MonthlyReport.counts": "what left the centre: counts, small ones withheld",
    "care.IncidentTables.tables": "what the office may publish: counts, small ones withheld",
    "care.ProgrammeFile.kind": "a code",
    "care.ProgrammeFile.state": "a code",
    "know.LedgerFigure.name": "public: how rules and tables call a figure",
    "know.Version.fields": "public: a figure as it stands in its source",
    "know.Version.found_by": "public: words of the same",
    "know.Version.state": "a code",
    "know.Version.findings": "public: what rules said, with the answers",
    "know.Version.reason": "public: why a figure was withdrawn",
    "know.Answer.finding": "a hash",
    "know.Answer.words": "public: stands beside the figure",
    "know.Answer.language": "a code",
    "know.Stamp.value": "random",
}
ORDER = ["shell", "accounts", "audit", "sealed", "hear", "care", "know"]
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField)
TIMES = (models.DateTimeField, models.TimeField)


def _fields():
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    ]


def test_every_readable_text_field_is_on_the_list_with_a_reason():
    found = {f"{model._meta.label}.{field.name}" for model, field in _fields() if isinstance(field, TEXT)}
    assert found == set(READABLE)


def test_no_row_holds_an_exact_time():
    found = [f"{model._meta.label}.{field.name}" for model, field in _fields() if isinstance(field, TIMES)]
    assert found == []


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_go_down_only(model):
    own = ORDER.index(model._meta.app_label)
    targets = [
        field.related_model for field in model._meta.get_fields() if field.is_relation and not field.auto_created
    ]
    assert all(ORDER.index(target._meta.app_label) <= own for target in targets)
