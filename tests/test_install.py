"""The product away from its checkout: the wheel, the image, the unit of systemd."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import run

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "tools" / "deploy"


def done(*command, **options):
    """A program's answer, of one that has to succeed."""
    answer = subprocess.run(command, **{"cwd": ROOT, **options}, capture_output=True, text=True, check=False)  # noqa: S603
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (file,) = folder.glob("leadscout-*.whl")
    return file


def test_the_wheel_has_every_file_of_the_package_and_no_other(wheel):
    with ZipFile(wheel) as files:
        names = {name for name in files.namelist() if ".dist-info/" not in name}
        licences = [name for name in files.namelist() if "/licenses/" in name]
    kept = {path for path in done("git", "ls-files", "leadscout").splitlines() if (ROOT / path).exists()}
    assert names >= kept
    assert {name for name in names - kept if not (ROOT / name).exists()} == set()
    assert {Path(name).name for name in licences} == {"LICENSE", "NOTICE"}


def test_the_wheel_runs_outside_the_checkout(wheel, tmp_path):
    with ZipFile(wheel) as files:
        files.extractall(tmp_path / "site")
    away = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = "import leadscout, pathlib; print(pathlib.Path(leadscout.__file__).parents[1])"
    assert done(sys.executable, "-c", where, env=away, cwd=tmp_path).strip() == str(tmp_path / "site")
    made = run("people", "generate", 20, "--data", tmp_path / "data", env=away, cwd=tmp_path)
    assert made.returncode == 0, made.stderr


def test_the_version_is_that_of_the_project():
    (line,) = [line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version = ")]
    assert run("--version").stdout == f"leadscout {line.split(chr(34))[1]}\n"


def test_a_release_is_a_tag_that_says_the_version(tmp_path):
    done("git", "clone", "-q", "--no-hardlinks", str(ROOT), str(tmp_path))
    done("git", "tag", "v0.0.0", cwd=tmp_path)
    (line,) = [line for line in (ROOT / "pyproject.toml").read_text().splitlines() if line.startswith("version = ")]
    refused = subprocess.run([tmp_path / ".ci/release"], capture_output=True, text=True, check=False)  # noqa: S603
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("this commit is v0.0.0, and its version")
    done("git", "tag", "-d", "v0.0.0", cwd=tmp_path)
    done("git", "tag", f"v{line.split(chr(34))[1]}", cwd=tmp_path)
    (tmp_path / "forgotten").touch()
    refused = subprocess.run([tmp_path / ".ci/release"], capture_output=True, text=True, check=False)  # noqa: S603
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("there are changes")


def test_the_image_keeps_the_rules_of_hadolint():
    assert done(str(Path(sys.executable).with_name("hadolint")), str(DEPLOY / "Dockerfile")) == ""


def test_the_unit_is_one_that_systemd_accepts(tmp_path):
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("no systemd here: its unit is not verified")
    unit = tmp_path / "leadscout.service"
    unit.write_text((DEPLOY / unit.name).read_text().replace("/opt/leadscout/bin/leadscout", sys.executable))
    assert done(verify, "verify", str(unit), stdin=subprocess.DEVNULL) == ""


def test_the_image_is_built_and_answers():
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no Docker daemon here: the image is linted, not built")
    done(docker, "build", "-q", "-f", str(DEPLOY / "Dockerfile"), "-t", "leadscout-test", ".", timeout=900)
    assert done(docker, "run", "--rm", "leadscout-test", "--version").startswith("leadscout ")
