"""The address of a PostgreSQL database: what is wrong with it is said, its password is not."""

import subprocess
import sys

import pytest

from leadscout.settings import SettingError
from leadscout.store.database import Database
from leadscout.store.postgresql import address, replicas


@pytest.mark.parametrize(
    "written", ["mysql://u:s3cret@h/d", "postgresql://u:s3cret@h:port/d", "postgresql://u:s3cret@h", "s3cret"]
)
def test_what_is_no_address_is_refused(written):
    with pytest.raises(SettingError, match="LEADSCOUT_DATABASE_URL is no address") as refused:
        address(written)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "of", "sentence"),
    [
        ("postgresql://u:s3cret@h", "postgresql://h/d", "LEADSCOUT_DATABASE_REPLICAS is no address of a PostgreSQL"),
        ("postgresql://u:s3cret@h/d", "", "LEADSCOUT_DATABASE_REPLICAS names standbys of the database that LEADSCOUT_"),
    ],
)
def test_replicas_that_cannot_be_any_are_refused(written, of, sentence):
    with pytest.raises(SettingError, match=sentence) as refused:
        replicas(written, of)
    assert "s3cret" not in str(refused.value)


def test_replicas_stand_with_blanks_or_commas():
    written = " postgresql://a/d?host=x,y postgresql://b/d, postgres://c/d,postgresql://e/d\n"
    addresses = replicas(written, "postgresql://h/d")
    assert [one.host for one in addresses] == ["a", "b", "c", "e"]
    assert [one.host for one in replicas("postgresql://a/d?host=x,postgres2,postgresql://b/d", "x")] == ["a", "b"]
    assert replicas("", "") == ()


def test_a_server_that_does_not_answer_is_named_without_the_password():
    with pytest.raises(SettingError, match=r"cannot open postgresql://u:\*\*\*@127\.0\.0\.1:1/d: ") as refused:
        Database(address("postgres://u:s3cret@127.0.0.1:1/d"), "leadscout")
    assert "s3cret" not in str(refused.value)


def test_a_driver_that_is_missing_is_named_with_the_command_that_brings_it():
    program = """
import sys
sys.modules["psycopg"] = None  # as where it is not installed
from leadscout.settings import SettingError
from leadscout.store.postgresql import address, connect
try:
    connect(address("postgresql://u:s3cret@h/d"))
except SettingError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == (
        "LEADSCOUT_DATABASE_URL needs the driver psycopg, which is not installed: pip install 'leadscout[postgresql]'"
    )
