"""What both doors share."""

import secrets
from pathlib import Path

from qorgan.kernel.packs import installed_pack
from qorgan.web.settings.readers import read_database, read_flag, read_number, read_text

DATA_DIR = Path(read_text("QORGAN_DATA", "data")).absolute()
KEY_DIR = Path(read_text("QORGAN_KEYS", str(DATA_DIR / "keys"))).absolute()

COUNTRY = read_text("QORGAN_COUNTRY", "kz")
_PACK = installed_pack(COUNTRY)

# How long backups in a folder are kept: what was deleted is in none that is older.
BACKUP_DAYS = read_number("QORGAN_BACKUP_DAYS", 14)

# How many may send within minutes before work is asked of their browsers, and how many at any time; see hear/admission.py.
ROOM = read_number("QORGAN_ROOM", 10_000)
ROOM_PER_SECOND = read_number("QORGAN_ROOM_PER_SECOND", 5)

# Nothing stored depends on it: cookies and forms are sealed by the vault, so it may die with the process.
SECRET_KEY = secrets.token_urlsafe(50)
DEBUG = False
BEHIND_PROXY = read_flag("QORGAN_BEHIND_PROXY")

DATABASES = {"default": read_database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "qorgan.web.shell",
    "qorgan.web.accounts",
    "qorgan.web.audit",
    "qorgan.web.sealed",
    "qorgan.web.hear",
    "qorgan.web.care",
    "qorgan.web.know",
]
MIDDLEWARE = [
    "qorgan.web.shell.middleware.headers",
    "qorgan.web.shell.middleware.faults_middleware",
    "django.middleware.locale.LocaleMiddleware",
    "qorgan.web.shell.middleware.same_site",
    "qorgan.web.shell.middleware.crowding",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["qorgan.web.shell.context.page"],
            "builtins": ["django.templatetags.i18n", "qorgan.web.shell.templatetags.shell"],
        },
    }
]

LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LANGUAGE_CODE = _PACK.default_language
USE_I18N = True
USE_TZ = True
TIME_ZONE = _PACK.time_zone

# The largest form is her words and her choices; files take another path, straight into the vault.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["qorgan.web.shell.uploads.RefuseFiles"]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = read_text("QORGAN_MAIL_HOST", "")
EMAIL_PORT = read_number("QORGAN_MAIL_PORT", 25)
EMAIL_HOST_USER = read_text("QORGAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = read_text("QORGAN_MAIL_PASSWORD", "")
EMAIL_USE_TLS = read_flag("QORGAN_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read_text("QORGAN_MAIL_FROM", "")

# One line per fault, by `shell.faults`: the kind and the place in our code, never a value, a path or a query.
LOGGING_CONFIG = None
