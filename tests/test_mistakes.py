"""Mistakes that people make with the format: what comes back, and that the hint works when it is followed.

Each file of `golden/mistakes` holds a file with a mistake, the report on it, and the file as the hint says.
`python tests/test_mistakes.py` writes the reports anew, to be read before they are kept.
"""

from pathlib import Path

import pytest

from symderiv.check import check_document, check_file
from symderiv.errors import DerivationError
from symderiv.reading.load import load_document
from symderiv.report import FileReport
from symderiv.source import Source
from symderiv.writing.text import file_text

GOLDEN = Path(__file__).parent / "golden" / "mistakes"
FILES = sorted(GOLDEN.glob("*.txt"))
MARKS = ("--- the file\n", "--- what comes back\n", "--- with the hint followed\n")


def parts_of(path: Path) -> tuple[str, str, str]:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(MARKS[0])
    written, _, rest = text.removeprefix(MARKS[0]).partition(MARKS[1])
    said, _, mended = rest.partition(MARKS[2])
    return written, said, mended


def checked(text: str) -> FileReport:
    try:
        document = load_document(Source("mine.yaml", text))
    except DerivationError as refusal:
        return FileReport.unread("mine.yaml", *refusal.diagnostics)
    return check_document(document)


def test_there_are_some() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_report_helps_and_its_hint_works(path: Path) -> None:
    written, said, mended = parts_of(path)
    report = checked(written)
    assert report.status in (1, 2)
    assert file_text(report) + "\n" == said
    assert mended != written
    assert checked(mended).status == 0, file_text(checked(mended))


def test_a_report_is_the_same_for_a_file_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, said, _ = parts_of(FILES[0])
    (tmp_path / "mine.yaml").write_text(written, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert file_text(check_file("mine.yaml")) + "\n" == said


if __name__ == "__main__":
    for each in FILES:
        parts = parts_of(each)
        new = (parts[0], file_text(checked(parts[0])) + "\n", parts[2])
        each.write_text("".join(m + p for m, p in zip(MARKS, new, strict=True)), encoding="utf-8")
