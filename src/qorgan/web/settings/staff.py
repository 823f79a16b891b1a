"""The staff door: it holds no receipt secret."""

from qorgan.web.settings.base import *  # noqa: F403
from qorgan.web.settings.base import MIDDLEWARE as _SHARED
from qorgan.web.settings.hosts import door_hosts

DOOR = "staff"
ALLOWED_HOSTS = door_hosts("staff")
ROOT_URLCONF = "qorgan.web.urls.staff"
MIDDLEWARE = [*_SHARED, "qorgan.web.accounts.middleware.staff_session"]
