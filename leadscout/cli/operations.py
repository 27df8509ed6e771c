"""What an operator's verbs are made of, over a data folder."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from importlib import metadata

from leadscout import engines
from leadscout.assemble import Leadscout
from leadscout.engines import copies
from leadscout.engines.copies import HeldGeneration
from leadscout.plan.engine import UnfitError
from leadscout.service.operations.backups import Backups
from leadscout.service.operations.clusters import cluster_findings
from leadscout.service.operations.databases import partition_finding, replica_findings
from leadscout.service.operations.doctor import Doctor, Finding, Indexed
from leadscout.service.operations.growth import Growth
from leadscout.store import partitions
from leadscout.store.holders import Locks
from leadscout.store.standbys import condition

_PG_DUMP = (
    "what is in PostgreSQL; copy it just before with pg_dump -Fc, and put it back with pg_restore --clean --if-exists"
)


def backups(home: Leadscout) -> Backups:
    """Copies of the data folder."""
    data, is_elsewhere = home.settings.data, bool(home.settings.database_url)
    stores = [] if is_elsewhere else [data / "people.db", data / "leadscout.db"]
    elsewhere = [_PG_DUMP] if is_elsewhere else []
    return Backups(data, stores, elsewhere, metadata.version("leadscout"), home.now, partial(_held, home))


def _held(home: Leadscout, name: str) -> AbstractContextManager[HeldGeneration]:
    """The files of an index, `index` or `companies`, to be copied; no store is opened. Raises UnfitError."""
    folder = home.settings.data / name
    if home.settings.engine in engines.CLUSTERS:
        raise UnfitError("it is in a cluster")
    if not (folder / "CURRENT").exists():
        raise UnfitError("it is not built yet")
    return copies.held(folder, home.backends)


def is_served(home: Leadscout) -> bool:
    """Whether a server, or a worker alone, runs over the data folder; nothing is made in it by the look."""
    if home.settings.database_url:
        return bool(home.database.holder.others())
    return bool(Locks(home.settings.data / "processes").living())


def growth(home: Leadscout) -> Growth:
    """What grows."""
    return Growth(home.settings.data, home.database, home.settings, home.now)


def doctor(home: Leadscout) -> Doctor:
    """What says whether all is well."""
    indexes = [
        Indexed("people", home.people, home.index, partial(home.indexer.catch_up, rebuild=True)),
        Indexed(
            *("companies", home.organizations, home.company_index),
            partial(home.company_keeper.catch_up, rebuild=True),
        ),
    ]
    stores = home.database, home.people
    about = home.settings.data, metadata.version("leadscout")
    doctor = Doctor(*about, *stores, indexes, growth(home), home.forgetting.finish, home.now)
    doctor = replace(doctor, postgresql=partial(_postgresql, home)) if home.settings.database_url else doctor
    look = engines.backend(home.settings.engine, home.settings).condition
    return replace(doctor, cluster=partial(cluster_findings, look)) if look else doctor


def _postgresql(home: Leadscout) -> Iterator[Finding]:
    with home.people.database.read() as connection:
        yield partition_finding(home.settings.database_partitions, partitions.count(connection))
        yield from replica_findings([condition(url, connection) for url in home.layout.replicas])
