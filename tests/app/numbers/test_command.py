"""Loading a list of numbers on the box of headquarters."""

from app.cli import main


def test_a_list_of_numbers_is_loaded_and_lines_that_were_not_are_told_and_counted(between, capsys):
    file = between.folder / "list.csv"
    wrong = "".join(f"KENYA,A{number}\n" for number in range(103))
    file.write_text(f"issuing_state,number\nKEN,A1\nKEN,A2\nKEN,A1\n{wrong}")
    between.hq.db.close()

    code = main(["hq", "load-numbers", str(file), "--data", str(between.hq.settings.data)])

    said = capsys.readouterr()
    assert code == 0
    assert said.out.startswith("numbers-1: 2 numbers, 103 lines not taken, a filter of ")
    assert said.err.splitlines()[0] == "line 5: issuing_state must be one to three letters"
    assert said.err.splitlines()[-1] == "and 3 lines more"
    assert len(said.err.splitlines()) == 101


def test_a_file_without_numbers_is_refused_in_a_sentence(between, capsys):
    file = between.folder / "list.csv"
    file.write_text("nothing\n")
    between.hq.db.close()

    assert main(["hq", "load-numbers", str(file), "--data", str(between.hq.settings.data)]) == 1
    assert "there is no number in this file" in capsys.readouterr().err
