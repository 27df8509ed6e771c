"""Invented people for tests that need many: invented once in a run (7 ms each), copied to whoever needs them."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from stores import copy_people

NUMBER, SEED = 3000, 11
"""The people of most tests; those of seed 1 would have an emulation of Sales Navigator started beside them."""

AT_A_SOURCE = 3600
"""Enough that more than 2,500 of them are known to an emulated source, and match one query."""

_OWN = ("leadscout.db*",)
"""Files of an installation that are not made from its people; secret.key is: it keys what the index knows people by."""


@pytest.fixture(scope="session")
def populate(tmp_path_factory, worker_id) -> Callable[..., None]:
    """Fill a data folder with invented people; processes of pytest-xdist share what was made."""
    from conftest import told  # noqa: PLC0415 - which has this fixture

    base = tmp_path_factory.getbasetemp()
    crowds = (base if worker_id == "master" else base.parent) / "crowds"
    crowds.mkdir(exist_ok=True)

    def fill(folder: Path, number: int = NUMBER, seed: int = SEED) -> None:
        crowd = crowds / f"{number}-{seed}"
        with Path(f"{crowd}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not crowd.exists():
                words = ("people", "generate", number, "--seed", seed, "--data", f"{crowd}.part")
                made = told(*words, timeout=1200)  # thousands, on a machine that does much else
                assert made["new"] == number
                Path(f"{crowd}.part").rename(crowd)
        shutil.copytree(crowd, folder, ignore=shutil.ignore_patterns(*_OWN), dirs_exist_ok=True)
        copy_people(Path(f"{crowd}.part"), folder)

    return fill


@pytest.fixture(scope="session")
def invented(populate, tmp_path_factory) -> Path:
    """A data folder of invented people, for an emulation that only reads it."""
    data = tmp_path_factory.mktemp("invented")
    populate(data, AT_A_SOURCE, seed=1)
    return data


@pytest.fixture(scope="session")
def truth(invented):
    """What is true of these people."""
    from emulating import Truth  # noqa: PLC0415 - most tests ask no emulation

    return Truth(invented)
