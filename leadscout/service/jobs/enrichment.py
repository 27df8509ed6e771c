"""Jobs whose people, or companies, are named one by one: done, charged and told as soon as they are ordered.

Such a job is a search that is over from the start: its results are references like any other's, so whoever is forgotten
is in none of its answers, and its webhooks are told through the same outbox. A search has one receiver: for each
further one there is a copy of the job, a notice (decision 74), which nobody is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

import sqlalchemy as sa

from leadscout.model.search import Count, LeadMatch, Result, Search, Status
from leadscout.service.accounts.credits import Price
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.searches import Jobs, Order, charge_of
from leadscout.store import outbox
from leadscout.store import searches as store

JOB, MEANS, CHARGED = "job", "means", "charged"
"""What the body of a job has besides the request: its id, for each entry the number of the result that it means (None:
nobody), and the millionths that were charged."""


@dataclass(frozen=True)
class Enrichment:
    """Carries out the jobs of one store."""

    jobs: Jobs
    deliveries: Deliveries

    def carry_out(
        self, order: Order, seqs: Sequence[int | None], price: Price, receivers: Sequence[str] = ()
    ) -> Search:
        """Take the price of everybody who is there, and tell the receivers, all or nothing.

        `seqs` are for each entry of the request the number of the person in people.db, or of the company on their
        route; None for nobody. Somebody who is named twice is one result. What is ordered again under one id is there
        already. Raises Refused when it cannot be paid.
        """
        numbers = {seq: at for at, seq in enumerate(dict.fromkeys(seq for seq in seqs if seq is not None), start=1)}
        means = [None if seq is None else numbers[seq] for seq in seqs]
        results = [Result(number, seq, slot=0, paid=True) for seq, number in numbers.items()]
        first, *others = receivers or [order.webhook_url]
        job = replace(self._job(order, len(results)), webhook_url=first)
        with self.jobs.database.write() as connection:
            charged = self.jobs.credits.take(connection, job, price, len(results), charge_of(job))
            job = replace(job, body={**order.body, JOB: job.id, MEANS: means, CHARGED: charged})
            if not self._write(connection, job, results):
                return store.get(connection, order.owner, job.id) or job
            self.jobs.quotas.check(connection, job.account, "searches", "bytes", more=0)
            for url in others:
                copy = replace(job, id=uuid5(UUID(job.id), url).hex, webhook_url=url, notice=True)
                self._write(connection, copy, results)
        gone = self.jobs.gone(job, 0, job.found)  # between the look-up and the writing
        if gone:
            self.deliveries.forget(gone)
        return job

    def tell(self, order: Order) -> Search:
        """Tell a receiver something that is about nobody, as the order's body says.

        Raises Refused where the account keeps as many searches as it may.
        """
        job = replace(self._job(order, 0), notice=True)
        with self.jobs.database.write() as connection:
            if self._write(connection, job, []):
                self.jobs.quotas.check(connection, job.account, "searches", "bytes", more=0)
        return job

    def entries(self, job: Search) -> list[LeadMatch | None]:
        """What each entry of the request means; None for nobody, or for somebody forgotten meanwhile."""
        return entries(job.body, self.jobs.page(job, 0, job.found))

    def _write(self, connection: sa.Connection, job: Search, results: Sequence[Result]) -> bool:
        """Write a job with what is told of it; False when it is there already."""
        at = self.jobs.now().timestamp()
        if not store.add(connection, job, at):
            return False
        store.add_results(connection, job.id, results)
        outbox.put(connection, job.id, self.deliveries.payloads(job, 0, self.jobs.shown(job, results)), at)
        return True

    def _job(self, order: Order, people: int) -> Search:
        over = order.search(self.jobs.now())
        return replace(over, status=Status.DONE, total=Count(people), found=people, epoch=self.jobs.people.epoch())


def entries(body: Mapping[str, Sequence[int | None]], matches: Sequence[LeadMatch]) -> list[LeadMatch | None]:
    """For each entry of a job's request, whoever of these it means."""
    by_number = {match.number: match for match in matches}
    return [None if number is None else by_number.get(number) for number in body[MEANS]]
