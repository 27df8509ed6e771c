"""What a release says of what it needs: each with its version and hash."""

import json

from tools.release.bill import bill, installed, requirements

REPORT = {
    "install": [
        {"metadata": {"name": name, "version": "1.2"}, "download_info": {"archive_info": {"hashes": {"sha256": sha}}}}
        for name, sha in (("typer", "b" * 64), ("leadscout", "c" * 64), ("Alembic", "a" * 64))
    ]
}


def test_a_bill_of_materials_and_requirements_come_from_pips_report():
    packages = installed(REPORT)
    assert requirements(packages) == (f"Alembic==1.2 --hash=sha256:{'a' * 64}\ntyper==1.2 --hash=sha256:{'b' * 64}\n")
    told = json.loads(bill(packages, "0.2.0"))
    assert told["metadata"]["component"]["version"] == "0.2.0"
    assert {one["purl"]: one["hashes"][0]["content"] for one in told["components"]} == {
        "pkg:pypi/alembic@1.2": "a" * 64,
        "pkg:pypi/typer@1.2": "b" * 64,
    }
