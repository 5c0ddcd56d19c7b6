"""The measure of calibration runs on files named to it, and says so when there are none."""

import numpy as np
import pytest
from bench import calibration

HEADER = "activity_id,name,start_planned,planned_duration_days,actual_duration_days\n"


@pytest.fixture
def files(tmp_path):
    """A train and a test file drawn alike: half exactly as planned, the rest spread, some not finished."""
    stream = np.random.default_rng(9)
    paths = []
    for name, count in (("train", 600), ("test", 1500)):
        rows = [HEADER]
        for i in range(count):
            planned = int(stream.integers(10, 300))
            late = 1.0 if stream.random() < 0.5 else float(np.exp(stream.normal(0.1, 0.4)))
            actual = "" if i % 50 == 0 else f"{max(planned * late, 1):.1f}"
            rows.append(f"{i},{i % 40}: Work {i},2026-01-01,{planned},{actual}\n")
        path = tmp_path / f"{name}.csv"
        path.write_text("".join(rows))
        paths.append(path)
    return paths


def test_percentiles_hold_on_the_file_kept_back(files):
    rows = {row[0]: row for row in calibration.activity_rows(*files, splits=1)}
    assert rows["activities, train and test"][1] == "588 and 1470"
    assert [rows[f"P{level} hits, one class"][3] for level in (80, 90, 95)] == ["yes"] * 3


def test_splits_are_seeded(files):
    history = calibration.activities(files[0])
    first, second = (calibration.cross_validated(history, 3) for _ in range(2))
    assert first == second
    assert {row[0].partition(",")[0] for row in first[1:]} == {
        f"P{level} hits kept back by {how}" for level in (80, 90, 95) for how in ("project", "row")
    }


def test_absent_data_are_said_plainly(monkeypatch, capsys):
    monkeypatch.delenv(calibration.FOLDER, raising=False)
    assert calibration.run() == []
    assert "data are absent" in capsys.readouterr().out


def test_absent_files_are_said_plainly(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["calibration", "--train", str(tmp_path / "none.csv")])
    with pytest.raises(SystemExit, match=r"No file .*none\.csv"):
        calibration.main()
    capsys.readouterr()
