"""Take a file from a request straight into the vault."""

from django.http import HttpRequest

from qorgan.web.hear.receipts import Found
from qorgan.web.sealed.files import Incoming
from qorgan.web.shell import clock
from qorgan.web.shell.uploads import TakePieces


class Receiving:
    """One file on its way in; `incoming` is there once the file has begun, `is_whole` once it has ended."""

    def __init__(self, request: HttpRequest, found: Found) -> None:
        self.found = found
        self.incoming: Incoming | None = None
        self.is_whole = False
        # Must be set before anything reads the form; the name and the pieces never become an uploaded file of Django's.
        request.upload_handlers = [TakePieces(begin=self._begin, take=self._take, finish=self._finish)]

    def _begin(self, name: str, kind: str) -> None:
        self.incoming = Incoming(self.found.disclosure.thread, name=name, kind=kind, day=clock.today())

    def _take(self, data: bytes) -> None:
        if self.incoming is not None:
            self.incoming.take(data)

    def _finish(self) -> None:
        self.is_whole = True

    def drop(self) -> None:
        """Take away what has come in."""
        if self.incoming is not None:
            self.incoming.drop()
