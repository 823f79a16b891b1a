"""The one style file and the one script of each door, served by WhiteNoise with the same headers as the pages."""

import gzip
import hashlib
import shutil
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
    """Wrap a WSGI application so that static files are answered before Django is asked, compressed where that helps."""
    from qorgan.web.shell.middleware import HEADERS  # noqa: PLC0415 - settings must be loaded first

    def add(headers: dict[str, str], path: str, url: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value

    root = _compressed(Path(settings.DATA_DIR) / f"static-{settings.DOOR}")
    return WhiteNoise(application, root=str(root), prefix=PREFIX, add_headers_function=add, max_age=0)


def _compressed(folder: Path) -> Path:
    # Written anew at every start, so that no compressed file is ever older than the file it stands for.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FOLDER, folder)
    for file in FOLDER.iterdir():
        (folder / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    return folder
