"""Sorting in place, of numbers and of intervals: a library's sort takes seconds to compile, and families are small."""

from kinsight.engine.compiled import step


@step
def sort_numbers(numbers):
    """Ascending, by Shell's method."""
    gap = 1
    while 3 * gap < len(numbers):
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, len(numbers)):
            number, place = numbers[n], n
            while place >= gap and numbers[place - gap] > number:
                numbers[place] = numbers[place - gap]
                place -= gap
            numbers[place] = number
        gap //= 3


@step
def comes_after(interval, start, finish):
    return interval.start > start or (interval.start == start and interval.finish > finish)


@step
def sort_intervals(intervals):
    """By start, then by finish."""
    for n in range(1, len(intervals)):
        start, finish, place = intervals[n].start, intervals[n].finish, n
        while place > 0 and comes_after(intervals[place - 1], start, finish):
            intervals[place].start, intervals[place].finish = intervals[place - 1].start, intervals[place - 1].finish
            place -= 1
        intervals[place].start, intervals[place].finish = start, finish


@step
def merge_intervals(intervals):
    """Make one of those that overlap or touch, in place and in order; return how many are left."""
    sort_intervals(intervals)
    left = 0
    for n in range(len(intervals)):
        start, finish = intervals[n].start, intervals[n].finish
        if left > 0 and start <= intervals[left - 1].finish:
            intervals[left - 1].finish = max(intervals[left - 1].finish, finish)
        else:
            intervals[left].start, intervals[left].finish = start, finish
            left += 1
    return left
