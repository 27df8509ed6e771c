"""What a run of a saved search changed: whom it finds and the run before did not, who left, and who changed jobs.

It is written when the run's search is over, in one transaction that only one worker wins: a kill anywhere repeats it.
Who is forgotten or suppressed is told of in no way, neither as new nor as somebody who left.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import uuid4

import structlog

from leadscout.errors import Family, Refused
from leadscout.lexicon.identities import companies
from leadscout.lexicon.text import fold
from leadscout.model.lead import Lead
from leadscout.model.saved import ChangeKind, SavedChange, SavedPerson, SavedRun, SavedSearch
from leadscout.model.search import SAVED_CHANGES, Count, LeadMatch, Owner, Result, Search, Status
from leadscout.service.asking.hits import current, shown
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.searches import Jobs, Order
from leadscout.service.people.identities import digest
from leadscout.store import outbox, searches
from leadscout.store import saved as store
from leadscout.store.database import Database

KEPT = 100
"""Runs of a saved search that are kept, with their searches and what changed."""

RETRIES = (1, 5, 30, 120)
"""Seconds to wait after each failure to compare a run; after the last one the run has failed."""

_AT_ONCE = 1000
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FailedComparison:
    """How often a run could not be compared, and when it is tried again."""

    times: int = 0
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of whom: the changes, whom the run found, and who is not there any more."""

    changes: Sequence[SavedChange]
    people: Sequence[SavedPerson]
    gone: Sequence[int]

    def number(self, kind: ChangeKind) -> int:
        """How many changed so."""
        return sum(one.kind is kind for one in self.changes)


@dataclass(frozen=True)
class Comparing:
    """Compares the runs of one store. `now` is the clock, `kept` how many runs of a saved search stay.

    What of a run fails is remembered by each process for itself: one that starts tries again.
    """

    database: Database
    jobs: Jobs
    deliveries: Deliveries
    now: Callable[[], datetime]
    kept: int = KEPT
    _failed: dict[str, FailedComparison] = field(default_factory=dict)

    def turn(self) -> bool:
        """Write what the runs changed whose searches are over; False when there was none.

        One that cannot be compared is tried again, then fails: it holds up nobody else's.
        """
        with self.database.read() as connection:
            runs = store.open_runs(connection)
        now = self.now().timestamp()
        for gone in self._failed.keys() - {run.search for run in runs}:
            del self._failed[gone]
        done = [self._tried(run) for run in runs if self._before(run).due <= now]
        return any(done)

    def rest(self) -> float:
        """Seconds until a run is compared again that could not be; endless where there is none."""
        return min((max(0.0, one.due - self.now().timestamp()) for one in self._failed.values()), default=math.inf)

    def _before(self, run: SavedRun) -> FailedComparison:
        return self._failed.get(run.search, FailedComparison())

    def _tried(self, run: SavedRun) -> bool:
        """The same as `end`; what fails is tried again later, or given up."""
        try:
            return self.end(run)
        except Exception as error:  # noqa: BLE001 - whatever it is, others go on; the log has the traceback
            times = self._before(run).times
            waits = isinstance(error, Refused) and error.family is Family.WAITS
            if not waits and times == len(RETRIES):
                reason = str(error) if isinstance(error, Refused) else "something went wrong on our side"
                return self._give_up(run, reason)
            _log.exception("a run could not be compared", search=run.search, attempt=times + 1)
            wait = 1 if waits else RETRIES[times]
            again = self.now().timestamp() + wait
            self._failed[run.search] = FailedComparison(times if waits else times + 1, again)
            return False

    def _give_up(self, run: SavedRun, reason: str) -> bool:
        _log.exception("a run is given up", search=run.search)
        with self.database.read() as connection:
            saved = store.find(connection, run.saved)
        ended_at = self.now().isoformat(timespec="seconds")
        failed = replace(run, status=Status.FAILED, reason=reason, ended_at=ended_at)
        return saved is not None and self._write(saved, failed, Comparison((), (), ()))

    def end(self, run: SavedRun) -> bool:
        """Write what a run changed; False where its search is not over, or somebody else has written it."""
        with self.database.read() as connection:
            saved = store.find(connection, run.saved)
            owner = Owner(saved.account if saved else "", "native")
            search = searches.get(connection, owner, run.search)
        if saved is None or (search and not search.status.over):
            return False
        ended_at = self.now().isoformat(timespec="seconds")
        if search is None:
            ended = replace(run, status=Status.CANCELLED, reason="its search was deleted", ended_at=ended_at)
            return self._write(saved, ended, Comparison((), (), ()))
        ended = replace(run, status=search.status, reason=search.reason, found=search.found, ended_at=ended_at)
        if search.status in (Status.FAILED, Status.CANCELLED) or not self.jobs.stands(search):
            return self._write(saved, ended, Comparison((), (), ()))
        with self.database.read() as connection:
            before, based = store.people(connection, saved.id), store.based(connection, saved.id)
        comparison = self._compared(run, search, before, based=based)
        baseline = not based and search.status is Status.DONE
        numbers = {str(kind): comparison.number(kind) for kind in ChangeKind}
        return self._write(saved, replace(ended, baseline=baseline, **numbers), comparison)  # type: ignore[arg-type]

    def _compared(self, run: SavedRun, search: Search, before: Mapping[int, SavedPerson], *, based: bool) -> Comparison:
        """What became of whom since the run before; of the first one nothing."""
        results = self._results(search)
        leads = self._leads(search, [*results, *(before.keys() - results.keys())])
        earlier = {leads[seq].id: before[seq] for seq in before if seq in leads}  # two who were made one are one
        people: list[SavedPerson] = []
        changes: list[SavedChange] = []
        ids: set[str] = set()
        for seq, result in results.items():
            lead = leads.get(seq)
            if lead is None or lead.id in ids:
                continue
            ids.add(lead.id)
            marks, old = marked(seq, lead, result.slot), earlier.get(lead.id)
            people.append(marks)
            fields = () if old is None else differing(old, marks)
            if old is None or fields:
                kind = ChangeKind.CHANGED if fields else ChangeKind.NEW
                changes.append(SavedChange(run.number, 0, kind, seq, result.slot, result.persona, fields))
        unseen = before.keys() - results.keys()
        left = [seq for seq in sorted(unseen) if seq in leads and leads[seq].id not in ids]
        if whole(search):
            changes += [SavedChange(run.number, 0, ChangeKind.LEFT, seq) for seq in left]
        gone = [seq for seq in unseen if whole(search) or seq not in left]
        numbered = [replace(one, number=at) for at, one in enumerate(changes, start=1)] if based else []
        return Comparison(numbered, people, gone)

    def _results(self, search: Search) -> dict[int, Result]:
        with self.database.read() as connection:
            return {one.seq: one for one in searches.results(connection, search.id, 0, search.found)}

    def _leads(self, search: Search, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers whom the account may be told of, or whom they were made one with."""
        records = self.jobs.records(search)
        parts = (seqs[at : at + _AT_ONCE] for at in range(0, len(seqs), _AT_ONCE))
        return {seq: lead for part in parts for seq, lead in records.known_as(part).items()}

    def _write(self, saved: SavedSearch, run: SavedRun, comparison: Comparison) -> bool:
        report = self._report(saved, run, comparison.changes) if saved.webhook_url and comparison.changes else None
        results = [
            Result(one.number, one.seq, slot=one.slot, persona=one.persona, paid=True) for one in comparison.changes
        ]
        payloads = self.deliveries.payloads(report, 0, self.jobs.shown(report, results)) if report else []
        at = self.now().timestamp()
        with self.database.write() as connection:
            if not store.end(connection, replace(run, report=report.id if report else "")):
                return False  # another worker has written it, or it was deleted
            store.keep(connection, saved.id, comparison.people, comparison.gone)
            store.add_changes(connection, saved.id, comparison.changes)
            if report:
                searches.add(connection, report, at)
                searches.add_results(connection, report.id, results)
                outbox.put(connection, report.id, payloads, at)
        if report:
            self.deliveries.check(report, payloads)
        self._prune(saved, run.number - self.kept)
        return True

    def _prune(self, saved: SavedSearch, before: int) -> None:
        """Drop runs from before a number on, their searches first: whoever is killed in between leaves the rows."""
        if before <= 0:
            return
        with self.database.read() as connection:
            ids = store.beyond(connection, saved.account, saved.id, before)
        for id_ in ids:
            self.database.transact(partial(searches.delete, id_=id_))
        with self.database.write() as connection:
            store.prune(connection, saved.id, before)

    def _report(self, saved: SavedSearch, run: SavedRun, changes: Sequence[SavedChange]) -> Search:
        """A search that is over from the start: its results are the people who changed, its webhook is told of them."""
        body = {
            "id": saved.id,
            "name": saved.name,
            "run": run.number,
            "started_at": run.started_at,
            "ended_at": run.ended_at,
            "counts": {"found": run.found, "new": run.new, "left": run.left, "changed": run.changed},
            "kinds": [one.kind for one in changes],
            "fields": [list(one.fields) for one in changes],
        }
        owner, number = Owner(saved.account, SAVED_CHANGES), len(changes)
        order = Order(owner, body, saved.query, number, saved.name, webhook_url=saved.webhook_url, id=uuid4().hex)
        over = replace(order.search(self.now()), saved=saved.id, notice=True, epoch=self.jobs.people.epoch())
        return replace(over, status=Status.DONE, total=Count(number), found=number)

    def shown(self, saved: SavedSearch, changes: Sequence[SavedChange]) -> list[tuple[SavedChange, LeadMatch]]:
        """Changes with their people as they are now; who was forgotten or suppressed since is left out."""
        leads = self.jobs.people_of(saved.account).known_as([one.seq for one in changes])
        return [(one, self._match(one, leads[one.seq])) for one in changes if one.seq in leads]

    def _match(self, change: SavedChange, lead: Lead) -> LeadMatch:
        match = shown(0, lead, self.jobs.facts(lead), change.slot)
        return replace(match, persona=change.persona, number=change.number)


def whole(search: Search) -> bool:
    """Whether a search found everybody who matches: else nobody knows who left."""
    return search.status is Status.DONE and (search.found < search.limit or search.expected == search.found)


def marked(seq: int, lead: Lead, slot: int | None) -> SavedPerson:
    """Somebody with the marks of the job that matched, the main one where none did."""
    jobs = current(lead)
    job = jobs[slot if slot is not None and slot < len(jobs) else 0]
    return SavedPerson(seq, _mark([fold(job.title)]), _mark(companies.keys(job.company)))


def differing(before: SavedPerson, now: SavedPerson) -> tuple[str, ...]:
    """What of the job is another: the title, the company. What was not known before, or is not now, is no change."""
    pairs = {"title": (before.title, now.title), "company": (before.company, now.company)}
    marks = {name: (set(one.split()), set(other.split())) for name, (one, other) in pairs.items()}
    return tuple(name for name, (one, other) in marks.items() if one and other and one.isdisjoint(other))


def _mark(values: Iterable[str]) -> str:
    return " ".join(digest(value.encode()).hex()[:12] for value in values if value)
