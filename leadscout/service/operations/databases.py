"""Whether all is well with the PostgreSQL database of people: a line for each check, with what to do."""

from collections.abc import Iterator, Sequence

from leadscout.service.operations.doctor import Finding, Health
from leadscout.store.database import newest
from leadscout.store.partitions import SETTING
from leadscout.store.postgresql import REPLICAS
from leadscout.store.standbys import StandbyCondition

_LATE = 10.0
"""Seconds after which a standby that does not have all changes is late."""


def replica_findings(conditions: Sequence[StandbyCondition]) -> Iterator[Finding]:
    """What there is to say of each standby that people are read from."""
    return (_replica(one) for one in conditions)


def partition_finding(chosen: int, there: int) -> Finding:
    """What there is to say of the parts of tables: how many were chosen, and how many there are."""
    sentence = f"the largest tables of people have {there:,} parts each" if there else "the tables of people are whole"
    if chosen == there:
        return Finding("partitions", Health.WELL, sentence)
    more = f"{SETTING} is {chosen:,}: parts are made with the tables, in an empty database or by `leadscout move`"
    return Finding("partitions", Health.NOTE, f"{sentence}, but {more}")


def _replica(one: StandbyCondition) -> Finding:
    name = f"the replica {one.name}"
    if not one.is_reached:
        sentence = f"{name} does not answer ({one.error}): people are read from the primary; start it, or change"
        return Finding("replicas", Health.NOTE, f"{sentence} {REPLICAS}")
    if one.error or not one.is_same:
        reason = f" ({one.error})" if one.error else ""
        sentence = f"{name} is of another database{reason} and is not read; take it out of {REPLICAS}"
        return Finding("replicas", Health.FAULT, sentence)
    if not one.is_standby:
        sentence = f"{name} is no standby, and is not read; name standbys in {REPLICAS}"
        return Finding("replicas", Health.FAULT, sentence)
    about = f"{name} is a standby, PostgreSQL {one.version}"
    if one.version != one.primary_version:
        about = f"{about} of a primary of {one.primary_version}"
    if one.tables != newest("people"):
        sentence = f"{about}; its tables are of version {one.tables}, which it has not replayed further yet"
        return Finding("replicas", Health.NOTE, sentence)
    if not one.behind:
        return Finding("replicas", Health.WELL, f"{about}, and has all changes")
    sentence = f"{about}, {one.behind:,} changes behind; what it replayed last was done {one.seconds:,.0f} s ago"
    return Finding("replicas", Health.NOTE if one.seconds > _LATE else Health.WELL, sentence)
