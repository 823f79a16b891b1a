"""Codes of the rules in the words of staff pages."""

from django.utils.translation import gettext_lazy as _

from qorgan.care.classification import Context, IncidentType
from qorgan.care.consent import Why
from qorgan.care.risk import Level, Reason

WHY = {
    Why.CONSENT: _("her consent holds"),
    Why.LEGAL_DUTY: _("a legal duty, approved by two"),
    Why.DANGER_TO_LIFE: _("a danger to life, approved by two"),
    Why.NEVER_GIVEN: _("it was never given"),
    Why.NOT_YET: _("it begins on a later day"),
    Why.WITHDRAWN: _("it was taken back"),
    Why.NOT_THEIRS: _(
        "it does not count for somebody who is, or may be, a child, or was given by somebody who may not give it"
    ),
}
LEVELS = {
    Level.HIGH: _("high"),
    Level.NOT_HIGH: _("not high"),
    Level.NOT_KNOWN: _("not known"),
}
REASONS = {
    Reason.FLAG: _("a red flag"),
    Reason.WORKER: _("the worker’s judgement"),
    Reason.HER_WORD: _("her own word"),
    Reason.TOOL: _("a licensed tool"),
}
TYPES = {
    IncidentType.RAPE: _("Rape"),
    IncidentType.SEXUAL_ASSAULT: _("Sexual assault"),
    IncidentType.PHYSICAL_ASSAULT: _("Physical assault"),
    IncidentType.FORCED_MARRIAGE: _("Forced marriage"),
    IncidentType.DENIAL: _("Denial of resources, opportunities or services"),
    IncidentType.PSYCHOLOGICAL: _("Psychological or emotional abuse"),
}
CONTEXTS = {
    Context.INTIMATE_PARTNER: _("by an intimate partner"),
    Context.CHILD_SEXUAL_ABUSE: _("sexual abuse of a child"),
    Context.EARLY_MARRIAGE: _("early marriage"),
    Context.POSSIBLE_SEXUAL_EXPLOITATION: _("possible sexual exploitation"),
    Context.POSSIBLE_SEXUAL_SLAVERY: _("possible sexual slavery"),
    Context.HARMFUL_PRACTICE: _("harmful traditional practice"),
}
