"""Requests as Django builds them, and as nobody could read them: those get a page of ours as well.

Django reads the address and the kind of content while it builds a request, before any middleware. What it refuses there,
a query of too many parts or a name of letters that stands for no letters, would be answered by the server as a fault.
"""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

UNREADABLE = "qorgan.is_unreadable"


class Request(WSGIRequest):
    """A request that is always built; `middleware.crowding` answers one that could not be read."""

    def __init__(self, environ: dict[str, Any]) -> None:
        try:
            super().__init__(environ)
        except (
            SuspiciousOperation,
            ValueError,
            LookupError,
        ):  # a name of letters may fail in either of the last two ways
            super().__init__({**environ, "QUERY_STRING": "", "CONTENT_TYPE": "", UNREADABLE: True})


class Handler(WSGIHandler):
    """A door's application."""

    request_class = Request
