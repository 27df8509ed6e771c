"""What an import would make of rows: how many people are new and how many known already, without a change."""

from collections.abc import Sequence

from leadscout.service.people.intake import Arrived, Intake
from leadscout.service.people.recognition import KeyedRow, Recognition
from leadscout.store.people import PeopleChanges


class Expectation:
    """Counts the people of a file, batch by batch, as `Intake.take` would; nothing is written.

    `known` counts people of the store and rows about people whom an earlier row of the file made new.
    """

    def __init__(self, intake: Intake) -> None:
        """Count among the people of `intake`."""
        self.new = self.known = self.refused = 0
        self._intake = intake
        self._hidden = intake.hidden()
        self._met: set[bytes] = set()

    def see(self, arrived: Sequence[Arrived], as_of: int) -> None:
        """Count one batch of rows that were true on a day, in days since 1970."""
        rows = [self._intake.keyed(one) for one in arrived]
        people = self._intake.people
        with people.database.read() as connection:
            recognition = Recognition(PeopleChanges(connection, people), rows)
            for row in rows:
                self._count(recognition, row, as_of)

    def _count(self, recognition: Recognition, row: KeyedRow, as_of: int) -> None:
        seen = recognition.is_seen(row)
        if self._hidden.hides(row.lead) or (not seen and recognition.is_suppressed(row)):
            self.refused += 1
            return
        # An address of many binds no two rows of a file.
        alone = {hash_ for at, hash_ in enumerate(row.hashes) if at not in row.mailboxes} or {row.row_hash}
        if seen or not self._met.isdisjoint(alone) or recognition.owner(row, 0, as_of) is not None:
            self.known += 1
        else:
            self.new += 1
        self._met |= alone
