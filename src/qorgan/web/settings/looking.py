"""One trusted machine, looking only: the database refuses every change."""

from qorgan.web.settings.machine import *  # noqa: F403
from qorgan.web.settings.machine import DATABASES as _WRITABLE
from qorgan.web.settings.readers import for_reading

DATABASES = {"default": for_reading(_WRITABLE["default"])}
