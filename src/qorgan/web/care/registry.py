"""Every form of a case file by its code, in the order of the six steps. A new form is a class in `forms/` and a line here.

Pages, drafts, history, paper, the time line, the search for readable words at rest and the access walk follow from it.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from qorgan.web.care.forms.base import CaseForm
from qorgan.web.care.forms.consent import ConsentForm
from qorgan.web.care.forms.opening import OpeningForm

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
)
FORMS: Final[dict[str, CaseForm]] = {one.name: one for one in _ALL}


def forms_of(step: str) -> list[CaseForm]:
    """Return the forms of a step, in order."""
    return [one for one in FORMS.values() if one.step == step]
