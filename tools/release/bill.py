"""What a wheel needs, from pip's own report: a bill of materials (CycloneDX), and requirements with hashes.

`pip install --require-hashes -r leadscout-0.2.0-requirements.txt` takes exactly what the release was tried with. Our
own constraints have no hashes: with one, pip wants them for all, and an editable project has none.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

OURS = "leadscout"


@dataclass(frozen=True, slots=True)
class Installed:
    """One package that is installed."""

    name: str
    version: str
    sha256: str


def installed(report: Mapping[str, Any]) -> list[Installed]:
    """The packages of a report (`pip install --report`), by name."""
    rows = [
        Installed(
            row["metadata"]["name"],
            row["metadata"]["version"],
            row["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256", ""),
        )
        for row in report["install"]
    ]
    return sorted(rows, key=lambda row: row.name.lower())


def bill(packages: Sequence[Installed], version: str) -> str:
    """The bill of materials as JSON."""
    components = [_component(package) for package in packages if package.name != OURS]
    bom, ours = Bom(components=components), Component(name=OURS, version=version, type=ComponentType.APPLICATION)
    bom.metadata.component = ours
    bom.register_dependency(ours, components)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def requirements(packages: Sequence[Installed]) -> str:
    """Lines for pip, each with the hash of what was installed."""
    lines = [f"{one.name}=={one.version} --hash=sha256:{one.sha256}\n" for one in packages if one.name != OURS]
    return "".join(lines)


def _component(package: Installed) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=PackageURL("pypi", name=package.name.lower(), version=package.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=package.sha256)] if package.sha256 else [],
    )


def main(report: Path, stem: Path) -> None:
    """Write both beside the wheel: `stem` is its path without what follows the version."""
    packages = installed(json.loads(report.read_text()))
    version = next(package.version for package in packages if package.name == OURS)
    stem.with_name(f"{stem.name}.cdx.json").write_text(bill(packages, version))
    stem.with_name(f"{stem.name}-requirements.txt").write_text(requirements(packages))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
