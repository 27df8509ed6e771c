"""Quotas where several requests come at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.model.keys import Grant
from leadscout.service.accounts.access import Caller

MANY = 6


def test_of_many_keys_that_are_made_at_once_no_more_are_kept_than_the_quota(tmp_path):
    home = Leadscout(settings_of(tmp_path, quota_keys=3))
    key = home.access.create("k", "k", may=("keys",))[0]
    home.access.create("other", "other")
    caller, ready = Caller(key.account, key.id, key.grant), Barrier(MANY)

    def make(number):
        ready.wait()
        with suppress(Refused):
            home.access.add(caller, "more", Grant(may=()), f"{number}" * 16)

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(make, range(MANY)))
    assert len(home.access.keys_of(key.account)) == 3
    home.database.close()
