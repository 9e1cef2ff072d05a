"""People in the district have valid, unique numbers of the test range, and homes of their own."""

from itertools import pairwise

import nhs_number
import pytest

from kinsight.synthetic import addresses, test_numbers


def test_numbers_are_valid_unique_and_of_the_test_range() -> None:
    taken, _ = test_numbers.take(0, 5_000)
    assert len(set(taken)) == 5_000
    assert all(nhs_number.is_valid(n) for n in taken)
    assert all(9_990_000_000 <= int(n) <= 9_999_999_999 for n in taken)


def test_numbers_go_on_where_the_last_taking_ended() -> None:
    first, slot = test_numbers.take(0, 7)
    second, end = test_numbers.take(slot, 5)
    assert test_numbers.take(0, 12) == ([*first, *second], end)


def test_a_stem_whose_digit_would_be_ten_is_never_given() -> None:
    refused = [stem for stem in range(999_000_000, 999_000_400) if test_numbers.check_digit(stem) is None]
    assert 20 < len(refused) < 55
    taken, _ = test_numbers.take(0, 100_000)
    assert not {int(n) // 10 for n in taken} & set(refused)


def test_relatives_do_not_look_alike() -> None:
    taken, _ = test_numbers.take(0, 200)
    assert all(a[:7] != b[:7] for a, b in pairwise(taken))


def test_running_out_of_numbers_is_said() -> None:
    with pytest.raises(test_numbers.NumbersUsedUp):
        test_numbers.take(test_numbers.STEMS - 3, 10)


def test_no_two_families_share_a_home_by_accident() -> None:
    homes = {addresses.address(family, nth) for family in range(20_000) for nth in range(addresses.PER_FAMILY)}
    assert len(homes) == 20_000 * addresses.PER_FAMILY


def test_postcodes_are_shaped_like_postcodes_of_an_area_that_does_not_exist() -> None:
    line, postcode = addresses.address(3, 1)
    assert line.split()[0].isdigit()
    assert postcode.startswith("QX")
    assert len(postcode.split()[1]) == 3
