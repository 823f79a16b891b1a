"""Settings of the test run: one process knows both doors, and its data lives in a folder that the run throws away."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QORGAN_DATA", tempfile.mkdtemp(prefix="qorgan-test-"))

from qorgan.web.settings.base import *  # noqa: F403
from qorgan.web.settings.base import DATA_DIR
from qorgan.web.settings.readers import sqlite

DOOR = "both"
ROOT_URLCONF = "qorgan.web.urls.public"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if "DATABASE_URL" not in os.environ:
    DATABASES = {
        "default": {**sqlite(DATA_DIR / "qorgan.sqlite3"), "TEST": {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}}
    }
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
