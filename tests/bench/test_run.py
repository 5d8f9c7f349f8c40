import pytest

from bench.figures import percentiles
from bench.run import UNKNOWN, benches, main, page


def test_only_modules_that_measure_are_listed(tmp_path):
    (tmp_path / "scan_to_screen.py").write_text(
        '"""From the last byte to the form.\n\nMore."""\n\ndef run():\n    1 / 0\n'
    )
    (tmp_path / "figures.py").write_text('"""What they come to."""\n')

    assert {name: bench.what for name, bench in benches(tmp_path).items()} == {
        "scan-to-screen": "From the last byte to the form."
    }


def test_a_folder_with_a_run_is_a_bench_by_the_folders_name(tmp_path):
    (tmp_path / "matching").mkdir()
    (tmp_path / "matching" / "run.py").write_text('"""Names against lists."""\n\ndef run():\n    1 / 0\n')
    (tmp_path / "matching" / "curves.py").write_text('"""Scores."""\n\ndef precision():\n    1 / 0\n')

    assert list(benches(tmp_path)) == ["matching"]
    assert benches(tmp_path)["matching"].module == f"{tmp_path.name}.matching.run"


def test_an_option_that_a_bench_does_not_have_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["mrz", "--rows", "5"])

    assert "./mpaka bench mrz" in capsys.readouterr().err


def test_an_unknown_name_is_an_error(capsys):
    assert main(["scan-to-moon"]) == UNKNOWN
    assert "no bench is called 'scan-to-moon'" in capsys.readouterr().err


def test_a_percentile_is_a_sample_that_was_measured():
    hundred = [float(number) for number in range(100, 0, -1)]

    assert percentiles(hundred) == {"n": 100, "p50": 50.0, "p95": 95.0, "p99": 99.0}
    assert percentiles([7.5]) == {"n": 1, "p50": 7.5, "p95": 7.5, "p99": 7.5}


def test_the_peers_figures_are_set_in():
    assert page({"n": 3, "peer": {"name": "mrz", "p50": 0.5}}).splitlines() == [
        "n                       3",
        "peer",
        "  name                  mrz",
        "  p50                   0.5",
    ]
