"""Requests as Django builds them, and as nobody could read them: those get a page of ours as well.

Django reads the address and the kind of content while it builds a request, before any middleware. What it refuses there,
a query of too many parts or a name of letters that stands for no letters, would be answered by the server as a fault. So
would letters that are not ours in a body, once a field of it is read.
"""

import codecs
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

UNREADABLE = "qorgan.is_unreadable"


class Request(WSGIRequest):
    """A request that is always built; `middleware.crowding` answers one that could not be read."""

    def __init__(self, environ: dict[str, Any]) -> None:
        given = dict(environ)  # Django writes the path that it has read over the one that came
        try:
            super().__init__(environ)
            is_read = self._is_in_our_letters()
        except (
            SuspiciousOperation,
            ValueError,
            LookupError,
        ):  # a name of letters may fail in either of the last two ways
            is_read = False
        if not is_read:
            self._encoding = None
            super().__init__({**given, "QUERY_STRING": "", "CONTENT_TYPE": "", UNREADABLE: True})

    def _is_in_our_letters(self) -> bool:
        """Say whether a body is in UTF-8 as our forms send it: others fail only where a field is read, or give half letters."""
        return self.encoding is None or codecs.lookup(self.encoding).name == "utf-8"


class Handler(WSGIHandler):
    """A door's application."""

    request_class = Request
