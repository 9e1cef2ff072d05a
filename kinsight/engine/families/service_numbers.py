"""The services of the families' store: each has a number for good, by which facts name it."""

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from kinsight.engine.database import Duck
from kinsight.engine.families.one import Service


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

    def table(self) -> pa.Table:
        """service_number(service, number)."""
        numbers = pa.array(self.numbers.values(), pa.int32())
        return pa.table({"service": pa.array(self.numbers, pa.int64()), "number": numbers})

    def keeping_numbers_of(self, before: "Services") -> "tuple[Services, set[int]]":
        """These services with the numbers that they had before, and the numbers that were given up: of services that are one with others
        now, or are shown under another reference. What was neither before gets a number that none ever had."""
        new, given_up = self._numbers_kept(before)
        next_number = max([*before.rows, *before.numbers.values(), 0]) + 1
        for number in self.rows:
            if number not in new:
                new[number], next_number = next_number, next_number + 1
        return Services(
            {key: new[number] for key, number in self.numbers.items()},
            {new[number]: row for number, row in self.rows.items()},
            {ref: (new[number], own) for ref, (number, own) in self.aliases.items()},
        ), given_up

    def _numbers_kept(self, before: "Services") -> tuple[dict[int, int], set[int]]:
        now: dict[int, set[int]] = {}
        for key, number in before.numbers.items():
            now.setdefault(number, set()).add(self.numbers[key])
        claims: dict[int, set[int]] = {}
        for number, groups in now.items():
            for group in groups:
                claims.setdefault(group, set()).add(number)
        kept = {
            next(iter(groups)): number for number, groups in now.items()
            if len(groups) == 1 and len(claims[next(iter(groups))]) == 1
            and self.rows[next(iter(groups))].ref == before.rows[number].ref
            and self._own(next(iter(groups))) == before._own(number)
        }  # fmt: skip
        return kept, set(now) - set(kept.values())

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
        told: dict[str, Any] = json.loads(text)
        return cls(
            dict(map(tuple, told["numbers"])),
            {number: Service(*row) for number, row in told["rows"]},
            {ref: (number, own) for ref, (number, own) in told["aliases"]},
        )
