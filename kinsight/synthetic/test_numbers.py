"""Valid NHS numbers of the test range (999 000 0000 to 999 999 9999), each given once and in no visible order."""

#: Nine-digit stems of the test range: 999 000 000 to 999 999 999.
STEMS = 1_000_000
_FIRST = 999_000_000
#: Coprime to STEMS: spreads neighbours, so that relatives do not look alike.
_STRIDE = 387_421
_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)


class NumbersUsedUp(Exception):
    """The test range holds about 909,000 valid numbers: roughly 230,000 children and their relatives."""


def check_digit(stem: int) -> int | None:
    """Modulus-11 digit of a nine-digit stem; None where it would be 10 and the number is never issued."""
    digit = 11 - sum(int(d) * w for d, w in zip(f"{stem:09d}", _WEIGHTS, strict=True)) % 11
    return None if digit == 10 else digit % 11


def take(slot: int, count: int) -> tuple[list[str], int]:
    """The next `count` valid numbers from `slot` on, and the slot after the last of them. Raises NumbersUsedUp."""
    taken: list[str] = []
    while len(taken) < count:
        if slot >= STEMS:
            raise NumbersUsedUp("more people than the NHS number test range holds")
        stem = _FIRST + slot * _STRIDE % STEMS
        digit = check_digit(stem)
        if digit is not None:
            taken.append(f"{stem}{digit}")
        slot += 1
    return taken, slot
