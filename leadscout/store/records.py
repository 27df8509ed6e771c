"""A lead as bytes: JSON under zstd with a dictionary of the file's own people."""

import re
import threading
from collections.abc import Mapping, Sequence

import msgspec
import zstandard

from leadscout.model.lead import Company, Lead

SAMPLES = 1000
"""How many leads a dictionary is made from; fewer are kept without one."""

_DICTIONARY_BYTES = 110_000
_LEVEL = 3


class LeadCodec:
    """Encodes and decodes leads; safe for many threads, because each has (de)compressors of its own."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        """Take the dictionaries of the file by id; the newest one compresses."""
        self._dictionaries = {id_: zstandard.ZstdCompressionDict(data) for id_, data in dictionaries.items()}
        self._local = threading.local()

    @property
    def trained(self) -> bool:
        """Whether there is a dictionary."""
        return bool(self._dictionaries)

    @property
    def ids(self) -> frozenset[int]:
        """The ids of the dictionaries."""
        return frozenset(self._dictionaries)

    @staticmethod
    def plain(lead: Lead) -> bytes:
        """The lead as JSON: equal bytes for equal leads."""
        return msgspec.json.encode(lead)

    @staticmethod
    def clean(lead: Lead) -> tuple[Lead, bytes]:
        """The lead without NUL, which no text of PostgreSQL may have, and as JSON."""
        plain = msgspec.json.encode(lead)
        if rb"\u0000" not in plain:
            return lead, plain
        plain = _NUL.sub(rb"\1", plain)
        return _DECODER.decode(plain), plain

    @staticmethod
    def train(plain: Sequence[bytes]) -> tuple[int, bytes]:
        """Make a dictionary from encoded leads: its id and its bytes."""
        made = zstandard.train_dictionary(_DICTIONARY_BYTES, list(plain))
        return made.dict_id(), made.as_bytes()

    def pack(self, plain: bytes) -> bytes:
        """Compress an encoded lead."""
        compressor = getattr(self._local, "compressor", None)
        if compressor is None:
            newest = next(reversed(self._dictionaries.values()), None)
            compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=newest)
            self._local.compressor = compressor
        packed: bytes = compressor.compress(plain)
        return packed

    def lead(self, packed: bytes) -> Lead:
        """Decode a stored lead. Raises KeyError when its dictionary came after this object was made."""
        return _DECODER.decode(self._opened(packed))

    def sales_id(self, packed: bytes) -> str:
        """The Sales Navigator id of a stored lead, "" for none; six times as fast as all of it. Raises KeyError."""
        return _SALES_ID.decode(self._opened(packed)).sales_id

    def employers(self, packed: bytes) -> list[bytes]:
        """The companies of a stored lead's positions, each as its JSON. Raises KeyError.

        Undecoded: of a million people's companies three in four were met before, and bytes are compared fast.
        """
        return [bytes(job.company) for job in _EMPLOYERS.decode(self._opened(packed)).positions]

    def company(self, packed: bytes) -> Company:
        """Decode a stored company. Raises KeyError."""
        return self.read(self._opened(packed))

    @staticmethod
    def read(plain: bytes) -> Company:
        """A company from its JSON."""
        return _COMPANY.decode(plain)

    def _opened(self, packed: bytes) -> bytes:
        id_ = zstandard.get_frame_parameters(packed).dict_id
        opened: dict[int, zstandard.ZstdDecompressor] = self._local.__dict__.setdefault("opened", {})
        decompressor = opened.get(id_)
        if decompressor is None:
            dictionary = self._dictionaries[id_] if id_ else None
            decompressor = opened[id_] = zstandard.ZstdDecompressor(dict_data=dictionary)
        plain: bytes = decompressor.decompress(packed)
        return plain


class _SalesId(msgspec.Struct):
    sales_id: str = ""


class _Employment(msgspec.Struct):
    company: msgspec.Raw


class _Employers(msgspec.Struct):
    positions: tuple[_Employment, ...] = ()


_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # behind an even number of backslashes: others stand for themselves
_DECODER = msgspec.json.Decoder(Lead)
_SALES_ID = msgspec.json.Decoder(_SalesId)
_EMPLOYERS = msgspec.json.Decoder(_Employers)
_COMPANY = msgspec.json.Decoder(Company)
