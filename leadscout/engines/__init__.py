"""Engines: leaves in, people's orders out. None of them decides what a query means; `plan.holds` does."""

from importlib import import_module

from leadscout.plan.engine import Backend
from leadscout.settings import PREFIX, SettingError, Settings

ENGINES = ("bitmap", "tantivy")
"""Engines that keep an index in a folder: the name of each is its module's, which has a BACKEND."""

CLUSTERS = ("opensearch",)
"""Engines that keep an index in a cluster: their modules make a backend of the settings that say where it is."""


def backend(name: str, chosen: Settings | None = None) -> Backend:
    """How an engine reads and writes an index. Raises SettingError where there is none of that name."""
    if name in CLUSTERS:
        made: Backend = import_module(f"{__name__}.{name}").backend(chosen or Settings())
        return made
    if name not in ENGINES:
        raise SettingError(f"{PREFIX}ENGINE={name!r}: expected {' or '.join((*ENGINES, *CLUSTERS))}")
    backend: Backend = import_module(f"{__name__}.{name}").BACKEND
    return backend
