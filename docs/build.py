"""make docs: writes docs/reference from the tables of the code. tests/test_docs.py fails when a page is out of date.

python docs/build.py [FOLDER]      default: docs/reference
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typer
from fastapi import FastAPI
from starlette.routing import Match

from leadscout import applications, cli, lexicon
from leadscout.assemble import Leadscout
from leadscout.dialects import VENDORS, documented
from leadscout.errors import ERRORS
from leadscout.intake.columns import Format, columns, formats, headers
from leadscout.intake.presets import presets
from leadscout.lexicon import files
from leadscout.model.filters import COMPANY_FILTERS, FILTERS, Shape
from leadscout.settings import PREFIX, Settings, rows
from leadscout.sources.navigator.claims import CLAIMS
from tools.lexicon import sources

NOTE = "<!-- Made by `make docs` from the tables of the code; edits here are lost. -->\n\n"
HERE = Path(__file__).parent / "reference"


def main() -> None:
    """Write every page."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in pages().items():
        (folder / f"{name}.md").write_text(NOTE + page())


def pages() -> dict[str, Callable[[], str]]:
    """The pages by name."""
    return {
        "filters": filters_page,
        "settings": settings_page,
        "errors": errors_page,
        "cli": cli_page,
        "endpoints": endpoints_page,
        "import": import_page,
        "export": export_page,
        "taxonomies": taxonomies_page,
    }


def _live(name: str) -> str:
    """How Sales Navigator answers for a filter."""
    included, excluded = CLAIMS.get((name, False)), CLAIMS.get((name, True))
    return "" if included is None else f"{included}, also excluded" if excluded else str(included)


def filters_page() -> str:
    """Every filter, and the word each dialect has for it."""
    rows = []
    for row in FILTERS.values():
        words = [", ".join(f"`{word.path}`" for word in vendor.words if word.filter == row.name) for vendor in VENDORS]
        database = "" if row.needs_graph else "yes"
        values = row.taxonomy or ("true" if row.shape is Shape.FLAG else "text")
        rows.append((f"**{row.name}**", row.sentence, row.shape, row.scope, values, *words, database, _live(row.name)))
    later = {vendor.name: vendor.later for vendor in VENDORS}
    live = {vendor.name: [word.field for word in vendor.words if word.live] for vendor in VENDORS}
    return (
        "# Filters\n\nOR inside a filter, AND between filters. `current` asks about any job held now, `past` about "
        "jobs that ended, `ever` about both, `person` about the person.\n\n"
        + table(("filter", "asks for", "shape", "scope", "values", *later, "database", "Sales Navigator"), rows)
        + "\n## Companies\n\nWhat companies can be searched by (`/v1/companies`, `leadscout companies`).\n\n"
        + table(("filter", "asks for"), [(f"**{row.name}**", row.of_company) for row in COMPANY_FILTERS.values()])
        + "\n## Where they are answered"
        + "\n\nThe database answers a filter whole; what needs a social graph is refused there. Sales Navigator is "
        "told the filters that it answers exactly or loosely; loose ones, and those that it is not told, are looked "
        "at in the people whom it shows.\n"
        + (f"\nNot available yet, and refused by name: {_fields(later)}.\n" if any(later.values()) else "")
        + "\nOnly with a live source, and refused by name without one: "
        + _fields(live)
        + ".\n"
    )


def _fields(by_vendor: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(
        f"{name} {', '.join(f'`{field}`' for field in fields)}" for name, fields in by_vendor.items() if fields
    )


def settings_page() -> str:
    """Every setting."""
    kinds = (Settings, *(vendor.settings for vendor in VENDORS))
    lines = [
        (
            f"`{PREFIX}{row.name.upper()}`",
            type(row.default).__name__.replace("PosixPath", "path"),
            f"`{row.default}`",
            row.metadata["sentence"],
        )
        for kind in kinds
        for row in rows(kind)
    ]
    prices = [
        (f"{price.dialect} {price.operation}", price.per, price.shown_as, f"`{PREFIX}{price.setting.upper()}`")
        for vendor in VENDORS
        for price in vendor.settings().prices
    ]
    return (
        "# Settings\n\nEnvironment variables, read once when a verb starts.\n\n"
        + table(("variable", "type", "default", "what it does"), lines)
        + "\n## Prices\n\nEverything else is free.\n\n"
        + table(("operation", "charged per", "shown as", "setting"), prices)
    )


def errors_page() -> str:
    """Every error."""
    rows = [(f"`{row.code}`", str(row.status), row.sentence) for row in ERRORS.values()]
    return (
        "# Errors\n\nOur own API answers RFC 9457 problems: `type` is `urn:leadscout:error:<code>`, `errors` lists "
        "every fault with `code`, `field`, `value`, and where they help `valid` and `suggestions`. Vendors' doors "
        "answer in the vendor's shape and status.\n\n" + table(("code", "status", "sentence"), rows)
    )


def cli_page() -> str:
    """Every verb and its flags."""
    group = typer.main.get_command(cli.app)
    return "# Command line\n\n" + "\n".join(_verbs(group, "leadscout"))


def endpoints_page() -> str:
    """Every path."""
    with TemporaryDirectory() as folder:
        home = Leadscout(Settings(data=Path(folder)))
        application = applications.server(home)
        paths = application.openapi()["paths"]
        papers = "".join(_documented(vendor.name, application) for vendor in VENDORS)
        home.people.database.close()
        home.database.close()
        curls = "\n\n".join(
            f"```sh\n{vendor.curl('http://127.0.0.1:8000', '$LEADSCOUT_KEY')}\n```" for vendor in VENDORS
        )
    rows = [
        (verb.upper(), f"`{path}`", ", ".join(told["tags"]), told["summary"])
        for path, verbs in sorted(paths.items())
        for verb, told in verbs.items()
    ]
    return (
        "# Endpoints\n\nInteractive pages with every field: `/docs` of a running server, and of one API alone "
        + ", ".join(f"`/docs/{vendor.name}`" for vendor in VENDORS)
        + ".\n\n"
        + table(("verb", "path", "dialect", "what it answers"), rows)
        + f"\n{curls}\n"
        + papers
    )


def _documented(vendor: str, application: FastAPI) -> str:
    """Every path that a vendor documents, and what it answers here."""
    shown = application.openapi()["paths"]
    there = {documented.endpoint_key(verb.upper(), path) for path, verbs in shown.items() for verb in verbs}
    lines = [
        (row.method, f"`{row.path}`", row.purpose, _here(row, works=row.key in there or _is_hidden(row, application)))
        for row in documented.endpoints(vendor)
    ]
    head = (
        f"\n## What {vendor.capitalize()} documents\n\nWhat is not available is refused by name, in the shape of its "
        "faults, and costs nothing.\n\n"
    )
    return head + table(("verb", "path", "what it is for", "here"), lines) if lines else ""


def _here(row: documented.DocumentedEndpoint, *, works: bool) -> str:
    return "works" if works else f"not available: {row.reason}" if row.reason else "**missing**"


def _is_hidden(row: documented.DocumentedEndpoint, application: FastAPI) -> bool:
    """Whether a route answers that the API pages do not show: a second name of another."""
    scope = {"type": "http", "method": row.method, "path": row.path, "root_path": "", "headers": []}
    return not row.reason and any(route.matches(scope)[0] is Match.FULL for route in application.routes)


def import_page() -> str:
    """Every column name that is understood."""
    parts = []
    titles = {"person": "Of a person; from `title` on, of the job held now", "position": "Of a job in a list of jobs"}
    titles |= {"school": "Of a school in a list", "language": "Of a language in a list"}
    for group, title in titles.items():
        rows = [
            (f"`{row.field}`", row.sentence, " ".join(dict.fromkeys(row.aliases)))
            for row in columns()
            if row.group == group
        ]
        parts.append(f"## {title}\n\n{table(('field', 'what it holds', 'column names'), rows)}")
    vendors = table(
        ("format", "what it is", "header", "known by the columns", "only here"),
        (
            (
                f"`{row.name}`",
                row.sentence + (", nobody" if row.holds else ""),
                "public" if row.verified else "from memory",
                " ".join(row.signs),
                _own(row),
            )
            for row in formats().values()
        ),
    )
    names: dict[str, list[str]] = {}
    for field, language, written in headers():
        names.setdefault(field, []).append(f"{language}: {', '.join(written)}")
    rows = [(f"`{field}`", "; ".join(by_language)) for field, by_language in names.items()]
    parts.append(f"## In other languages\n\n{table(('field', 'column names'), rows)}")
    return (
        "# Columns of importable files\n\nNames are compared without case, accents, blanks, punctuation, what "
        "is in brackets and numbers; `company.name` in nested JSON is `companyname`. Say what others mean with "
        "`--map COLUMN=FIELD`; what nobody knows is kept under `custom`.\n\n## Formats\n\nA file with all the columns "
        "of a row is of that format; other files are read just "
        f"the same, by the names below. *Only here*: what a column means in this format alone.\n\n{vendors}\n"
        + "\n".join(parts)
    )


def export_page() -> str:
    """The columns of each program."""
    parts = []
    for preset in presets().values():
        needs = f" Rows without {preset.needs} are left out." if preset.needs else ""
        most = f" At most {preset.most:,} rows a file." if preset.most else ""
        rows = [
            (f"`{column}`", f"`{value}`", f"`{otherwise}`" if otherwise else "")
            for column, (value, otherwise) in preset.columns.items()
        ]
        sheet = table(("column", "value", "where it is not known"), rows)
        parts.append(f"## {preset.name}\n\n{preset.sentence}.{needs}{most}\n\n{sheet}")
    return (
        "# Columns for other programs\n\n`leadscout people export FILE --for NAME`, `?for=NAME`: the columns that a "
        "program takes in. Title, company and start are those of the job that matches. How they are written: "
        "[take people out](../guides/export.md).\n\n" + "\n".join(parts)
    )


def _own(row: Format) -> str:
    told = (
        f"{'' if group == 'person' else f'{group} '}{column} = {field or 'custom'}"
        for group, meanings in row.own.items()
        for column, field in meanings.items()
    )
    return ", ".join(told)


def taxonomies_page() -> str:
    """The closed vocabularies whole, the open ones by size."""
    words = lexicon.load()
    parts = []
    for name, vocabulary in words.taxonomies.items():
        entries = list(vocabulary)
        if not vocabulary.closed:
            parts.append(f"## {name}\n\nOpen, {len(entries):,} entries: an unknown numeric id is searched as it is.\n")
            continue
        rows = [(f"`{entry.code}`", entry.label, ", ".join(entry.aliases)) for entry in entries]
        parts.append(f"## {name}\n\n{table(('code', 'label', 'also'), rows)}")
    numbers = {row["id"]: row["number"] for row in files.rows("place_numbers")}
    regions = [
        (
            f"`{row['id']}`",
            numbers.get(row["id"], row["id"]),
            row["name"],
            row["members"],
            row["note"],
            ", ".join(filter(None, row["names"].split("|"))),
        )
        for row in sources("macro_regions")
    ]
    head = ("code", "number", "region", "countries (@ a continent of GeoNames)", "note", "also")
    parts.append(f"## Macro regions of place\n\nContested ones are a choice of ours.\n\n{table(head, regions)}")
    return "# Taxonomies\n\n" + "\n".join(parts)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    cells = [list(head), *([str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + " --- |" * len(cells[0]), *lines[1:]]) + "\n"


def _verbs(command: object, name: str) -> Iterable[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        told = re.sub(r"\s+", " ", command.help or "").strip()
        yield f"## {name}\n\n{told}\n"
        rows = [
            (_flag(parameter), parameter.help or "")
            for parameter in command.params
            if not getattr(parameter, "hidden", False)
        ]
        rows = [row for row in rows if row[0] != "`--help`"]
        yield table(("argument or flag", "what it does"), rows)
        return
    for verb, told in sorted(inner.items()):
        yield from _verbs(told, f"{name} {verb}")


def _flag(parameter: object) -> str:
    return f"`{', '.join(parameter.opts) if parameter.opts[0].startswith('-') else parameter.name.upper()}`"


if __name__ == "__main__":
    main()
