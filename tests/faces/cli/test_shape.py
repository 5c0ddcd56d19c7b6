"""`fairlead shape`: what it writes, what it says, and what it leaves alone when the input is wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[3]
GOOD = (ROOT / "examples" / "migration-northwind.toml").read_text()
PAPERS = {"estimate.xlsx", "sow.pdf", "sow.docx", "proposal.pdf", "result.json"}


def fairlead_shape(answers: str | bytes, folder: Path, *options: str) -> tuple[int, str, str, Path]:
    path, out = folder / "answers.toml", folder / "out"
    path.write_bytes(answers if isinstance(answers, bytes) else answers.encode())
    command = [
        str(Path(sys.executable).with_name("fairlead")),
        "shape",
        str(path),
        "--out",
        str(out),
        *options,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=60)
    return ran.returncode, ran.stdout, ran.stderr, out


@pytest.fixture(scope="module")
def shaped(tmp_path_factory):
    return fairlead_shape(GOOD, tmp_path_factory.mktemp("shape"))


def test_it_writes_every_paper_and_nothing_else(shaped):
    code, _, errors, out = shaped
    assert (code, errors) == (0, "")
    assert {path.name for path in out.iterdir()} == PAPERS
    assert (out / "sow.pdf").read_bytes().startswith(b"%PDF")
    assert zipfile.ZipFile(out / "sow.docx").testzip() is None
    assert zipfile.ZipFile(out / "estimate.xlsx").testzip() is None


@pytest.mark.parametrize(
    "words",
    ["P50", "P80", "P90", "Price", "Days", "margin", "Route", "custom-sow", "Gates that opened",
     "technical-architect", "Unanswered and mandatory: none", "Assumptions", "Exclusions"],
)  # fmt: skip
def test_it_says_what_a_person_wants_to_know(shaped, words):
    assert words in shaped[1]


def test_the_same_input_gives_the_same_bytes(shaped, tmp_path):
    _, _, _, again = fairlead_shape(GOOD, tmp_path)
    for name in PAPERS:
        assert (again / name).read_bytes() == (shaped[3] / name).read_bytes(), name


def test_the_result_carries_its_lock(shaped):
    lock = json.loads((shaped[3] / "result.json").read_text())["estimate"]["lock"]
    assert lock["practice"].endswith("2026.11")
    assert len(lock["practice_digest"]) == 64
    assert {"rates", "exchange", "seed", "day", "trials", "correlation"} <= set(lock)


def test_json_on_request_is_the_result(tmp_path):
    code, printed, _, out = fairlead_shape(GOOD, tmp_path, "--json")
    assert code == 0
    assert json.loads(printed) == json.loads((out / "result.json").read_text())


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("", "[empty-file]"),
        (GOOD + "#" * 10_000_000, "[too-big]"),
        (GOOD.encode("utf-16"), "[wrong-encoding]"),
        (changed("users]", "users"), "answers.toml:"),
        (changed("runners = 12", "runers = 12"), "runners"),
        (changed("currency =", "curency ="), "currency"),
        (changed("runners = 12", "runners = -12"), "answers.runners"),
        (changed("runners = 12", "runners = 1e300"), "answers.runners"),
        (changed("runners = 12", 'runners = "twelve"'), "answers.runners"),
        (changed('target = "gitlab-com"', 'target = "the moon"'), "gitlab-com"),
        (changed('discount = "7.58"', 'discount = "7.585"'), "two decimals"),
        (changed('currency = "USD"', 'currency = "JPY"'), "JPY"),
        (changed('currency = "USD"', 'currency = "dollars"'), "currency"),
        (changed('offering = "migration-saas"', 'offering = "migration"'), "migration-saas"),
        (changed("date = 2026-11-23", 'date = "soon"'), "date"),
    ],
)
def test_wrong_input_is_said_with_its_line_and_writes_nothing(answers, said, tmp_path):
    code, printed, errors, out = fairlead_shape(answers, tmp_path)
    assert code == 1, errors
    assert said in errors
    assert "answers.toml" in errors
    assert "Traceback" not in errors
    assert (printed, out.exists()) == ("", False)


def test_answers_that_clash_draw_no_paper(tmp_path):
    code, printed, errors, out = fairlead_shape(changed("value = 23", "value = 3000"), tmp_path)
    assert (code, printed, out.exists()) == (1, "", False)
    assert "answers.repos_over_5gb, answers.projects" in errors
    assert "[contradiction]" in errors


def test_what_stands_in_for_an_open_answer_is_said(tmp_path):
    code, printed, _, _ = fairlead_shape(changed("runners = 12\n", ""), tmp_path)
    assert code == 0
    assert "Assumed until it is answered" in printed
    assert "- runners: " in printed


def test_a_master_agreement_is_claimed_only_where_the_file_says_so(tmp_path):
    code, _, _, out = fairlead_shape(changed("msa = true\n", ""), tmp_path)
    assert code == 0
    text = "".join(page.extract_text() for page in PdfReader(out / "sow.pdf").pages)
    assert "under the master agreement" not in " ".join(text.split())


def test_every_error_comes_at_once(tmp_path):
    wrong = (
        changed("runners = 12", "runners = -12")
        .replace("scim = true", "scim = 3")
        .replace('paper = "ours"', 'paper = "blue"')
    )
    _, _, errors, _ = fairlead_shape(wrong, tmp_path)
    for where in ("answers.runners", "answers.scim", "engagement.paper"):
        assert f": {where}" in errors
    assert "3 errors. Nothing was written." in errors


def test_a_day_without_rates_names_the_practice_that_lacks_them(tmp_path):
    code, _, errors, out = fairlead_shape(changed("date = 2026-11-23", "date = 2001-01-01"), tmp_path)
    assert (code, out.exists()) == (1, False)
    assert "practice.toml" in errors and "has no bill rate on 2001-01-01" in errors


def test_a_file_that_is_not_there(tmp_path):
    command = [
        str(Path(sys.executable).with_name("fairlead")),
        "shape",
        "nowhere.toml",
        "--out",
        str(tmp_path / "o"),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "nowhere.toml" in ran.stderr and "Traceback" not in ran.stderr


def test_a_folder_that_cannot_be_written_keeps_what_it_has(tmp_path):
    (tmp_path / "out").write_text("a file, no folder")
    code, _, errors, out = fairlead_shape(GOOD, tmp_path)
    assert code == 1
    assert "unwritable" in errors
    assert out.read_text() == "a file, no folder"


def test_open_questions_are_listed_and_no_error(tmp_path):
    code, printed, _, out = fairlead_shape(changed("top_groups = 2\n", ""), tmp_path)
    assert code == 0
    assert "top_groups" in printed or "top_groups" in (out / "result.json").read_text()


HOSTILE = '=HYPERLINK("http://x","y") #import "x" $x$ <script>alert(1)</script> & \\ ]] }} {{ price }}'


def test_a_hostile_customer_is_a_name_and_nothing_more(tmp_path):
    code, _, errors, out = fairlead_shape(changed('"Northwind Freight"', f"'{HOSTILE}'"), tmp_path)
    assert code == 0, errors
    with zipfile.ZipFile(out / "sow.docx") as word:
        xml = word.read("word/document.xml").decode()
    assert "<script>" not in xml
    assert "&lt;script&gt;" in xml
    with zipfile.ZipFile(out / "estimate.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    formulas = [formula for sheet in sheets for formula in re.findall(r"<f>(.*?)</f>", sheet)]
    assert formulas
    assert not any("HYPERLINK" in formula for formula in formulas)
    pages = PdfReader(out / "sow.pdf").pages
    assert "{{ price }}" in "".join(page.extract_text() for page in pages)


FAIRLEAD = str(Path(sys.executable).with_name("fairlead"))
READS_LIGHTLY = """
import sys
from fairlead.faces.cli import beside, doors, main, shape
shape.hand_over = lambda *read: print(*sorted({name.partition(".")[0] for name in sys.modules}))
doors.command_line()(prog_name="fairlead")
"""
WITHOUT_COPIES = """
import os, sys
del os.fork
from fairlead.faces.cli.main import main
main()
"""


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_reading_loads_neither_the_engines_nor_what_typer_need_not_have(tmp_path):
    (tmp_path / "answers.toml").write_text(GOOD)
    command = [sys.executable, "-c", READS_LIGHTLY, "shape", str(tmp_path / "answers.toml"), "--out", "o"]
    loaded = set(ran(*command).stdout.split())
    assert "typer" in loaded
    assert not loaded & {"numpy", "typst", "pydantic", "rich", "django"}


def test_where_processes_cannot_be_copied_the_papers_are_the_same(shaped, tmp_path):
    (tmp_path / "answers.toml").write_text(GOOD)
    out = tmp_path / "out"
    ended = ran(
        sys.executable, "-c", WITHOUT_COPIES, "shape", str(tmp_path / "answers.toml"), "--out", str(out)
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    for name in PAPERS:
        assert (out / name).read_bytes() == (shaped[3] / name).read_bytes(), name


@pytest.mark.parametrize(
    ("words", "code"), [(["--help"], 0), (["answers.toml"], 2), (["--nope"], 2), ([], 2)]
)
def test_help_and_wrong_usage_end_as_everywhere(words, code):
    ended = ran(FAIRLEAD, "shape", *words)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert ("Usage: fairlead shape" in ended.stdout + ended.stderr) and bool(ended.stderr) == bool(code)


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    (tmp_path / "answers.toml").write_text(GOOD)
    command = f"'{FAIRLEAD}' shape '{tmp_path}/answers.toml' --out '{tmp_path}/out'"
    ended = ran("bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}")
    assert (ended.stdout, ended.stderr) == ("0\n", "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == PAPERS


def test_words_of_the_record_do_not_steer_the_terminal(tmp_path):
    code, printed, errors, _ = fairlead_shape(
        changed('"Northwind Freight"', '"North\\u001b[2Jwind"'), tmp_path
    )
    assert code == 0, errors
    assert printed.startswith("North[2Jwind: ")


def test_letters_that_no_font_has_are_a_warning(tmp_path):
    """One that is no letter at all is in no font."""
    code, _, errors, out = fairlead_shape(changed("Northwind Freight", "Northwind \u0378"), tmp_path)
    assert (code, "Traceback" in errors) == (0, False)
    assert errors.startswith("Warning: sow.pdf: No font on this machine has") and "Install a font" in errors
    assert {path.name for path in out.iterdir()} == PAPERS


def test_a_font_of_the_firm_that_is_not_there_is_an_error(tmp_path):
    house = tmp_path / "practice"
    shutil.copytree(ROOT / "src" / "fairlead" / "practice", house)
    look = house / "papers.toml"
    look.write_text(look.read_text().replace('font = "Libertinus Serif"', 'font = "Acme Grotesk"', 1))
    code, _, errors, out = fairlead_shape(GOOD, tmp_path, "--practice", str(house))
    assert (code, out.exists(), "Traceback" in errors) == (1, False, False)
    assert "papers.toml: brand.font: The font Acme Grotesk" in errors and "Nothing was written." in errors
