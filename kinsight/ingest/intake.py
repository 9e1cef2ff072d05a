"""Files of NDJSON into the records: staged, judged line by line, and written in one piece."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from kinsight.ingest.facts import people_rows
from kinsight.ingest.facts.fact_rows import Facts
from kinsight.ingest.fhir import organisations, record_links, references
from kinsight.ingest.fhir.mapping import FACTS, READINGS
from kinsight.ingest.files import servers
from kinsight.ingest.sources import Source
from kinsight.ingest.staging import load_session, load_tables, resource_versions, staged_tables
from kinsight.ingest.staging.line_outcomes import HAD, QUARANTINED, LineOutcomes
from kinsight.ingest.staging.staged_tables import LINE_BITS, LINE_MASK
from kinsight.ingest.table_mapping.mapped_rows import MappedTable
from kinsight.store import connection_pool
from kinsight.store.schema import TABLES
from kinsight.store.sql_files import statement
from kinsight.store.stages import stage
from kinsight.store.workspace import Writer

PACKAGE = "kinsight.ingest"


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
    """What became of one file's lines. `bad` names those that could not be read; `undated`: accepted without a day."""

    taken_in: int = 0
    had: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.taken_in - self.had - len(self.bad)


@dataclass
class Batch:
    """What became of files that were read together. `people`: whether they told of people at all, new or not; `tables`: the
    files that are tables, by place; `unused_numbers`: why people's NHS numbers join nobody (`feeds.numbers`), and how many."""

    files: list[Taken]
    tables: dict[int, MappedTable] = field(default_factory=dict)
    people: bool = False
    undated: int = 0
    no_service: int = 0
    unclear: int = 0
    without_a_day: int = 0
    unmapped: list[tuple[str, str, str | None, int]] = field(default_factory=list)
    unused_numbers: list[tuple[str, int]] = field(default_factory=list)
    no_nhs_number: int = 0
    links_not_followed: int = 0
    about_contested: int = 0
    ignored: Counter[str] = field(default_factory=Counter)


class Intake:
    """Reads files on one connection of `load_session.opened`, writing through one writer."""

    def __init__(self, con: duckdb.DuckDBPyConnection, writer: Writer, concepts: set[str]) -> None:
        self.con, self.writer, self.concepts = con, writer, concepts
        #: Whether somebody has said that whoever comes by a known id is that person, whatever else differs.
        self.believe = False
        con.execute(f"CREATE TABLE everyone AS {statement('everyone', PACKAGE)}")
        load_tables.make_empty(con, "contradicted")
        con.execute(f"CREATE TABLE contested AS {servers.CONTESTED}")

    def take(self, files: list[Source], load: int) -> Batch:
        """Append everything that these files hold to the record tables (not yet completed).

        Each file with its one type as sniffed, or one file of several. The first is load `load`, the next `load + 1` …
        Raises `staged_tables.Broken`, with nothing appended, when a file is not what it seemed or cannot be read to its end.
        """
        self.con.execute("SET VARIABLE load = ?::BIGINT", [load])
        fates = LineOutcomes(self.con)
        with stage("reading files", files=len(files), bytes=sum(file.bytes for file in files)) as counted:
            staged = staged_tables.read(self.con, files)
            counted["lines"] = sum(staged.lines)
        has_people = bool({*people_rows.TYPES} & set(staged.kinds))
        batch = Batch([Taken(lines) for lines in staged.lines], staged.tables, has_people)
        if staged.kinds:
            with stage("making records of lines", types=len(staged.kinds)):
                self._write(staged.kinds, fates, batch, sum(staged.lines) > APART)
        self._count(batch)
        return batch

    def _write(self, kinds: list[str], fates: LineOutcomes, batch: Batch, many: bool) -> None:
        fates.wrong(kinds)
        if changed := resource_versions.several(self.con, kinds):
            fates.repeated(kinds)
            fates.relearnt(kinds)
            if not self.believe:
                fates.contradicting(kinds)
        if self._number("SELECT count(*) FROM contradicted"):
            fates.about_contradicted(_about_somebody(kinds))
        self._people(kinds, fates)
        batch.unused_numbers = self.con.execute(f"{_UNUSED} GROUP BY ALL").fetchall()
        batch.no_nhs_number = sum(
            self._number(_OTHER_NUMBER.format(kind=kind)) for kind in people_rows.TYPES if kind in kinds
        )
        batch.about_contested = self._about_contested(kinds)
        batch.links_not_followed = sum(
            self._number(record_links.NOT_FOLLOWED[kind]) for kind in record_links.TYPES if kind in kinds
        )
        facts = Facts(self.con, [reading for reading in FACTS if reading.type in kinds])
        queries = [
            *self._events(
                kinds, facts, connection_pool.processors(self.con) if many else 1, bool(batch.unused_numbers)
            ),
            *self._queries(kinds, changed),
        ]
        self.writer.append_queries(self.con, [(table, _columns(table, query)) for table, query in queries])
        batch.unmapped, batch.unclear = facts.learnt.unmapped, facts.unclear
        batch.without_a_day = facts.without_a_day()
        undated = " UNION ALL ".join(f"SELECT dated FROM accepted_{kind}" for kind in kinds)
        nameless = " UNION ALL ".join(
            f"SELECT service_ref FROM accepted_{kind}" for kind in kinds if kind != "Organization"
        )
        if nameless:
            batch.no_service = self._number(
                f"SELECT count(*) FROM ({nameless}) WHERE service_ref = '{load_session.NO_SERVICE}'"
            )
        batch.undated = self._number(f"SELECT count(*) FROM ({undated}) WHERE NOT dated")

    def _about_contested(self, kinds: list[str]) -> int:
        """How many lines are about somebody by whose id another person is held."""
        if not self._number("SELECT count(*) FROM contested"):
            return 0
        return sum(
            self._number(
                f"SELECT count(DISTINCT line) FROM {references.each(kind)} WHERE about IN (SELECT person FROM contested)"
            )
            for kind in _about_somebody(kinds)
        )

    def _people(self, kinds: list[str], fates: LineOutcomes) -> None:
        """`service_of`, `new_person` and `who`: everyone that these files' facts may be about."""
        self._service_of(kinds)
        load_tables.make_empty(self.con, "new_person")
        if "Patient" in kinds:
            self.con.execute(f"INSERT INTO new_person {people_rows.PATIENT}")
        if "RelatedPerson" in kinds:
            self._meet(["RelatedPerson"])
            fates.dangling(["RelatedPerson"])
            self.con.execute(f"INSERT INTO new_person {people_rows.RELATED}")
        if "Person" in kinds:
            self.con.execute(f"INSERT INTO new_person {people_rows.PERSON}")
        if about := _about_somebody(kinds):
            self._meet(about)
        facts = [reading.type for reading in FACTS if reading.type in kinds]
        fates.dangling(facts)
        fates.aged(facts)
        fates.before_birth(facts)
        self.con.execute(f"INSERT INTO everyone SELECT {load_tables.columns('everyone')} FROM new_person")

    def _service_of(self, kinds: list[str]) -> None:
        load_tables.make_empty(self.con, "sent_code")
        if "Organization" in kinds:
            self.con.execute(f"INSERT INTO sent_code {organisations.SENT}")
        self.con.execute(f"CREATE OR REPLACE TABLE ods AS {organisations.KNOWN}")
        refs = " UNION ALL ".join(f"SELECT service_ref FROM accepted_{kind}" for kind in kinds)
        query = statement("service_of", PACKAGE, references=refs)
        self.con.execute(f"CREATE OR REPLACE TABLE service_of AS {query}")

    def _meet(self, kinds: list[str]) -> None:
        refs = " UNION ALL ".join(f"SELECT about, about_number FROM {references.each(kind)}" for kind in kinds)
        query = statement("who", PACKAGE, mentioned=refs, columns=load_tables.columns("everyone"))
        self.con.execute(f"CREATE OR REPLACE TABLE who AS {query}")

    def _queries(self, kinds: list[str], changed: bool) -> Iterator[tuple[str, str]]:
        """What to append to each table but that of events."""
        yield "resource", " UNION ALL ".join(statement("resource", PACKAGE, type=kind) for kind in kinds)
        met = [kind for kind in people_rows.TYPES if kind in kinds]
        if met:
            yield "address", " UNION ALL ".join(map(people_rows.address, met))
            yield "person", "SELECT * FROM new_person"
        if "RelatedPerson" in met:
            yield "bond", people_rows.BOND
        if stating := [record_links.LINK[kind] for kind in record_links.TYPES if kind in kinds]:
            yield "link", " UNION ALL ".join(stating)
        if changed:
            yield "supersession", resource_versions.settled(kinds)
        strangers = "SELECT count(*) FROM service_of WHERE service NOT IN (SELECT service FROM records.service)"
        if "Organization" in kinds or self._number(strangers):
            yield "service", self._services(kinds)

    def _events(self, kinds: list[str], facts: Facts, many: int, unused: bool) -> Iterator[tuple[str, str]]:
        """What to append to the table of events, in so many parts, and what no concept names in one of its own: who judges
        passes over that."""
        telling, idle = facts.events()
        if {*people_rows.TYPES} & set(kinds):
            telling.append(people_rows.patient_events(self.concepts))
            idle += [people_rows.NUMBER_UNUSED] if unused else []
            idle += [
                query
                for kind, query in people_rows.PHONES.items()
                if kind in kinds and self._number(f"SELECT count(telecom) FROM accepted_{kind}")
            ]
        for some in (*(telling[nth::many] for nth in range(many)), idle):
            if some:
                yield "event", " UNION ALL ".join(f"({query})" for query in some)

    def _services(self, kinds: list[str]) -> str:
        named = people_rows.ORGANIZATION if "Organization" in kinds else "SELECT * FROM records.service WHERE false"
        return statement("new_service", PACKAGE, named=named, also_known=organisations.ALSO)

    def _count(self, batch: Batch) -> None:
        had = f"SELECT line >> {LINE_BITS}, count(*) FROM line_outcome WHERE outcome = '{HAD}' GROUP BY ALL"
        for file, n in self.con.execute(had).fetchall():
            batch.files[file].had = n
        numbered = {"line_bits": LINE_BITS, "line_mask": LINE_MASK}
        bad = statement("quarantined_line", PACKAGE, **numbered, quarantined=QUARANTINED)
        for file, *row in self.con.execute(bad).fetchall():
            batch.files[file].bad.append(Bad(*row))

    def _number(self, query: str) -> int:
        return int(self.con.execute(query).fetchall()[0][0])


def _about_somebody(kinds: list[str]) -> list[str]:
    """The types whose resources are about a person who has a resource of their own."""
    return [kind for kind in kinds if READINGS[kind].about not in ("", "id")]


#: Lines that are read together from which on the events are written in several parts, side by side.
APART = 100_000

#: People who came with an identifier and without an NHS number, whatever the identifier is.
_OTHER_NUMBER = "SELECT count(*) FROM accepted_{kind} WHERE identifier IS NOT NULL AND nhs IS NULL AND NOT retracted"
_UNUSED = "SELECT number_unused, count(*) FROM new_person WHERE number_unused IS NOT NULL"


def _columns(table: str, query: str) -> str:
    names = ", ".join(f'"{name}"' for name in TABLES[table].names)
    return f"SELECT {names} FROM ({query})"
