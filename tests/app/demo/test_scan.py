"""What ./mpaka scan says where it cannot send."""

from app.demo import scan


def test_an_unknown_document_names_those_there_are(tmp_path, capsys):
    code = scan.main(["busia-1", "--document", "visa", "--data", str(tmp_path)])

    assert code == 1
    assert "no document is called visa; there are specimen-td3, clear," in capsys.readouterr().err


def test_a_demo_that_does_not_run_is_said_so(tmp_path, capsys):
    code = scan.main(["busia-1", "--document", "td1", "--data", str(tmp_path)])

    assert code == 1
    assert f"no demo runs in {tmp_path}; start one with ./mpaka demo" in capsys.readouterr().err
