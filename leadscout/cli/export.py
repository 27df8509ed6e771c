"""leadscout people export, leadscout companies export: files of what is there, and of what was found."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EPIPE
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bar, opened
from leadscout.cli.flags import Flags
from leadscout.cli.search import indexed, read
from leadscout.intake import layouts
from leadscout.intake.exports import Exports
from leadscout.intake.layouts import Layout
from leadscout.intake.presets import presets
from leadscout.intake.writers import FORMATS, Batches, format_of
from leadscout.model.search import LeadMatch, Owner

AT_ONCE = 2000
"""People in memory at a time, and in one row group of a Parquet file."""

_STDOUT = "-"

_File = Annotated[str, typer.Argument(help=f"File to write ({', '.join(FORMATS)}); - is standard output, as jsonl.")]
_Format = Annotated[str | None, typer.Option("--format", help="Format of the file, where its name does not tell it.")]
_Limit = Annotated[int | None, typer.Option(min=1, help="Rows to write [all].")]
_For = Annotated[
    str, typer.Option("--for", metavar="PROGRAM", help=f"Columns that a program takes in: {', '.join(presets())}.")
]


@dataclass(frozen=True)
class ExportOptions:
    """What an export is told beside filters."""

    file: _File
    data: Data = None
    format_: _Format = None
    for_: _For = ""
    limit: _Limit = None
    json: Json = False

    @property
    def kind(self) -> str:
        """The format. Raises BadParameter for one that is not known."""
        kind = self.format_ or ("jsonl" if self.file == _STDOUT else format_of(self.file))
        if kind not in FORMATS:
            raise typer.BadParameter(
                f"{kind or self.file}: expected one of {', '.join(FORMATS)}", param_hint="--format"
            )
        return kind


@dataclass(frozen=True)
class PeopleExportOptions(ExportOptions):
    """What an export of people is told beside filters."""

    search: Annotated[str | None, typer.Option(help="Id of a search of --account that is over: whom it found.")] = None


@dataclass(frozen=True)
class ExportRun:
    """What there is to write: how many at most, who they are, and the columns."""

    total: int
    batches: Batches
    layout: Layout

    def write(self, options: ExportOptions, what: str, exports: Exports) -> None:
        """Write the file, with a progress bar, and say what became of it."""
        try:
            with target(options.file) as stream, bar(f"exporting {what}") as progress:
                for chunk in exports.write(self._counted(options.limit, progress), options.kind, self.layout):
                    stream.write(chunk)
        except OSError as error:
            if error.errno == EPIPE:
                raise  # who reads has enough
            typer.echo(f"{options.file}: {error.strerror}", err=True)
            raise typer.Exit(2) from None
        tally = self.layout.tally
        counts = {what: tally.written, "file": options.file} | ({"left_out": tally.left_out} if tally.left_out else {})
        summary = orjson.dumps(counts).decode() if options.json else f"{tally.written:,} {what}"
        typer.echo(summary, err=options.file == _STDOUT)
        self._advise(options)

    def _counted(self, limit: int | None, progress: Callable[[int, int], None]) -> Iterator[list[LeadMatch]]:
        """The batches up to a limit, the progress bar told of each."""
        done = 0
        for batch in self.batches:
            part = list(batch[: limit - done] if limit else batch)
            yield part
            done += len(part)
            progress(done, min(self.total, limit or self.total))
            if limit and done >= limit:
                return

    def _advise(self, options: ExportOptions) -> None:
        """Say who was left out of a file for a program, and when it is longer than the program takes."""
        preset = presets().get(options.for_)
        if preset and self.layout.tally.left_out:
            typer.echo(f"{self.layout.tally.left_out:,} left out: no {preset.needs}", err=True)
        if preset and preset.most and self.layout.tally.written > preset.most:
            most = f"takes {preset.most:,} rows a file; narrow the filters, or give --limit {preset.most}"
            typer.echo(f"{preset.sentence.partition(':')[0]} {most}", err=True)


def export(flags: Flags, options: PeopleExportOptions) -> None:
    """Write people to a file: everybody, or those who match. Repeat a flag for OR; different flags are AND.

    `leadscout import` reads the file back without losing anything, unless it is written --for another program. With
    filters, the columns of the job show the one that matches, and main_title and main_company the main one.
    """
    _ = options.kind  # before anything is looked for
    home = opened(options.data)
    if options.search:
        run = _of_search(home, flags, options)
    elif flags.anything:
        home = indexed(options.data)
        request = read(flags, home.lexicon, {})
        question = home.asking.question(flags.asker(home), request.query(), request.names)
        layout = home.exports.layout(options.for_)
        run = ExportRun(home.asking.count(question).value, home.asking.matches(question, AT_ONCE), layout)
    else:
        layout = home.exports.layout(options.for_) if options.for_ else layouts.everything()
        hidden = home.suppressions.hidden(flags.asker(home))
        batches = home.people.everybody(AT_ONCE)
        everybody = ([LeadMatch(0, lead) for lead in batch if not hidden.hides(lead)] for batch in batches)
        run = ExportRun(home.people.count(), everybody, layout)
    run.write(options, "people", home.exports)


def _of_search(home: Leadscout, flags: Flags, options: PeopleExportOptions) -> ExportRun:
    """Whom a search of an account found. Raises Refused when it has none like that, or one that still looks."""
    if flags.account is None or flags.anything:
        raise typer.BadParameter("give --account, whose search it is, and no filters", param_hint="--search")
    owner = home.access.account_named(flags.account)
    search = home.jobs.get(Owner(owner, "native"), options.search or "")
    layout = home.exports.layout(options.for_, companies=search.route.companies)
    return ExportRun(search.found, home.jobs.results(search, AT_ONCE), layout)


@contextmanager
def target(file: str) -> Iterator[BinaryIO]:
    """Where to write: a file gets its name when it is whole."""
    if file == _STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
