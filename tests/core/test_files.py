"""Files as answers: their digest, and tables whose text stays text."""

from __future__ import annotations

from decimal import Decimal

from fairlead.core.files import Download, plain_line, plain_name, table


def test_a_file_carries_its_digest():
    made = Download.of("note.txt", b"ahoy")
    assert made.sha256 == "2355f39e9d5f0c96c668f4d8e83fe9e76246caa8c85bd888b8d80826968e7b31"


def test_a_table_keeps_signs_of_numbers_and_disarms_text():
    made = table("t.csv", ["Name", "Hours"], [["=1+1", Decimal("-2.5")], ["Ødegård, Ltd", None]])
    assert made.content.decode("utf-8-sig").splitlines() == [
        "Name,Hours", "'=1+1,-2.5", '"Ødegård, Ltd",',
    ]  # fmt: skip


def test_a_line_has_no_control_characters():
    assert plain_line(" Ana\x00\r\n Ruiz\x1b \u202e") == "Ana Ruiz"
    assert plain_line("x" * 9, 4) == "xxxx"


def test_a_file_has_its_own_name_and_no_folders():
    assert plain_name("C:\\papers\\so\x00w\n.docx") == "sow .docx"
    assert plain_name("/papers/ sow.docx ") == "sow.docx"
    assert plain_name("papers/") == ""
