"""One trusted machine: commands that know both doors. No server runs with these."""

from qorgan.web.settings.base import *  # noqa: F403

DOOR = "both"
ROOT_URLCONF = "qorgan.web.urls.public"
