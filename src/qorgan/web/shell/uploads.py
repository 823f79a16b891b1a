"""No upload ever touches the disk in the clear: files are refused unless a view takes them piece by piece."""

from collections.abc import Callable

from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class RefuseFiles(FileUploadHandler):
    """The default: what is not expected is read past and forgotten."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Skip the file."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Forget the piece."""
        return None

    def file_complete(self, file_size: int) -> None:
        """There is no file."""
        return


class TakePieces(FileUploadHandler):
    """Hand each piece of the first file on as it comes, so that no whole file is ever held in the clear.

    Parameters
    ----------
    begin : callable
        Called once with the file's name and type as the browser says them.
    take : callable
        Called with every piece.
    finish : callable
        Called when the file is whole.
    """

    chunk_size = 256 * 1024

    def __init__(
        self, *, begin: Callable[[str, str], None], take: Callable[[bytes], None], finish: Callable[[], None]
    ) -> None:
        super().__init__()
        self._begin = begin
        self._take = take
        self._finish = finish
        self._count = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin with the first file; a second one is read past."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._count += 1
        if self._count > 1 or not self.file_name:
            raise SkipFile
        self._begin(self.file_name, self.content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a piece on."""
        self._take(raw_data)
        return None

    def file_complete(self, file_size: int) -> None:
        """Finish; nothing is left in the request."""
        self._finish()
