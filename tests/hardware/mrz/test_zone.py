import pytest

from hardware.mrz.zone import in_order, last_zone, parted, rows, zone
from tests.hardware.specimens import ALL, TD1, TD2, TD3


@pytest.mark.parametrize("lines", ALL)
def test_the_three_shapes_are_zones(lines: list[str]) -> None:
    assert zone(lines) == tuple(lines)


@pytest.mark.parametrize(
    "found",
    [
        [],
        TD3[:1],
        TD3 + TD3,
        TD1[:2],
        [TD3[0], TD3[1][:-1]],
        [TD3[0] + "<", TD3[1] + "<"],
        [TD3[0], TD2[1]],
        [TD3[0].lower(), TD3[1]],
        [TD3[0].replace("S", "?", 1), TD3[1]],
        [TD3[0].replace("O", "Ö"), TD3[1]],
        [TD3[0].replace("O", "٣"), TD3[1]],
    ],
)
def test_what_has_another_shape_or_alphabet_is_no_zone(found: list[str]) -> None:
    assert zone(found) == ()


def test_two_first_lines_are_no_zone() -> None:
    assert zone([TD3[0], TD3[0]]) == ()


def test_a_wrong_check_digit_is_for_the_desk_to_find() -> None:
    wrong = [TD3[0], TD3[1][:9] + "7" + TD3[1][10:]]

    assert zone(wrong) == tuple(wrong)


def test_underscore_and_space_are_read_as_the_filler_and_control_bytes_dropped() -> None:
    assert rows(b"\x00A_B C\x7f\r\n\r\x0bD<\n") == ["A<B<C", "D<"]


@pytest.mark.parametrize("lines", ALL)
def test_a_zone_sent_without_line_ends_is_cut(lines: list[str]) -> None:
    assert parted(["".join(lines)]) == lines


def test_noise_before_the_zone_is_passed_over() -> None:
    assert last_zone(["X", *TD3]) == tuple(TD3)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_lines_of_a_card_are_put_in_order(order: tuple[int, int, int]) -> None:
    assert in_order([TD1[place] for place in order]) == TD1


@pytest.mark.parametrize("lines", [TD2, TD3])
def test_lines_of_a_passport_are_put_in_order(lines: list[str]) -> None:
    assert in_order(lines[::-1]) == lines
    assert in_order(lines) == lines
