"""The public door: no key of a worker or a centre is read here."""

from qorgan.web.settings.base import *  # noqa: F403
from qorgan.web.settings.base import MIDDLEWARE as _SHARED
from qorgan.web.settings.hosts import door_hosts

DOOR = "public"
ALLOWED_HOSTS = door_hosts("public")
ROOT_URLCONF = "qorgan.web.urls.public"
MIDDLEWARE = [*_SHARED, "qorgan.web.shell.middleware.survivor_session"]
