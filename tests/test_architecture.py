"""The shape of the code: who imports whom, how large things are."""

import ast
import re
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "leadscout"
EVERYWHERE = {"errors", "settings"}
MAY_IMPORT = {
    "model": set(),
    "lexicon": {"model"},
    "salesnav": {"model", "lexicon"},
    "plan": {"model", "lexicon"},
    "engines": {"plan", "model"},
    "sources": {"plan", "model", "lexicon", "salesnav"},
    "store": {"model"},
    "webhooks": {"store"},
    "service": {"model", "lexicon", "plan", "store", "webhooks", "sources.base"},
    "web": {"service", "model"},
    "dialects": {"model", "lexicon", "salesnav", "service", "web.guards", "client.answers", "client.listings"},
    "intake": {"model", "lexicon"},
    "emulator": {"salesnav", "model", "lexicon", "plan"},
    "client": set(),
    "agents": {"model", "client"},
}
ROOMS = {  # of the lexicon, each with the other rooms that it uses
    "lexicon.titles": set(),
    "lexicon.taxonomies": set(),
    "lexicon.places": {"lexicon.taxonomies"},
    "lexicon.identities": set(),
    "lexicon.headlines": {"lexicon.identities", "lexicon.titles"},
}
SHARED = {"lexicon.memory", "lexicon.text", "lexicon.tokens", "lexicon.files", "lexicon.spellings", "model"}
COMPOSERS = {"assemble", "applications", "cli", "__main__", "__init__"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Each module with its tree: by whoever looks at them alone, to read all of them takes seconds."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return [(_name(path), ast.parse(path.read_text())) for path in paths]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def within(used: str, name: str) -> bool:
    return used == name or used.startswith(name + ".")


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("leadscout"):
            base = node.module.removeprefix("leadscout").removeprefix(".")
            yield from (f"{base}.{alias.name}".strip(".") for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name.removeprefix("leadscout.") for a in node.names if a.name.startswith("leadscout."))


@pytest.mark.parametrize("name", sorted(map(_name, PACKAGE.rglob("*.py"))))
def test_imports_only_what_the_table_allows(name: str) -> None:
    folder = name.split(".", maxsplit=1)[0]
    if folder in COMPOSERS | EVERYWHERE:
        return
    allowed = MAY_IMPORT.get(name, MAY_IMPORT[folder]) | EVERYWHERE | {folder}
    strangers = [used for used in imports(dict(modules())[name]) if not any(within(used, name) for name in allowed)]
    assert not strangers, f"{name} imports {strangers}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_the_lexicon_uses_only_those_beside_or_below_it(room: str) -> None:
    allowed = ROOMS[room] | SHARED | {room}
    used = {other for name, tree in modules() if within(name, room) for other in imports(tree)}
    strangers = [other for other in used if not any(within(other, name) for name in allowed)]
    assert used
    assert not strangers


def test_what_makes_the_data_is_no_part_of_the_product() -> None:
    tools = re.compile(r"^\s*(?:from|import) tools\b", re.MULTILINE)
    assert not [path for path in PACKAGE.rglob("*.py") if tools.search(path.read_text())]


def test_no_import_cycles() -> None:
    names = {name for name, _ in modules()}

    def module_of(used: str) -> str:
        return max((name for name in names if within(used, name)), key=len, default="")

    edges = {name: {module_of(used) for used in imports(tree)} - {name, ""} for name, tree in modules()}
    while leaves := {name for name, used in edges.items() if not used & edges.keys()}:
        edges = {name: used for name, used in edges.items() if name not in leaves}
    assert not edges, f"cycle among {sorted(edges)}"


ONE_OF_A_PROCESS = ("assemble", "lexicon", "web.signposts", "service.describing", "sources.vendors", "model.lazily")
"""Whose objects a process has one of each: their cached properties may lock those of the whole class."""


def test_what_is_of_one_request_locks_nobody_out() -> None:
    for name, tree in modules():
        locks = any(isinstance(node, ast.alias) and node.name == "cached_property" for node in ast.walk(tree))
        assert not locks or any(within(name, one) for one in ONE_OF_A_PROCESS), f"{name}: see model/lazily.py"


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [argument.arg for argument in node.args.args + node.args.kwonlyargs]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_sizes() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")}
    functions = [
        (name, node.name, node.end_lineno - node.lineno + 1, parameters(node))
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.median(lines.values()) <= 150
    assert not {path: count for path, count in lines.items() if count > 600}
    assert not [found for found in functions if found[2] > 80], "functions over 80 lines"
    assert not [found for found in functions if found[3] > 6], "functions of more than 6 parameters"
    long = sum(found[2] > 40 for found in functions) / len(functions)
    assert long <= 0.03, f"{long:.1%} of the functions are over 40 lines"
    assert not [path for path, count in lines.items() if count == 0], "empty modules"


@pytest.mark.parametrize("room", sorted({path.parent for path in PACKAGE.rglob("*.py")}), ids=str)
def test_a_large_room_has_a_readme_that_leads_through_it(room: Path) -> None:
    """Migrations are numbered; of the page each room of views stands in its own."""
    modules_here = {path.stem for path in room.glob("*.py")}
    if len(modules_here) <= 11 or "migrations" in room.parts:  # ten, and __init__
        return
    readme = room / "README.md"
    text = readme.read_text() if readme.exists() else ""
    leads = "hree values to know" in text or room.name == "page"
    assert leads, "what for, the three values to know, the way through"
    named = set(re.findall(r"`(\w+)\.py`", text))
    assert named <= modules_here, "a module that is not here"


def test_generations_of_an_index_know_no_engine_by_name() -> None:
    tree = dict(modules())["engines.generations"]
    assert not [used for used in imports(tree) if within(used, "engines")]


def test_a_vendor_is_named_in_its_own_folder_alone() -> None:
    """Beside that, and what it is as a source, there is its line in the list of folders: the rest is in its record."""
    names = {path.name for path in (PACKAGE / "dialects").iterdir() if (path / "words.py").exists()} - {"native"}
    word = re.compile("|".join(names), re.IGNORECASE)
    lines = {
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        if not names & {*path.relative_to(PACKAGE).with_suffix("").parts}
        for line in path.read_text().splitlines()
        if word.search(line)
    }
    assert len(names) >= 3
    lists = ("dialects/__init__.py", "sources/vendors/__init__.py")
    assert lines == {f'{file}: "{name}",' for file in lists for name in names}


def test_there_is_one_door_for_a_question() -> None:
    """Whoever plans a query elsewhere could forget whose lists it may name (decision 18)."""
    door = "service.asking.question"
    planners, readers, stores = set(), set(), set()
    for name, tree in modules():
        used = set(imports(tree))
        planners |= {name} if used & {"plan.lower.lower", "plan.lower", "plan"} else set()
        readers |= {name for node in ast.walk(tree) if _calls(node, "lists", "members")}
        stores |= {name for node in ast.walk(tree) if _calls(node, "store", "keys")}
        stores |= {name} if used & {"store.lists.MEMBER", "store.lists.keys"} else set()
    assert planners == {door}, "lower() is called at the door alone"
    assert readers == {door}, "members of lists are looked up at the door alone"
    assert stores == {"service.lists.lists"}, "and read from the table by service.lists, for the door"


def _calls(node: ast.AST, owner: str, method: str) -> bool:
    """Whether a node calls `method` of something that is called `owner`, whatever holds it."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method):
        return False
    holder = node.func.value
    return owner in (getattr(holder, "attr", ""), getattr(holder, "id", ""))


def test_no_class_name_stands_for_two_things() -> None:
    """Each vendor has bodies of its own; the client's types have the names of what they show."""
    modules_of = defaultdict(set)
    for name, tree in modules():
        for node in ast.walk(tree):
            body = within(name, "dialects") and isinstance(node, ast.ClassDef) and node.name.endswith("Body")
            if isinstance(node, ast.ClassDef) and not body and not within(name, "client"):
                modules_of[node.name].add(name)
    assert not {name: where for name, where in modules_of.items() if len(where) > 1}


WORST = ("found", "known", "told", "asked", "said")
"""Names that say nothing of what they hold: a local is named for that (CONTRIBUTING)."""


def test_no_local_is_named_for_nothing(capsys) -> None:
    functions = {name: [] for name in WORST}
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for name in locals_of(node) & functions.keys():
                    functions[name].append(f"{module}.{node.name}")
    with capsys.disabled():
        print(f"functions with a local of this name: { {name: len(where) for name, where in functions.items()} }")
    assert not any(functions.values()), functions


def locals_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    stored = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    return stored | {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}


@pytest.mark.parametrize("goal", [("test",), ("test", "LEADSCOUT_TEST_ALL=1"), ("fuzz",)], ids=" ".join)
def test_what_the_makefile_tests_apart_or_leaves_out_is_there(goal: tuple[str, ...]) -> None:
    """A name that is gone would be left out by a list of that name no more, and nobody would see it."""
    command = ["make", "-n", "-C", str(PACKAGE.parent), *goal]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    names = set(re.findall(r"tests/[\w/.]+(?:::\w+)?", shown))
    assert len(names) > 10
    missing = []
    for name in names:
        path, _, function = name.partition("::")
        file = PACKAGE.parent / path
        if not file.exists() or (function and f"def {function}(" not in file.read_text()):
            missing.append(name)
    assert not missing
