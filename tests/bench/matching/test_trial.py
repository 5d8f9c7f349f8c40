import pytest

from app.editions.index import Index
from bench.matching import trial
from bench.matching.damage import DAMAGES, damaged

ROWS = 400


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return trial.make(tmp_path_factory.mktemp("matching") / "list.db", ROWS)


def test_a_made_list_is_an_edition_with_its_index(made):
    assert made.rows == ROWS
    assert made.bytes_indexed > made.bytes_bare
    assert Index(made.path).persons == ROWS + 1  # the planted one


def test_every_damage_is_tried_on_somebody():
    asked = trial.positives(4_000, each=20)

    assert {one.damage for one in asked} == set(DAMAGES)
    assert all(one.sought != one.subject for one in asked)


def test_an_undamaged_traveller_is_met_first(made):
    listed = Index(made.path)
    exact = [one for one in trial.positives(ROWS, each=5) if one.damage == "exact" and one.day_known]

    answers = [trial.ask(listed, one.subject.entry, one.sought) for one in exact]

    assert [(answer.candidate, answer.rank) for answer in answers] == [(True, 0)] * len(exact)


def test_who_is_not_listed_is_no_candidate(made):
    (stranger,) = trial.strangers(1)

    answer = trial.ask(Index(made.path), stranger.entry, damaged(stranger, "exact", 1))

    assert answer == trial.Answer(candidate=False, rank=None, bits=trial.NEVER)


def test_a_listed_document_is_met_whoever_bears_it(made):
    listed = Index(made.path)

    for one in trial.bearers(ROWS, 5):
        first = listed.screen(one.sought)[0]
        assert (first.subject.entry, first.by_document) == (one.subject.entry, True)


def test_a_row_that_comes_is_met_and_one_that_went_is_not(tmp_path):
    path = trial.make(tmp_path / "list.db", 50).path
    (more,) = trial.strangers(1)
    sought = damaged(more, "exact", 1)

    trial.change(path, (), [more])
    came = trial.ask(Index(path), more.entry, sought)
    trial.change(path, [more.entry], ())
    went = trial.ask(Index(path), more.entry, sought)

    assert (came.rank, went.rank) == (0, None)


def test_other_rules_are_asked_about_our_candidates(made):
    (one,) = [one for one in trial.positives(ROWS, each=1) if one.damage == "exact"]

    scores = trial.best_scores(
        Index(made.path), [lambda _sought, subject: float(subject == one.subject)], one.sought
    )

    assert scores == (1.0,)
