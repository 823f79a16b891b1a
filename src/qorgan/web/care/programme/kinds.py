"""Which kinds of files there are: the forms of each, whose keyring it is sealed to, which permission opens its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.models import Duty
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.forms.base import CaseForm, RecordForm
from qorgan.web.care.models import ProgrammeFile
from qorgan.web.care.programme.forms import participant, partner

Kind = ProgrammeFile.Kind
ENDING: Final = "ending"


@dataclass(frozen=True)
class About:
    """One kind of file.

    Parameters
    ----------
    duty : Duty
        Whose keyring it is sealed to.
    permission : Permission
    place : str
        First part of the names of its addresses.
    title : str
        Of its list; ``one`` of a file, ``new`` of the page that begins one.
    begins : type of RecordForm
        What is asked on that page.
    first : str
        The form that what was asked is saved as.
    forms : mapping of str to CaseForm
    """

    duty: Duty
    permission: Permission
    place: str
    title: Any
    one: Any
    new: Any
    begins: type[RecordForm]
    first: str
    forms: Mapping[str, CaseForm]


def _named(*forms: CaseForm) -> dict[str, CaseForm]:
    return {one.name: one for one in forms}


ABOUT: Final = {
    Kind.PARTICIPANT: About(
        Duty.PROGRAMME,
        Permission.FACILITATE,
        "programme",
        _("Participants"),
        _("Participant"),
        _("A new participant"),
        participant.IntakeForm,
        "intake",
        _named(
            CaseForm("intake", _("Intake"), participant.IntakeForm, ""),
            CaseForm("session", _("Sessions"), participant.SessionForm, "", many=True),
            CaseForm(
                "breach-report",
                _("Reports of a breach"),
                participant.BreachReportForm,
                "",
                many=True,
                intro=_("A letter to who ordered it: days and numbers only. Print it, sign it, send it."),
            ),
            CaseForm(ENDING, _("End"), participant.EndingForm, ""),
        ),
    ),
    Kind.GROUP: About(
        Duty.PROGRAMME,
        Permission.FACILITATE,
        "programme",
        _("Groups"),
        _("Group"),
        _("A new group"),
        participant.GroupForm,
        "about",
        _named(
            CaseForm("about", _("About the group"), participant.GroupForm, ""),
            CaseForm("session", _("Sessions"), participant.GroupSessionForm, "", many=True),
        ),
    ),
    Kind.PARTNER: About(
        Duty.PARTNER_SAFETY,
        Permission.PARTNER_SAFETY,
        "partner-safety",
        _("Safety of partners"),
        _("Contact"),
        _("A new contact"),
        partner.NewPartnerForm,
        "opening",
        _named(
            CaseForm("opening", _("How she may be reached"), partner.PartnerOpeningForm, ""),
            CaseForm("consent", _("Her consent"), partner.PartnerConsentForm, ""),
            CaseForm("report", _("Her reports of safety"), partner.ReportForm, "", many=True),
            CaseForm("action", _("What was done for her safety"), partner.PartnerActionForm, "", many=True),
            CaseForm(ENDING, _("End"), partner.PartnerEndingForm, ""),
        ),
    ),
}


def about(row: ProgrammeFile) -> About:
    """Return what holds for a file."""
    return ABOUT[Kind(row.kind)]
