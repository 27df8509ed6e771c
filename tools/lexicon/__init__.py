"""What makes the data files of the lexicon: `make lexicon` runs it, no server does and no wheel holds it."""

from functools import partial
from pathlib import Path

from leadscout.lexicon.files import Rows, rows

SOURCES = Path(__file__).parent / "data"
MADE = Path(__file__).parents[2] / "leadscout" / "lexicon" / "data"

sources: Rows = partial(rows, package="tools.lexicon")
"""The rows of a table of data/ beside this file, which nothing but these tools reads."""
