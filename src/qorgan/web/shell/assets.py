"""The one style file and the one script of each door, served by WhiteNoise with the same headers as the pages."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent / "static"
PREFIX = "static/"


@cache
def addresses() -> dict[str, str]:
    """Return name to address, with a mark of the content, so that a new version is never mixed with an old page."""
    return {file.name: f"/{PREFIX}{file.name}?{_mark(file)}" for file in sorted(FOLDER.iterdir()) if file.is_file()}


def _mark(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()


def serve(application: object) -> WhiteNoise:
    """Wrap a WSGI application so that static files are answered before Django is asked."""
    from qorgan.web.shell.middleware import HEADERS  # noqa: PLC0415 - settings must be loaded first

    def add(headers: dict[str, str], path: str, url: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value

    _ = settings.DOOR
    return WhiteNoise(application, root=str(FOLDER), prefix=PREFIX, add_headers_function=add, max_age=0)
