"""Forgetting somebody everywhere: in people.db, and in what was written of them before.

A row of people.db, written with the forgetting itself, says that the second half is due. So whoever is killed in
between leaves it to the next one: the worker, or the verb when it is called again.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leadscout.errors import Refused
from leadscout.service.accounts.idempotency import Idempotency
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.people.identities import OURS, hash_of
from leadscout.service.people.intake import find_person, forget, meant_by
from leadscout.service.people.traces import wipe
from leadscout.store import forgettings
from leadscout.store.database import Database
from leadscout.store.people import People


@dataclass(frozen=True)
class Forgetting:
    """Forgets people of one store, and what payloads and remembered answers tell of them."""

    people: People
    database: Database
    deliveries: Deliveries
    idempotency: Idempotency
    data: Path
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def forget(self, written: str) -> bool:
        """Delete for good who is meant by an id, an address or an e-mail; False when they were forgotten before.

        What an interrupted run left undone is done in both cases. Raises Refused when nobody was ever known by it.
        """
        try:
            seq = find_person(self.people, written)
        except Refused as refused:
            if refused.faults[0].code != "nobody":
                raise
            keys = [(OURS, written.strip()), *meant_by(written)]
            if not self.people.suppressed([hash_of(key) for key in keys if key[1]]):
                raise
            self.finish()
            return False
        for lead in self.people.leads([seq]).values():
            wipe(lead, self.data, self.database)
        forget(self.people, seq)
        self.finish()
        return True

    def again(self, hashes: Sequence[bytes]) -> int:
        """Forget whoever other people of this history keep out by these hashes; gives how many were still there."""
        with self.people.database.read() as connection:
            seqs = forgettings.those(connection, hashes)
        for seq in seqs:
            for lead in self.people.leads([seq]).values():
                wipe(lead, self.data, self.database)
            forget(self.people, seq)
        with self.people.database.write() as connection:
            forgettings.keep_out(connection, hashes)
        if seqs:
            self.finish()
        return len(seqs)

    def finish(self) -> None:
        """Do what is still due for people who are forgotten: nothing that is sent or said again tells of them."""
        with self._one_at_a_time:
            seqs = self.people.forgetting()
            if not seqs:
                return
            self.deliveries.forget([same for seq in seqs for same in self.people.merged_into(seq)])
            self.idempotency.forget()
            self.people.database.checkpoint()
            self.database.checkpoint()
            self.people.forgotten(seqs)

    def turn(self) -> bool:
        """The same, as a worker's turn after which there is nothing more to do."""
        self.finish()
        return False
