"""How much anybody may upload at once: counted while it comes in, for what a browser says of its size is no bound."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES = 200 * 1024**2
HANDLERS = [
    "portal.ops.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
TOO_LARGE = "soundcheck.upload_too_large"


class LimitedUploads(FileUploadHandler):
    """Stands before Django's own. Past the limit the rest is thrown away as it comes, and the file is not there.

    `request.META[TOO_LARGE]` is set then, so that a form can say why.
    """

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on, or drop the file."""
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            if self.request is not None:
                self.request.META[TOO_LARGE] = "1"
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is kept by the handlers after this one."""
        return
