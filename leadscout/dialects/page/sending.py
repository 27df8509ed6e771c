"""A file that a browser sends: as the body itself, or as the one field of a form, written on as it comes."""

import re
from collections.abc import Callable

from leadscout.errors import Fault, Refused
from leadscout.service.people.uploads import Upload

_LONGEST_HEAD = 8192
_BOUNDARY = re.compile(r'multipart/form-data;.*\bboundary="?([^";]{1,70})', re.IGNORECASE)
_NAME = re.compile(r'filename="([^"]*)"')
_BLANK = b"\r\n\r\n"


class FormFile:
    """Takes what comes piece by piece. Where it is a form (RFC 7578) it has one field, and that is the file.

    `upload` is what was begun; whoever began it drops or keeps it.
    """

    def __init__(self, content_type: str, receive: Callable[[str], Upload]) -> None:
        """Take the header of the request, and what makes an upload of a name."""
        match = _BOUNDARY.match(content_type)
        self._end = b"\r\n--" + match[1].encode() + b"--" if match else b""
        self._receive = receive
        self._rest = b""
        self.upload: Upload | None = None

    @property
    def is_form(self) -> bool:
        """Whether a form was sent."""
        return bool(self._end)

    def begin(self, name: str) -> Upload:
        """Begin to write a file of this name."""
        self.upload = self._receive(name)
        return self.upload

    def write(self, piece: bytes) -> None:
        """Take the next piece. Raises Refused for a form without a file."""
        if not self._end and self.upload:
            self.upload.write(piece)
            return
        self._rest += piece
        if self.upload is None:
            head, blank, rest = self._rest.partition(_BLANK)
            if not blank:
                if len(head) > _LONGEST_HEAD:
                    raise Refused(Fault("missing_field", "file"))
                return
            name = _NAME.search(head.decode(errors="replace"))
            if not name or not name[1]:
                raise Refused(Fault("missing_field", "file"))
            self._rest = rest
            self.begin(name[1])
        # What may be the end of the form is held back.
        held = len(self._end) + 2
        if self.upload and len(self._rest) > held:
            self.upload.write(self._rest[:-held])
            self._rest = self._rest[-held:]

    def finish(self) -> Upload:
        """Write what was held back; gives the whole file. Raises Refused where it is not whole."""
        if self.upload is None:
            raise Refused(Fault("missing_field", "file"))
        if self._end:
            last, end, _ = self._rest.rpartition(self._end)
            if not end:
                raise Refused(Fault("missing_field", "file"))
            self.upload.write(last)
        return self.upload
