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
    assert [rows[f"P{level} hits, empirical class"][3] for level in (80, 90, 95)] == ["yes"] * 3


def test_splits_are_seeded(files):
    history = calibration.activities(files[0])
    first, second = (calibration.cross_validated(history, 3) for _ in range(2))
    assert first == second
    assert {row[0].partition(",")[0] for row in first[1:]} == {
        f"P{level} hits kept back by {how}" for level in (80, 90, 95) for how in ("project", "row")
    }


def test_absent_data_are_said_plainly(monkeypatch, capsys):
    monkeypatch.delenv(calibration.FOLDER, raising=False)
    monkeypatch.setattr(calibration, "BESIDE", calibration.BESIDE / "not there")
    assert calibration.run() == []
    assert "data are absent" in capsys.readouterr().out


def test_absent_files_are_said_plainly(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["calibration", "--train", str(tmp_path / "none.csv")])
    with pytest.raises(SystemExit, match=r"No file .*none\.csv"):
        calibration.main()
    capsys.readouterr()


def test_rows_that_say_nothing_are_passed_over(files, tmp_path):
    more = "x,,,,\ny,No day,,120,130\nz,1: Odd,soon,?,NA\nw,1: Negative,2026-01-01,-5,3\n"
    odd = tmp_path / "odd.csv"
    odd.write_text("\ufeff" + files[1].read_text() + more)
    assert len(calibration.activities(odd)) == 1471
    rows = {row[0]: row[1] for row in calibration.file_rows(files[0], odd, 1)}
    assert rows["activities, train and test"] == "588 and 1471"
    assert "MMRE and MdMRE, only beside" in " ".join(rows)


def sizes(tmp_path, name, columns, count):
    stream = np.random.default_rng(3)
    rows = [",".join(columns) + "\n", ",,\n"]
    for _ in range(count):
        size = float(stream.integers(20, 900))
        effort = 9 * size * float(np.exp(stream.normal(0, 0.4)))
        rows.append(f"{size},{effort:.0f},{effort * float(np.exp(stream.normal(0, 0.2))):.0f}\n")
    path = tmp_path / f"{name}.csv"
    path.write_text("".join(rows))
    return path


def test_projects_are_known_by_their_columns(tmp_path):
    train = sizes(tmp_path, "train", ("AFP", "Effort", "First.estimate"), 80)
    test = sizes(tmp_path, "test", ("AFP", "Effort", "First.estimate"), 60)
    rows = {row[0]: row[1] for row in calibration.file_rows(train, test, 1)}
    assert "train, kept back (60): P80 hits" in rows
    assert "human estimate, kept back (60): P90 hits" in rows
    other = sizes(tmp_path, "other", ("Thickness", "Sweat", "x"), 30)
    with pytest.raises(SystemExit, match="--size and --effort"):
        calibration.file_rows(other, None, 1)
    assert calibration.file_rows(other, None, 1, "Thickness", "Sweat")
