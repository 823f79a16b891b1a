"""Every form of a case file by its code, in the order of the six steps. A new form is a class in `forms/` and a line here.

Pages, drafts, history, paper, the time line, the search for readable words at rest and the access walk follow from it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qorgan.web.care.forms.action import ActionForm
from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.forms.closure import ClosureForm
from qorgan.web.care.forms.consent import ConsentForm
from qorgan.web.care.forms.exception import ExceptionForm
from qorgan.web.care.forms.follow_up import FollowUpForm
from qorgan.web.care.forms.incident import IncidentForm
from qorgan.web.care.forms.opening import OpeningForm
from qorgan.web.care.forms.orders import BreachForm, OrderForm
from qorgan.web.care.forms.risk import RiskForm
from qorgan.web.care.forms.safety_plan import SafetyPlanForm
from qorgan.web.care.forms.task import TaskForm

STEPS: Final = {
    "introduction": _("Introduction and consent"),
    "assessment": _("Assessment"),
    "plan": _("Plan"),
    "action": _("Action"),
    "follow-up": _("Follow-up"),
    "closure": _("Closure"),
}

_ALL: Final = (
    CaseForm("opening", _("Who she is to us"), OpeningForm, "introduction"),
    CaseForm(
        "consent",
        _("Consents"),
        ConsentForm,
        "introduction",
        many=True,
        intro=_(
            "One for each purpose and each recipient. Without it nothing is shared, and she can take it back on any day."
        ),
    ),
    CaseForm(
        "incident",
        _("Incidents"),
        IncidentForm,
        "assessment",
        many=True,
        intro=_("The type is for counting. It decides nothing about what she gets."),
    ),
    CaseForm("risk", _("Risk"), RiskForm, "assessment", intro=_("A judgement, never a score.")),
    CaseForm(
        "safety-plan", _("Safety plan"), SafetyPlanForm, "plan", intro=_("Hers, in her words. You write it down.")
    ),
    CaseForm("action", _("What was agreed"), ActionForm, "action", many=True),
    CaseForm("task", _("Tasks and appointments"), TaskForm, "action", many=True),
    CaseForm("order", _("Protection orders"), OrderForm, "action", many=True),
    CaseForm("breach", _("Breaches of orders"), BreachForm, "action", many=True),
    CaseForm(
        "exception",
        _("Exceptions to her consent"),
        ExceptionForm,
        "action",
        many=True,
        intro=_(
            "Ask her first. Only a legal duty or a danger to life allows something to be said without her consent. "
            "You ask, a supervisor other than you approves. Her file is never handed over by it."
        ),
    ),
    CaseForm("follow-up", _("Contacts with her"), FollowUpForm, "follow-up", many=True),
    CaseForm(
        "closure",
        _("Closing"),
        ClosureForm,
        "closure",
        leads_to="closing",
        intro=_("Saving it asks a supervisor, other than you, to approve that the case is closed."),
    ),
)
FORMS: Final[dict[str, CaseForm]] = {one.name: one for one in _ALL}
# What else stands in the time line; written by actions of its own, and not by the page of forms.
TITLES: Final = {
    **{one.name: one.title for one in _ALL},
    "decision": _("Decision"),
    "plan-decision": _("Decision on the safety plan"),
    "exception-decision": _("Decision on an exception"),
    "heard": _("What she allows in her conversation"),
    "letter": _("Letter to a service"),
    "referral": _("Handed to another centre"),
    "release": _("A copy for her"),
}


def forms_of(step: str) -> list[CaseForm]:
    """Return the forms of a step, in order."""
    return [one for one in FORMS.values() if one.step == step]
