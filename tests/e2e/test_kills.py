"""Servers and workers die at random: nothing is lost, charged twice or told out of order, and all goes on soon."""

import random
from contextlib import closing

import kills
from conftest import until
from receiver import receiving
from sizes import size
from stores import opened

SOON = 10
"""Seconds in which what a killed process held goes on."""


def test_whoever_is_killed_nothing_is_lost_or_done_twice(serve, populate, tmp_path, seed):
    populate(tmp_path, 500)
    with receiving() as receiver, closing(opened(tmp_path)) as database:
        round_ = kills.Kills(serve, tmp_path, receiver, random.Random(seed))
        round_.start()
        for _ in range(size("KILLED")):
            round_.kill(database)
        until(lambda: round_.is_settled(database), "all is found and told", 0.1)
        round_.read_results()
        kills.check(round_, database)
    print(f"{len(round_.waits)} kills, {round_.made} searches, went on after {max(round_.waits):.1f} s at most")
    assert sorted(round_.waits)[len(round_.waits) // 2] < SOON
