"""Who among children that `access` gave matches a name and a date: plainly first, then names that sound alike. No number says how alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from kinsight.casework import spelling
from kinsight.casework.models import Child

#: How a child was found, where it was not by the name that stands in the list.
SIMILAR, MOTHER, SIMILAR_MOTHER = "similar name", "found by the mother’s name", "similar to the mother’s name"
_COLUMNS = ("name_words", "mother_words")
_ORDER = ("rank", "search_name", "born", "pk")


@dataclass(frozen=True)
class Born:
    """All of a day of birth, or a part: the year, month and year, day and month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def whole(self) -> date | None:
        """The day, where all of it was given."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None

    def condition(self) -> Q:
        """Children born then."""
        if self.year is None:
            return Q(born__month=self.month, born__day=self.day)
        first = date(self.year, self.month or 1, self.day or 1)
        if self.day:
            return Q(born=first)
        after = (first + timedelta(31)).replace(day=1) if self.month else date(self.year + 1, 1, 1)
        return Q(born__gte=first, born__lt=after)


@dataclass(frozen=True)
class Matches:
    """The first who match, each with how (empty: by what stands in the list), and how many there are in all."""

    shown: Sequence[tuple[Child, str]]
    total: int

    @property
    def plainly(self) -> bool:
        """Whether someone was found by their own name, number or birth."""
        return any(how == "" for _, how in self.shown)


def find(children: QuerySet[Child], name: str, where: Q, most: int) -> Matches:
    """Children who meet a condition and have this name. Names that sound alike come only where there is room for them."""
    words = spelling.folded(name)
    if name.strip() and not words:
        return Matches([], 0)
    lengths = {f"{column}_length": Length(column) for column in _COLUMNS}
    plain = children.filter(where, has(words))
    total, first = plain.count(), plain.annotate(**lengths, rank=_rank(words)).order_by(*_ORDER)[:most]
    shown = [(child, _how(child, words)) for child in first]
    if total >= most or not any(len(word) >= spelling.SHORTEST for word in words):
        return Matches(shown, total)
    alike = _SoundsLike(words)
    ids = _alike(children.filter(where), alike, [child.pk for child, _ in shown])
    more = children.filter(pk__in=ids[: most - total]).order_by(*_ORDER[1:])
    similar = [(child, SIMILAR if alike.in_name(child.name_words) else SIMILAR_MOTHER) for child in more]
    return Matches([*shown, *similar], total + len(ids))


def has(words: Sequence[str]) -> Q:
    """Each word anywhere in the child's name or in the mother's."""
    wanted = Q()
    for word in words:
        wanted &= Q(name_words__contains=word) | Q(mother_words__contains=word)
    return wanted


def _rank(words: Sequence[str]) -> Case | Value:
    """First who has this name whole, in whatever order of its words; then who has words that begin so; then all others."""
    if not words:
        return Value(0, IntegerField())
    length = len("".join(words)) + len(words) + 1
    exact, begins = Q(), Q()
    for column in _COLUMNS:
        whole = Q(**{f"{column}_length": length})
        for word in words:
            whole &= Q(**{f"{column}__contains": f" {word} "})
        exact |= whole
    for word in words:
        begins &= Q(name_words__contains=f" {word}") | Q(mother_words__contains=f" {word}")
    return Case(When(exact, Value(0)), When(begins, Value(1)), default=Value(2), output_field=IntegerField())


def _how(child: Child, words: Sequence[str]) -> str:
    return "" if all(word in child.name_words for word in words) else MOTHER


def _alike(children: QuerySet[Child], alike: "_SoundsLike", plain: Sequence[int]) -> list[int]:
    """Ids of the children of whom every word that was asked for sounds like one of theirs, in the order of their names."""
    rows = children.filter(_perhaps(alike.words)).exclude(pk__in=plain)
    rows_alike = [
        (name, born or date.max, pk)
        for pk, name, mother, born in rows.values_list("pk", "name_words", "mother_words", "born")
        if alike.in_name(name + mother)
    ]
    return [pk for _, _, pk in sorted(rows_alike)]


def _perhaps(words: Sequence[str]) -> Q:
    """What the database can tell: of each word some three letters, or its beginning."""
    wanted = Q()
    for word in words:
        some = Q()
        for hint in spelling.hints(word):
            some |= Q(name_words__contains=hint) | Q(mother_words__contains=hint)
        wanted &= some
    return wanted


class _SoundsLike:
    """Remembers of each word which of those asked for it sounds like: names repeat."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.all = (1 << len(words)) - 1
        self.known: dict[str, int] = {}

    def in_name(self, name: str) -> bool:
        """Whether every word asked for sounds like one of the name's."""
        met = 0
        for word in name.split():
            if (one := self.known.get(word)) is None:
                one = self.known[word] = sum(spelling.alike(asked, word) << n for n, asked in enumerate(self.words))
            met |= one
        return met == self.all
