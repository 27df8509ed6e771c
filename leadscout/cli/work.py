"""leadscout work: the worker. Also what starts one beside another verb."""

import gc
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import IO, Annotated

import structlog
import typer

from leadscout.assemble import Leadscout
from leadscout.cli import log, operations
from leadscout.cli.data import Data, bar, bring_companies_up_to_date, bring_up_to_date, opened
from leadscout.errors import Refused
from leadscout.store.clock import ClockWatch
from leadscout.store.database import Database, Watch

_PAUSE = 0.3
"""Seconds between two looks whether people changed, or a process beside this one ended."""

_AGAIN = 1.0
"""Seconds to wait after a failure."""

_SURE = 60.0
"""Seconds after which the tables are looked into whatever was heard: a look takes 5 ms, ten threads do it."""

_SHORT = 5.0
"""Seconds: a worker that ends sooner will end again, as where its database is away. Each start takes a core for one."""

_RAREST = 30.0
"""Seconds at most until it is started again all the same."""

_GIVES_WAY = 5
"""Niceness: such a process gets a quarter of a core for which another one waits, too."""

_HOUR = 3600
_ASKERS = 4
"""Live searches that are worked on at once: a source that takes 15 s for an answer holds up neither the others nor
those of the people database."""

_log = structlog.get_logger()


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(work)


def work(
    data: Data = None,
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="End with standard input.")] = False,  # noqa: FBT002
    bulk: Annotated[bool, typer.Option("--bulk", hidden=True, help="Beside an import: commit seldom.")] = False,  # noqa: FBT002
) -> None:
    """Carry out searches, and keep the index up to date, until Ctrl-C. `serve` starts one of these by itself."""
    log.configure(opened(data).settings.log)
    # What started it has made the files: one that was deleted meanwhile is not made again, empty.
    home = replace(opened(data), make=not beside or bulk)
    freeze(home)
    over = threading.Event()
    if beside:
        threading.Thread(target=_wait_for_end, args=(sys.stdin, over), daemon=True).start()
    if bulk:
        collect_seldom()
        home.indexer.follow(_print, over.is_set)
        return
    give_way()
    bell = Bell()
    threading.Thread(target=_listen, args=(home.database, bell, over), daemon=True).start()
    sending = home.senders.turn, home.senders.rest
    forgetting = home.forgetting.turn, lambda: math.inf
    stored, live = replace(home.worker, live=False), replace(home.worker, live=True)
    searching = (stored.turn, stored.rest), *[(live.turn, live.rest)] * _ASKERS
    companies = home.company_keeper.turn, lambda: math.inf
    importing = home.imports.turn, home.imports.rest
    repeating = home.saved.turn, home.saved.rest
    merging = [(index.merge, lambda: math.inf) for index in (home.index, home.company_index)]
    for turn, rest in (*searching, repeating, companies, importing, forgetting, sending, *merging):
        threading.Thread(target=_serve, args=(turn, rest, bell, over), daemon=True).start()
    threading.Thread(target=_follow_the_dead, args=(home, over), daemon=True).start()
    threading.Thread(target=_keep_house, args=(home, over), daemon=True).start()
    _index(home, bell, over)


def _index(home: Leadscout, bell: "Bell", over: threading.Event) -> None:
    """Keep the index up to date, until it is over."""
    people, looked = home.people.database.watch(), 0.0
    while True:
        last = over.is_set()
        if home.people.database.replaced:
            _log.error("another people.db was put in the place of the one in use: restart the server")
            raise typer.Exit(1)
        if home.database.gone:
            _log.error("leadscout.db was deleted or replaced: put it back, and restart the server")
            raise typer.Exit(1)
        if people.wait(0) or last or time.monotonic() > looked + _SURE:
            looked = time.monotonic()
            bell.ring()  # somebody may be forgotten
            try:
                state = home.index.state
                if state is None or state.applied < home.people.last_change():
                    home.indexer.catch_up()
            except Refused as refused:  # the cluster of the index does not answer
                _log.warning("the index waits", why=str(refused))
                looked = -_SURE
                over.wait(_AGAIN)
        if last:
            return
        over.wait(_PAUSE)


def freeze(home: Leadscout) -> None:
    """Spare the garbage collector of a process that stays the lexicon: a million small objects that live as long."""
    _ = home.lexicon  # read now
    gc.collect()
    gc.freeze()


def give_way() -> None:
    """Let processes that answer callers go first where there are not cores enough for both.

    All day long an import takes what a server leaves; beside an idle one it is as fast as before.
    """
    os.nice(_GIVES_WAY)


def collect_seldom() -> None:
    """Spare the garbage collector the rows of a batch: they are gone before it comes, and hold no cycles.

    For a process that takes many people in or indexes them, and ends: it is 4 % of an import.
    """
    gc.set_threshold(500_000, *gc.get_threshold()[1:])


class Bell:
    """Rings for all threads when somebody writes to the database."""

    def __init__(self) -> None:
        """It has not rung."""
        self._ringing = threading.Condition()
        self.rung = 0

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._ringing:
            self.rung += 1
            self._ringing.notify_all()

    def wait(self, rung: int, seconds: float) -> None:
        """Wait until it has rung more often than `rung` times, for so long at most."""
        with self._ringing:
            self._ringing.wait_for(lambda: self.rung > rung, seconds)


def _listen(database: Database, bell: Bell, over: threading.Event) -> None:
    """Ring when somebody writes; whatever happens to the connection by which that is heard."""
    watch: Watch | None = None
    while not over.is_set():
        try:
            if watch is None:
                watch = database.watch()
                bell.ring()  # somebody may have written before anybody listened
            if watch.wait(_SURE):
                bell.ring()
        except Exception:  # noqa: BLE001 - the database was busy, or away: another connection is made
            _log.exception("nobody heard whether somebody wrote")
            if watch is not None:
                with suppress(Exception):
                    watch.close()
            watch = None
            over.wait(_AGAIN)


def _serve(turn: Callable[[], bool], rest: Callable[[], float], bell: Bell, over: threading.Event) -> None:
    """Take one turn after the other; in a thread of its own, so that none waits for a long import to be indexed.

    `turn` says whether there was something to do, `rest` in how many seconds there may be, if nobody writes meanwhile.
    """
    while not over.is_set():
        rung = bell.rung
        try:
            if not turn():
                bell.wait(rung, min(rest(), _SURE))
        except Exception:  # noqa: BLE001 - the database was busy, or full: the turn is taken again
            _log.exception("a turn failed")
            over.wait(_AGAIN)


def _follow_the_dead(home: Leadscout, over: threading.Event) -> None:
    """Free what other processes held when they died, at once: nobody waits until their leases run out.

    And move what stands in the store with a clock that is set.
    """
    clock = ClockWatch(home.database, home.now)
    while not over.is_set():
        try:
            home.database.holder.token()  # it is seen to live before it holds anything: `restore` looks
            dead = home.database.holder.free_the_dead()
            if dead:
                _log.info("what a process held that died goes on", processes=dead)
            jumped = clock.look()
            if jumped:
                _log.warning("the clock was set; what is due moved with it", seconds=round(jumped))
        except Exception:  # noqa: BLE001 - the database was busy, full or away: the next look tries again
            _log.exception("nobody could see who is dead")
        over.wait(_AGAIN)


def _keep_house(home: Leadscout, over: threading.Event) -> None:
    """At the start, and every hour, drop what is older, or more, than is kept; what fails holds up nothing else."""
    while True:
        for prune in (operations.growth(home).prune, home.imports.prune, home.limits.prune):
            _guarded(prune)
        if over.wait(_HOUR):
            return


def _guarded(prune: Callable[[], None]) -> None:
    try:
        prune()
    except Exception:  # noqa: BLE001 - the database was busy, or full: the next hour tries again
        _log.exception("something old could not be dropped")


class WorkerProcess:
    """A worker process beside this one. It ends when this process lets go of it, or dies."""

    def __init__(self, home: Leadscout, *more: str, keep: bool = False) -> None:
        """Start it over the same data folder; `keep` starts another one when it dies by itself."""
        self._command = [sys.executable, "-m", "leadscout", "work", "--beside", *more]
        self._command += ["--data", str(home.settings.data)]
        self._home = home
        self._keep = keep
        self._progress = (0, 0)
        self._process = self._start()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _start(self) -> subprocess.Popen[str]:
        # A process group of its own: Ctrl-C is for the verb, which then decides when the worker is over.
        return subprocess.Popen(  # noqa: S603
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
        )

    def let_go(self) -> None:
        """Nothing more comes: let it apply what is left, and end."""
        assert self._process.stdin  # noqa: S101 - opened above
        self._process.stdin.close()

    def finish(self) -> None:
        """Let it apply what is left, with a progress bar, and wait for its end."""
        self.let_go()
        with bar("indexing") as progress:
            while self._process.poll() is None:
                progress(*self._progress)
                time.sleep(0.05)
        self._listening.join()

    def stop(self) -> None:
        """End it; what it leaves is done by the next one."""
        self._keep = False
        self._process.terminate()
        self._process.wait()

    def _listen(self) -> None:
        pause, began = _PAUSE, time.monotonic()
        while True:
            for line in self._process.stdout or ():
                done, total = line.split()
                self._progress = int(done), int(total)
            if not self._keep or self._home.database.gone:  # another worker would end at once
                return
            pause = min(2 * pause, _RAREST) if time.monotonic() < began + _SHORT else _PAUSE
            _log.warning("the worker ended; another one is started", code=self._process.wait(), seconds=pause)
            time.sleep(pause)
            self._process, began = self._start(), time.monotonic()


@contextmanager
def indexing(home: Leadscout) -> Iterator["LazyWorker"]:
    """Have the index brought up to date while people are taken in, and afterwards.

    Two processes, because both are busy: one reads and stores people, the other indexes them.
    """
    beside = LazyWorker(home)
    try:
        yield beside
    finally:  # whatever ended the import, what it stored is found
        if beside.worker:
            beside.worker.let_go()
            try:
                bring_companies_up_to_date(home)  # while the worker indexes what is left
            finally:
                beside.worker.finish()
        if beside.batches:
            bring_up_to_date(home)


class LazyWorker:
    """Starts the worker once it is worth it: when more than one batch comes."""

    def __init__(self, home: Leadscout) -> None:
        """Nothing is started yet."""
        self._home = home
        self.batches = 0
        self.worker: WorkerProcess | None = None

    def stored(self) -> None:
        """One more batch is in people.db."""
        self.batches += 1
        if self.batches > 1 and self.worker is None:
            self.worker = WorkerProcess(self._home, "--bulk")


def _print(done: int, total: int) -> None:
    print(done, total, flush=True)  # noqa: T201 - read by the process that started this one


def _wait_for_end(stream: IO[str], over: threading.Event) -> None:
    stream.read()
    over.set()
