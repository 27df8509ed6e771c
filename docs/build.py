"""make docs: writes docs/reference from the tables of the code. tests/test_docs.py fails when a page is out of date.

python docs/build.py [FOLDER]      default: docs/reference
"""

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from leadscout import cli, lexicon
from leadscout.assemble import Leadscout
from leadscout.dialects.generect import words as generect
from leadscout.dialects.native import words as native
from leadscout.dialects.pronto import words as pronto
from leadscout.dialects.questor import words as questor
from leadscout.engines.memory import Memory
from leadscout.engines.tantivy import Tantivy
from leadscout.errors import ERRORS
from leadscout.intake.columns import Format, columns, formats
from leadscout.model.filters import FILTERS, Shape
from leadscout.service.accounts.credits import PRICES
from leadscout.settings import PREFIX, Settings
from tools.lexicon import sources

NOTE = "<!-- Made by `make docs` from the tables of the code; edits here are lost. -->\n\n"
ENGINES = {"memory": Memory, "tantivy": Tantivy}
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
        "taxonomies": taxonomies_page,
    }


def filters_page() -> str:
    """Every filter, and the word each dialect has for it."""
    dialects = {
        "native": (*native.WORDS, *native.EXCLUDED),
        "questor": questor.WORDS,
        "generect": (*generect.WORDS, *generect.ICP_WORDS),
        "pronto": pronto.WORDS,
    }
    rows = []
    for row in FILTERS.values():
        said = [
            ", ".join(
                f"`exclude.{word.field}`" if name == "native" and word.exclude else f"`{word.field}`"
                for word in words
                if word.filter == row.name
            )
            for name, words in dialects.items()
        ]
        engines = ", ".join(name for name, engine in ENGINES.items() if engine.claims.graph or not row.needs_graph)
        values = row.taxonomy or ("true" if row.shape is Shape.FLAG else "text")
        rows.append((f"**{row.name}**", row.sentence, row.shape, row.scope, values, *said, engines or "live source"))
    later = [(name, [*codes]) for name, codes in (("questor", questor.LATER), ("generect", generect.LATER))]
    return (
        "# Filters\n\nOR inside a filter, AND between filters. `current` asks about any job held now, `past` about "
        "jobs that ended, `ever` about both, `person` about the person.\n\n"
        + table(("filter", "asks for", "shape", "scope", "values", *dialects, "engines"), rows)
        + "\nAn engine answers a filter whole or refuses it; what needs a social graph waits for the live source.\n"
        + "\nNot available yet, and refused by name: "
        + "; ".join(f"{name} {', '.join(f'`{field}`' for field in codes)}" for name, codes in later)
        + ".\n\nOnly with a live source, and refused by name without one: pronto "
        + ", ".join(f"`{word.field}`" for word in pronto.WORDS if word.live)
        + ".\n"
    )


def settings_page() -> str:
    """Every setting."""
    rows = [
        (
            f"`{PREFIX}{row.name.upper()}`",
            type(row.default).__name__.replace("PosixPath", "path"),
            f"`{row.default}`",
            row.metadata["sentence"],
        )
        for row in fields(Settings)
    ]
    prices = [
        (f"{row.dialect} {row.operation}", row.per, row.shown_as, f"`{PREFIX}{row.setting.upper()}`")
        for row in PRICES.values()
    ]
    return (
        "# Settings\n\nEnvironment variables, read once when a verb starts.\n\n"
        + table(("variable", "type", "default", "what it does"), rows)
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
        paths = home.application().openapi()["paths"]
        home.people.database.close()
        home.database.close()
        curls = "\n\n".join(
            f"```sh\n{dialect.example.curl('http://127.0.0.1:8000', '$LEADSCOUT_KEY')}\n```"
            for dialect in home.dialects
        )
    rows = [
        (verb.upper(), f"`{path}`", ", ".join(told["tags"]), told["summary"])
        for path, verbs in sorted(paths.items())
        for verb, told in verbs.items()
    ]
    return (
        "# Endpoints\n\nInteractive pages with every field: `/docs` of a running server, and of one API alone "
        + ", ".join(f"`/docs/{dialect.name}`" for dialect in home.dialects)
        + ".\n\n"
        + table(("verb", "path", "dialect", "what it answers"), rows)
        + f"\n{curls}\n"
    )


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
    known = table(
        ("format", "what it is", "header", "known by the columns", "only here"),
        (
            (f"`{row.name}`", row.sentence, "public" if row.verified else "from memory", " ".join(row.signs), _own(row))
            for row in formats().values()
        ),
    )
    return (
        "# Columns of importable files\n\nNames are compared without case, blanks and punctuation; `company.name` in "
        "nested JSON is `companyname`. Say what others mean with `--map COLUMN=FIELD`; what nobody knows is kept under "
        "`custom`.\n\n## Formats\n\nA file with all the columns of a row is of that format; other files are read just "
        f"the same, by the names below. *Only here*: what a column means in this format alone.\n\n{known}\n"
        + "\n".join(parts)
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
    regions = [
        (f"`{row['id']}`", row["name"], row["members"], row["note"], ", ".join(filter(None, row["names"].split("|"))))
        for row in sources("macro_regions")
    ]
    head = ("code", "region", "countries (@ a continent of GeoNames)", "note", "also")
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
