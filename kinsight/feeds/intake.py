"""One file of NDJSON into the records: staged, judged line by line, and written in one piece."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from kinsight.feeds import facts, fates, people, staging, versions
from kinsight.feeds.mapping import FACTS, READINGS, Reading
from kinsight.records.model import TABLES
from kinsight.records.store import Writer


@dataclass(frozen=True)
class Bad:
    """A line that could not be read: `line` counts the lines that are not blank, from 1."""

    line: int
    type: str | None
    ref: str | None
    reason: str
    element: str | None


@dataclass
class Taken:
    """What became of a file's lines. `had` and `bad` name those that were not accepted."""

    taken_in: int = 0
    had: int = 0
    bad: list[Bad] = field(default_factory=list)
    undated: int = 0
    #: Whether it told of people at all, new or not.
    people: bool = False
    unmapped: list[tuple[str, str, str | None, int]] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.taken_in - self.had - len(self.bad)


class Intake:
    """Reads files on one connection of `session.opened`, writing through one writer."""

    def __init__(self, con: duckdb.DuckDBPyConnection, writer: Writer, concepts: set[str]) -> None:
        self.con, self.writer, self.concepts = con, writer, concepts
        con.execute(f"CREATE TEMP TABLE everyone AS {_EVERYONE}")

    def take(self, file: Path, only: str | None, load: int) -> Taken:
        """Append everything a file holds to the record tables (not yet completed). `only`: its one type, when sniffed.

        Raises `staging.Broken`, with nothing appended, when the file cannot be read to its end.
        """
        self.con.execute("SET VARIABLE load = ?::BIGINT", [load])
        fates.start(self.con)
        kinds, lines = staging.read(self.con, file, only)
        taken = Taken(taken_in=lines)
        self._remember(kinds)
        for kind in kinds:
            self._judge(kind)
        self._people(kinds)
        for reading in (reading for reading in FACTS if reading.type in kinds):
            fates.dangling(self.con, reading)
        self._write(kinds, taken)
        return taken

    def _remember(self, kinds: list[str]) -> None:
        """`before`: the versions that the records hold of this file's resources."""
        found = " UNION ALL ".join(_BEFORE.format(kind=kind, after=kind + "0") for kind in kinds)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE before AS {found or _NOTHING}")

    def _judge(self, kind: str) -> None:
        fates.wrong(self.con, kind)
        fates.repeated(self.con, kind)
        fates.relearnt(self.con, kind)

    def _people(self, kinds: list[str]) -> None:
        """`service_of`, `new_person` and `who`: everyone that this file's facts may be about."""
        refs = (
            " UNION ALL ".join(f"SELECT service_ref FROM accepted_{kind}" for kind in kinds)
            or "SELECT 'unknown' AS service_ref"
        )
        self.con.execute(f"""CREATE OR REPLACE TEMP TABLE service_of AS
            SELECT service_ref, key_of(service_ref) AS service FROM (SELECT DISTINCT service_ref FROM ({refs}))""")
        born = people.PATIENT if "Patient" in kinds else "SELECT * FROM records.person WHERE false"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE new_person AS {born}")
        if "RelatedPerson" in kinds:
            self._meet(["RelatedPerson"])
            fates.dangling(self.con, READINGS["RelatedPerson"])
            self.con.execute(f"INSERT INTO new_person {people.RELATED}")
        self._meet([kind for kind in kinds if kind not in ("Organization", "Patient")])
        self.con.execute("INSERT INTO everyone SELECT person, born, sex, nhs_number, known, version FROM new_person")

    def _meet(self, kinds: list[str]) -> None:
        refs = (
            " UNION ALL ".join(f"SELECT about_ref FROM accepted_{kind}" for kind in kinds) or "SELECT '' AS about_ref"
        )
        self.con.execute(_WHO.format(refs=refs))

    def _write(self, kinds: list[str], taken: Taken) -> None:
        versions.settle(self.con, kinds)
        readings = [reading for reading in FACTS if reading.type in kinds]
        for reading in readings:
            facts.prepare(self.con, reading)
        for table, query in self._queries(kinds, readings).items():
            columns = ", ".join(f'"{name}"' for name in TABLES[table].names)
            self.writer.append_query(table, self.con, f"SELECT {columns} FROM ({query})")
        self._count(kinds, readings, taken)

    def _queries(self, kinds: list[str], readings: list[Reading]) -> dict[str, str]:
        """What to append to each table, in an order that a reader would understand."""
        if not kinds:
            return {}
        queries = {"resource": " UNION ALL ".join(_RESOURCE.format(kind=kind) for kind in kinds)}
        queries["supersession"] = "SELECT * FROM settled"
        queries["service"] = self._services(kinds)
        events = [query for reading in readings for query in facts.events(reading)]
        met = [kind for kind in ("Patient", "RelatedPerson") if kind in kinds]
        if met:
            queries["person"] = "SELECT * FROM new_person"
            queries["address"] = " UNION ALL ".join(map(people.address, met))
            events.append(people.patient_events(self.concepts))
        if "RelatedPerson" in met:
            queries["bond"] = people.BOND
        if events:
            queries["event"] = " UNION ALL ".join(f"({query})" for query in events)
        return queries

    def _services(self, kinds: list[str]) -> str:
        named = f"{people.ORGANIZATION}" if "Organization" in kinds else "SELECT * FROM records.service WHERE false"
        return f"""WITH named AS ({named})
            SELECT * FROM named UNION ALL
            SELECT service, service_ref, NULL, 'other', getvariable('load') FROM service_of s
            WHERE service NOT IN (SELECT service FROM records.service) AND service NOT IN (SELECT service FROM named)"""

    def _count(self, kinds: list[str], readings: list[Reading], taken: Taken) -> None:
        rows = self.con.execute(
            "SELECT line, type, ref, reason, element FROM fate WHERE fate = 'quarantined' ORDER BY line"
        )
        taken.bad = [Bad(*row) for row in rows.fetchall()]
        taken.had = self._number("SELECT count(*) FROM fate WHERE fate = 'had'")
        taken.people = bool({"Patient", "RelatedPerson"} & set(kinds))
        for kind in kinds:
            taken.undated += self._number(f"SELECT count(*) FROM accepted_{kind} WHERE NOT dated")
        if readings:
            taken.unmapped = self.con.execute(facts.unmapped(readings)).fetchall()

    def _number(self, query: str) -> int:
        return int(self.con.execute(query).fetchall()[0][0])


#: By the name of the type too, because files of other types can then be left unread.
_BEFORE = """SELECT resource, version, known, sequence, load FROM records.resource
    WHERE ref >= '{kind}/' AND ref < '{after}' AND resource IN (SELECT resource FROM stage_{kind})"""
_NOTHING = "SELECT resource, version, known, sequence, load FROM records.resource WHERE false"

_RESOURCE = (
    "SELECT version, resource, ref, known, sequence, retracted, getvariable('load') AS load FROM accepted_{kind}"
)

#: Everyone that the records tell of. One who is entered in error is still no stranger.
_EVERYONE = """SELECT person, born, sex, nhs_number, known, version FROM records.person
  UNION ALL
  SELECT resource, NULL, NULL, NULL, known, version FROM records.resource WHERE retracted
    AND (ref LIKE 'Patient/%' OR ref LIKE 'RelatedPerson/%')"""

#: Everyone referred to who is known: from the records and from this file; by number where a reference gives only that.
_WHO = """CREATE OR REPLACE TEMP TABLE who AS
WITH about AS (SELECT about_ref, key_of(about_ref) AS person FROM (SELECT DISTINCT about_ref FROM ({refs}))),
everyone AS (FROM everyone UNION ALL SELECT person, born, sex, nhs_number, known, version FROM new_person)
SELECT a.about_ref, e.person, arg_max(e.born, (e.known, e.version)) FILTER (WHERE e.born IS NOT NULL) AS born,
       arg_max(e.sex, (e.known, e.version)) FILTER (WHERE e.sex IS NOT NULL) AS sex
FROM about a JOIN everyone e USING (person) GROUP BY ALL
UNION ALL
SELECT a.about_ref, arg_max(e.person, (e.known, e.version)), arg_max(e.born, (e.known, e.version)),
       arg_max(e.sex, (e.known, e.version))
FROM about a JOIN everyone e ON starts_with(a.about_ref, 'nhs:') AND e.nhs_number = substr(a.about_ref, 5) GROUP BY a.about_ref"""
