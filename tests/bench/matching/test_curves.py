import pytest

from bench.matching.curves import Scores, best_f1

SCORES = Scores("ours", listed=(30.0, 25.0, 20.0, 10.0), unlisted=(22.0, 12.0, 5.0, 1.0))


def test_recall_counts_the_listed_at_or_above():
    assert [SCORES.recall(at) for at in (31.0, 20.0, 0.0)] == [0.0, 0.75, 1.0]


def test_alarms_count_the_unlisted_at_or_above():
    assert [SCORES.alarms(at) for at in (23.0, 12.0)] == [0.0, 0.5]


def test_precision_is_of_one_listed_in_a_hundred():
    assert SCORES.precision(20.0) == pytest.approx(0.75 / (0.75 + 0.25 * 99))
    assert SCORES.precision(23.0) == 1.0


def test_a_threshold_is_found_for_a_recall():
    assert SCORES.threshold_for(0.75) == 20.0
    assert SCORES.threshold_for(1.0) == 10.0
    assert SCORES.threshold_for(0.0) == 30.0


def test_a_curve_goes_from_strict_to_loose():
    recalls = [recall for recall, _ in SCORES.curve()]

    assert recalls == [0.25, 0.5, 0.75, 1.0]


def test_the_best_f1_parts_right_from_wrong():
    assert best_f1([(0.9, True), (0.8, True), (0.2, False)]) == (1.0, 0.8)


def test_a_threshold_cannot_part_equal_scores():
    assert best_f1([(0.5, True), (0.5, False)]) == (0.667, 0.5)
