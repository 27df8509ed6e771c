"""Mappings of columns to fields: as they are given, and kept by name for the next file."""

import re
from collections.abc import Iterable
from pathlib import Path

import orjson
import typer

from leadscout.cli.data import opened
from leadscout.intake.columns import columns

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FOLDER = "maps"


def mapping(data: Path | None, given: Iterable[str], save: str | None) -> dict[str, str]:
    """Field by column name, of pairs COLUMN=FIELD and of names of kept mappings; ends the verb where one is wrong."""
    fields = {column.field for column in columns() if column.group == "person"}
    pairs: dict[str, str] = {}
    for one in given:
        column, equals, field = one.rpartition("=")
        if not equals:
            pairs |= _kept(data, one)
        elif not column or field not in fields:
            _refuse(f"--map {one}: expected COLUMN=FIELD with one of {', '.join(sorted(fields))}")
        else:
            pairs[column] = field
    if save is not None:
        _keep(data, save, pairs)
    return pairs


def _kept(data: Path | None, name: str) -> dict[str, str]:
    folder = _folder(data)
    try:
        pairs: dict[str, str] = orjson.loads((folder / f"{_checked(name)}.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        names = ", ".join(sorted(path.stem for path in folder.glob("*.json"))) or "none yet"
        _refuse(f"--map {name}: expected COLUMN=FIELD, or the name of a mapping kept with --save-map ({names})")
    return pairs


def _keep(data: Path | None, name: str, pairs: dict[str, str]) -> None:
    if not pairs:
        _refuse(f"--save-map {name}: there is nothing to keep; say what columns mean with --map COLUMN=FIELD")
    folder = _folder(data)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{_checked(name)}.json").write_bytes(orjson.dumps(pairs, option=orjson.OPT_INDENT_2))
    typer.echo(f"mapping kept: next time --map {name}", err=True)


def _folder(data: Path | None) -> Path:
    return opened(data).settings.data / _FOLDER


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        _refuse(f"{name!r} is no name of a mapping; expected letters, digits, - and _")
    return name


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
