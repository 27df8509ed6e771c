"""The data files: which changes mean that everybody must be read again, and that the product reads them all."""

import shutil
from pathlib import Path

import pytest

import leadscout.lexicon
from leadscout.lexicon.files import digest

PACKAGE = Path(leadscout.lexicon.__file__).parent
SOURCE = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
COPIED = ("functions.tsv", "seniorities.tsv", "tenures.tsv", "place_words.tsv", "title_model.bin")


@pytest.fixture
def data(tmp_path):
    """A folder with some files of the lexicon."""
    for name in COPIED:
        shutil.copy(PACKAGE / "data" / name, tmp_path)
    return tmp_path


def digests(data, name, *change):
    """The digest of a folder before and after a change of one of its files."""
    path, before = data / name, digest(data)
    content = path.read_bytes()
    path.write_bytes(content.replace(*change, 1))
    assert path.read_bytes() != content
    return before, digest(data)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("functions.tsv", (b"# ", b"# Beside this: "), id="another comment"),
        pytest.param("place_words.tsv", (b"\nuse\t", b"\n# One comment more.\nuse\t"), id="a comment more"),
        pytest.param("seniorities.tsv", (b"\nintern\t", b"\n# Among the rows.\nintern\t"), id="among the rows"),
        pytest.param("tenures.tsv", (b"\ncode\t", b"\n\ncode\t"), id="an empty line"),
    ],
)
def test_what_only_a_reader_of_the_files_sees_leaves_the_digest_alone(data, name, change):
    before, after = digests(data, name, *change)
    assert after == before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("functions.tsv", (b"\tSales\t", b"\tSelling\t"), id="a word of a row"),
        pytest.param("seniorities.tsv", (b"\nintern\t", b"\nlearner\t"), id="a code"),
        pytest.param("seniorities.tsv", (b"\nintern\t", b"\n#intern\t"), id="a row less"),
        pytest.param("tenures.tsv", (b"\ncode\t", b"\nkey\t"), id="a column"),
        pytest.param("title_model.bin", (b"25", b"52"), id="the model"),
    ],
)
def test_what_people_are_read_by_changes_the_digest(data, name, change):
    before, after = digests(data, name, *change)
    assert after != before


def test_a_table_under_another_name_changes_the_digest(data):
    before = digest(data)
    (data / "tenures.tsv").rename(data / "terms.tsv")
    assert digest(data) != before


def test_without_a_folder_it_is_the_digest_of_the_data_of_the_package():
    assert digest() == digest(PACKAGE / "data")


@pytest.mark.parametrize("path", sorted((PACKAGE / "data").iterdir()), ids=lambda path: path.name)
def test_every_data_file_is_read_by_the_product(path):
    """What only `make lexicon` reads stands in tools/lexicon/data: a change of it alone reads nobody anew."""
    assert any(f'"{name}"' in SOURCE for name in (path.name, path.stem))
