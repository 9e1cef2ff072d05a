"""The services of the families' store: each has a number for good, by which facts name it."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families.child_family import Service


@dataclass(frozen=True)
class Services:
    """`numbers`: of each recorded key; `rows`: by number; `aliases`: by every reference and code the number, and whether facts are
    recorded under it, so that staff may have been given it."""

    numbers: dict[int, int]
    rows: dict[int, Service]
    aliases: dict[str, tuple[int, bool]]

    @classmethod
    def of_tables(cls, db: Duck) -> "Services":
        """As `services.make` has worked them out."""
        return cls(
            {row["service"]: row["service_no"] for row in db.rows("SELECT service, service_no FROM service_key")},
            {row["service_no"]: Service(row["ref"], row["name"], row["kind"]) for row in db.rows("SELECT * FROM service_no")},
            {row["ref"]: (row["service_no"], bool(row["own"])) for row in db.rows("SELECT * FROM service_alias")},
        )  # fmt: skip

    @cached_property
    def by_reference(self) -> dict[str, int]:
        """The number by every reference and code."""
        return {ref: number for ref, (number, _) in self.aliases.items()}

    def table(self) -> pa.Table:
        """service_number(service, number)."""
        numbers = pa.array(self.numbers.values(), pa.int32())
        return pa.table({"service": pa.array(self.numbers, pa.int64()), "number": numbers})

    def keeping_numbers_of(self, before: "Services") -> "tuple[Services, set[int]]":
        """These services with the numbers that they had before, and the numbers that were given up: of services that are one with others
        now, or are shown under another reference. What was neither before gets a number that none ever had."""
        new, given_up = self._numbers_before(before)
        next_number = max([*before.rows, *before.numbers.values(), 0]) + 1
        for number in self.rows:
            if number not in new:
                new[number], next_number = next_number, next_number + 1
        return Services(
            {key: new[number] for key, number in self.numbers.items()},
            {new[number]: row for number, row in self.rows.items()},
            {ref: (new[number], own) for ref, (number, own) in self.aliases.items()},
        ), given_up

    def _numbers_before(self, before: "Services") -> tuple[dict[int, int], set[int]]:
        """The number before by the number now, of services that are shown as they were and one with no others; and the numbers before of
        all others."""
        pairs = {(number, self.numbers[key]) for key, number in before.numbers.items()}
        had, has = Counter(number for number, _ in pairs), Counter(number for _, number in pairs)
        same = {
            now: number
            for number, now in pairs
            if had[number] == has[now] == 1
            and self.rows[now].ref == before.rows[number].ref
            and self._own(now) == before._own(number)
        }
        return same, set(had) - set(same.values())

    def is_split(self, number: int, before: "Services") -> bool:
        """Whether keys that were this one number's are several services now."""
        return len({self.numbers[key] for key, of in before.numbers.items() if of == number}) > 1

    def _own(self, number: int) -> set[str]:
        return {ref for ref, (of, own) in self.aliases.items() if own and of == number}

    def text(self) -> str:
        return json.dumps(
            {
                "numbers": list(self.numbers.items()),
                "rows": list(self.rows.items()),
                "aliases": list(self.aliases.items()),
            }
        )

    @classmethod
    def read(cls, text: str) -> "Services":
        fields: dict[str, Any] = json.loads(text)
        return cls(
            dict(map(tuple, fields["numbers"])),
            {number: Service(*row) for number, row in fields["rows"]},
            {ref: (number, own) for ref, (number, own) in fields["aliases"]},
        )
