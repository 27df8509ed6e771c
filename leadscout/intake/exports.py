"""Exports: matches of a question, a search or a list -> a file, in one of the formats and for one of the programs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from leadscout.errors import Fault, Refused
from leadscout.intake import layouts, presets
from leadscout.intake.layouts import Layout
from leadscout.intake.writers import FORMATS, Batches, chunks
from leadscout.model.lead import Lead
from leadscout.model.search import LeadMatch


@dataclass(frozen=True)
class Exports:
    """Writes files. `named` gives a match with names in all cells, `region` the ISO code of somebody's country."""

    named: Callable[[LeadMatch], LeadMatch]
    region: Callable[[Lead], str]

    @property
    def formats(self) -> tuple[str, ...]:
        """What a file can be, as its name ends."""
        return tuple(FORMATS)

    @property
    def programs(self) -> Mapping[str, str]:
        """The programs that files are written for, with a sentence each."""
        return {name: preset.sentence for name, preset in presets.presets().items()}

    def layout(self, program: str = "", *, companies: bool = False) -> Layout:
        """The columns for a program, else those of matches: people, or `companies`.

        Raises Refused for a program that is not known, or that takes people in where there are companies.
        """
        table = {name: one for name, one in presets.presets().items() if one.of_companies or not companies}
        if program:
            if program not in table:
                raise Refused(Fault("unknown_value", "for", program, tuple(table)))
            return presets.layout(table[program], self.named, self.region)
        return layouts.companies(self.named) if companies else layouts.matched()

    def write(self, batches: Batches, kind: str, layout: Layout) -> Iterator[bytes]:
        """The bytes of a file as they come. Raises Refused for a format that is not known."""
        if kind not in FORMATS:
            raise Refused(Fault("unknown_value", "format", kind, self.formats))
        return chunks(batches, kind, layout)
