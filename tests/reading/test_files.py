"""Files: what cannot be read is refused with its reason; folders are searched in a fixed order."""

import os
from pathlib import Path

import pytest

from symderiv.errors import CODES, DerivationError, Diagnostic
from symderiv.reading.file.files import derivation_files, read_source


def refused(path: Path | str) -> Diagnostic:
    with pytest.raises(DerivationError) as caught:
        read_source(str(path))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code in CODES
    assert diagnostic.source.path == str(path)
    return diagnostic


@pytest.mark.parametrize(
    ("data", "text"),
    [("ŷ: 1\r\n".encode(), "ŷ: 1\r\n"), (b"\xef\xbb\xbfa: 1", "a: 1"), (b"", "")],
)
def test_text_is_read_as_it_stands(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(data)
    source = read_source(str(path))
    assert (source.path, source.text) == (str(path), text)


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"a: 1\nb: \xc3\xa9 \xe9\n", "E114", "byte 12 of the file (0xe9)"),
        (b"\xef\xbb\xbfa: \xff", "E114", "byte 7 of the file (0xff)"),
        ("a: 1".encode("utf-16"), "E114", "UTF-16"),
        (b"\xfe\xff\x00a", "E114", "UTF-16"),
        (b"a: \x00", "E116", "byte 4"),
        (b"#" * 1_000_001, "E115", "1 MB"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, code: str, message: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(data)
    diagnostic = refused(path)
    assert diagnostic.code == code
    assert message in diagnostic.message


def test_a_wrong_byte_is_shown_in_its_line(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"a: 1\nb: \xc3\xa9 \xe9\n")
    assert refused(path).place() == f"{path}:2:6"


def test_a_megabyte_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"#" * 1_000_000)
    assert len(read_source(str(path)).text) == 1_000_000


def test_a_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").touch()
    assert refused(tmp_path / "g.yaml").code == "E110"
    assert refused(tmp_path / "f.yml").hint == f"did you mean {tmp_path / 'f.yaml'}?"
    assert refused("").code == "E110"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "E111"
    (tmp_path / "f.yaml").touch()
    assert refused(tmp_path / "f.yaml" / "g.yaml").code == "E112"
    assert refused("a\0b").code == "E112"
    assert refused("x" * 5000).code == "E112"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert refused(tmp_path / "pipe.yaml").code == "E113"
    assert refused(os.devnull).code == "E113"


def test_folders_are_searched_in_a_fixed_order(tmp_path: Path) -> None:
    names = [
        "b.yaml",
        "a/z.yml",
        "a/c.yaml",
        "a.yaml",
        ".hidden/d.yaml",
        ".e.yaml",
        "f.txt",
        "g/h.deriv.yaml",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = derivation_files([str(tmp_path / "b.yaml"), str(tmp_path), "other.txt"])
    below = [str(Path(path).relative_to(tmp_path)) for path in found[:-1]]
    assert below == ["b.yaml", "a/c.yaml", "a/z.yml", "a.yaml", "g/h.deriv.yaml"]
    assert found[-1] == "other.txt"


def test_a_folder_without_derivation_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "f.txt").touch()
    with pytest.raises(DerivationError) as caught:
        derivation_files([str(tmp_path)])
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["E117"]
