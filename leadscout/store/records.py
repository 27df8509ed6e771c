"""A lead as bytes: JSON under zstd with a dictionary of the file's own people."""

import threading
from collections.abc import Mapping, Sequence

import msgspec
import zstandard

from leadscout.model.lead import Lead

SAMPLES = 1000
"""How many leads a dictionary is made from; fewer are kept without one."""

_DICTIONARY_BYTES = 110_000
_LEVEL = 3


class Records:
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
        id_ = zstandard.get_frame_parameters(packed).dict_id
        opened: dict[int, zstandard.ZstdDecompressor] = self._local.__dict__.setdefault("opened", {})
        decompressor = opened.get(id_)
        if decompressor is None:
            dictionary = self._dictionaries[id_] if id_ else None
            decompressor = opened[id_] = zstandard.ZstdDecompressor(dict_data=dictionary)
        return _DECODER.decode(decompressor.decompress(packed))


_DECODER = msgspec.json.Decoder(Lead)
