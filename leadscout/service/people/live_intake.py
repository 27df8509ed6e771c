"""What live sources show is written to people.db before anybody is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from leadscout.model.lead import Lead
from leadscout.service.people.intake import Arrived, Intake, RowSource

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class LiveIntake:
    """Keeps the people of live sources as rows of today, so that merging, provenance and forgetting hold for them."""

    intake: Intake
    today: Callable[[], date]

    def keep(self, leads: Sequence[Lead], source: str) -> list[tuple[int, Lead] | None]:
        """Write people down; gives the order and all that is known of each, None for who must stay out.

        A row that cannot be about one person (without a name) is nobody.
        """
        if not leads:
            return []
        rows = [Arrived(line, lead) for line, lead in enumerate(leads)]
        seqs = self.intake.take(rows, RowSource(source, (self.today() - _EPOCH).days)).seqs
        people = self.intake.people.leads(list(seqs.values()))
        orders = self.intake.people.orders(list(seqs.values()))
        kept: list[tuple[int, Lead] | None] = []
        for line in range(len(leads)):
            seq = seqs.get(line)
            kept.append((orders[seq], people[seq]) if seq in people and seq in orders else None)
        return kept
