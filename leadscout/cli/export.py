"""leadscout people export: files of people."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EPIPE
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer

from leadscout.cli.data import Data, Json, bar, opened
from leadscout.cli.search import Flags, indexed, read
from leadscout.intake.writers import FORMATS, format_of, writing
from leadscout.model.lead import Lead

AT_ONCE = 2000
"""People in memory at a time, and in one row group of a Parquet file."""

_STDOUT = "-"

_File = Annotated[str, typer.Argument(help=f"File to write ({', '.join(FORMATS)}); - is standard output.")]
_Format = Annotated[str | None, typer.Option("--format", help="Format of the file, where its name does not tell it.")]
_Limit = Annotated[int | None, typer.Option(min=1, help="People to write [all].")]


def export(
    flags: Flags,
    file: _File,
    data: Data = None,
    format_: _Format = None,
    limit: _Limit = None,
    json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Write people to a file: everybody, or those who match. Repeat a flag for OR; different flags are AND.

    `leadscout import` reads the file back without losing anything.
    """
    kind = format_ or format_of(file)
    if kind not in FORMATS:
        raise typer.BadParameter(f"{kind or file}: expected one of {', '.join(FORMATS)}", param_hint="--format")
    total, batches = _people(data, flags)
    total = min(total, limit or total)
    try:
        with _target(file) as stream, writing(stream, kind) as write, bar("exporting people") as progress:
            done = 0
            for batch in batches:
                part = batch[: total - done] if limit else batch
                write(part)
                done += len(part)
                progress(done, total)
                if limit and done >= total:
                    break
    except OSError as error:
        if error.errno == EPIPE:
            raise  # who reads has enough
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    summary = orjson.dumps({"people": done, "file": file}).decode() if json else f"{done:,} people"
    typer.echo(summary, err=file == _STDOUT)


def _people(data: Path | None, flags: Flags) -> tuple[int, Iterator[list[Lead]]]:
    """How many people there are to write, and the people."""
    if not flags.anything:
        people = opened(data).people
        return people.count(), people.everybody(AT_ONCE)
    home = indexed(data)
    question = home.asking.question(flags.asker(home), read(flags.values, home.lexicon, {}).query())
    return home.asking.count(question).value, home.asking.everybody(question, AT_ONCE)


@contextmanager
def _target(file: str) -> Iterator[BinaryIO]:
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
