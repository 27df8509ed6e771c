"""The embedded engine of bitmaps: people, jobs and words are numbered, and a question is algebra of sets of numbers.

An index is a few segments, each one file that is written once (`segment`), and a manifest that names them (`manifest`).
Inside a segment people are numbered in the order in which they are shown, so that a page is the beginning of a bitmap.
Every job has a number, too: what must hold for one job is asked of jobs (docs/decisions/048).
"""

from leadscout.engines.bitmap import manifest
from leadscout.engines.bitmap.engine import open_engine
from leadscout.engines.bitmap.tidying import merge_many
from leadscout.engines.bitmap.writer import BitmapWriter
from leadscout.plan.engine import Backend

VERSION = 1
"""Raised when people are written differently; stored indexes are then rebuilt."""

BACKEND = Backend(
    open=open_engine, write=BitmapWriter, version=f"bitmap {VERSION}", merge=merge_many, files=manifest.files
)
"""Bitmaps, for an index that is kept in a folder."""
