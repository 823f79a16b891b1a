"""What a centre can help with: a code list, in the words of the public pages."""

from django.utils.translation import gettext_lazy as _

NEEDS = [
    ("home", _("Violence at home")),
    ("sexual", _("Sexual violence")),
    ("children", _("Children and teenagers")),
    ("shelter", _("A safe place to stay")),
    ("law", _("Legal advice")),
    ("counselling", _("Talking with a counsellor")),
    ("disability", _("Help for people with disabilities")),
]
