"""What becomes of each line that is not simply accepted: already had, or quarantined with a reason."""

from collections.abc import Callable, Iterable

import duckdb
import nhs_number
import pyarrow as pa

from kinsight.ingest.fhir import nhs_numbers, references
from kinsight.ingest.fhir.mapping import AFTER_BIRTH, BEFORE_BIRTH_DAYS, READINGS
from kinsight.ingest.files import servers
from kinsight.ingest.staging import load_tables
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.staging"

HAD, QUARANTINED = "had", "quarantined"
_ABOUT_PEOPLE = {"Patient", "RelatedPerson", "Person"}


class LineOutcomes:
    """The table `line_outcome` of one batch, and the views `accepted_TYPE`: the staged lines that have none.

    Each question is one statement about all the types of a batch: most find nothing, and to plan one costs more than to ask it.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self._decided: set[str] = set()
        self._learnt: set[str] = set()
        self._misnumbered: set[str] = set()
        self._aged: set[str] = set()
        load_tables.make_empty(con, "misnumbered")
        load_tables.make_empty(con, "line_outcome")

    def wrong(self, kinds: list[str]) -> None:
        """Lines that can be seen to be wrong by themselves."""
        for kind in kinds:
            self._show(kind)
        self._add(kinds, lambda kind: statement("wrong", PACKAGE, type=kind))
        for kind in sorted(_ABOUT_PEOPLE & set(kinds)):
            self._wrong_numbers(kind)

    def repeated(self, kinds: list[str]) -> None:
        """Versions that the records hold already, and the second of two equal lines."""
        self._add(kinds, lambda kind: statement("had", PACKAGE, type=kind))
        self._put(kinds, statement("had_in_batch", PACKAGE, lines=_all(kinds, _of_several)))

    def relearnt(self, kinds: list[str]) -> None:
        """A changed resource without `lastUpdated` was learnt when we received it, whenever its first version was written."""
        loose = _all(
            kinds, lambda kind: f"SELECT line, '{kind}' AS type, resource, known FROM accepted_{kind} WHERE loose"
        )
        self.con.execute(f"CREATE OR REPLACE TABLE learnt AS {statement('learnt', PACKAGE, lines=loose)}")
        for (kind,) in self.con.execute("SELECT DISTINCT type FROM learnt").fetchall():
            self._learnt.add(kind)
            self._show(kind)

    def contradicting(self, kinds: list[str]) -> None:
        """People by whose id another person is known: they wait for somebody to say who is meant."""
        people = sorted(_ABOUT_PEOPLE & set(kinds))
        self._add(people, lambda kind: f"SELECT * FROM ({servers.contradicting(kind)})")
        self.con.execute(
            f"INSERT INTO contradicted SELECT key_of(ref) FROM line_outcome WHERE reason = '{servers.ANOTHER}'"
        )

    def about_contradicted(self, kinds: list[str]) -> None:
        """What the same call of `load` says about those people: of whom it is, nobody knows."""
        self._add(
            kinds,
            lambda kind: statement("about_contradicted", PACKAGE, **_about(kind), another=servers.ANOTHER),
        )

    def dangling(self, kinds: list[str]) -> None:
        """Lines about a person whom nobody has described: about several, any of them. One that deletes says nothing of anyone."""
        self._add(kinds, lambda kind: statement("dangling", PACKAGE, **_about(kind)))

    def aged(self, kinds: list[str]) -> None:
        """What began at an age began on the day on which the person, whose birth is known, was that old."""
        for kind in (kind for kind in kinds if READINGS[kind].ages):
            if not self.con.execute(f"SELECT count(age_months) FROM accepted_{kind}").fetchall()[0][0]:
                continue
            query = statement("by_age", PACKAGE, type=kind)
            self.con.execute(f"CREATE OR REPLACE TABLE by_age_{kind} AS {query}")
            self._aged.add(kind)
            self._show(kind)

    def before_birth(self, kinds: list[str]) -> None:
        """Lines whose fact lies before the person's birth by more than a pregnancy; of a body that must be born, by a day."""
        self._add(kinds, _before_birth)

    def _wrong_numbers(self, kind: str) -> None:
        """A number that fails its own check digit joins nobody; the person is kept, and what is said about them."""
        sent = self.con.execute(
            f"SELECT DISTINCT nhs FROM accepted_{kind} WHERE nhs IS NOT NULL AND NOT plainly_right(nhs)"
        ).fetchall()
        if bad := [number for (number,) in sent if not nhs_number.is_valid(number)]:
            self.con.register("incoming", pa.table({"nhs": bad}))
            self.con.execute("INSERT INTO misnumbered SELECT nhs FROM incoming")
            self.con.unregister("incoming")
            self._misnumbered.add(kind)
            self._show(kind)

    def _add(self, kinds: list[str], query: Callable[[str], str]) -> None:
        if kinds:
            self._put(kinds, _all(kinds, query))

    def _put(self, kinds: list[str], query: str) -> None:
        """Add to `line_outcome`, and leave those lines out of what is accepted."""
        if not self.con.execute(f"INSERT INTO line_outcome {query}").fetchall()[0][0]:
            return
        decided = {kind for (kind,) in self.con.execute("SELECT DISTINCT type FROM line_outcome").fetchall()}
        for kind in kinds:
            if kind in decided - self._decided:
                self._decided.add(kind)
                self._show(kind)

    def _show(self, kind: str) -> None:
        source = f"staged_{kind}"
        if kind in self._learnt:
            source = f"({statement('known_when_received', PACKAGE, lines=source)})"
        if kind in self._misnumbered:
            wrong = nhs_numbers.WRONG_DIGIT
            source = f"({statement('rightly_numbered', PACKAGE, lines=source, wrong_digit=wrong)})"
        if kind in self._aged:
            source = f"({statement('begun_at_age', PACKAGE, lines=source, type=kind)})"
        but = "ANTI JOIN line_outcome USING (line)" if kind in self._decided else ""
        self.con.execute(f"CREATE OR REPLACE VIEW accepted_{kind} AS SELECT * FROM {source} {but}")


def _all(kinds: Iterable[str], query: Callable[[str], str]) -> str:
    return " UNION ALL ".join(map(query, kinds))


def _of_several(kind: str) -> str:
    """SELECT of the accepted lines of a type of whose resource there are several versions."""
    return f"SELECT line, '{kind}' AS type, ref, version FROM accepted_{kind} SEMI JOIN several USING (resource)"


def _about(kind: str) -> dict[str, str]:
    """The lines of a type, one row a person that they are about, and the element that names whom."""
    return {"type": kind, "lines": references.each(kind), "element": READINGS[kind].about}


def _before_birth(kind: str) -> str:
    parts = _about(kind) | {"element": READINGS[kind].on[0]}
    return statement("before_birth", PACKAGE, **parts, days=0 if kind in AFTER_BIRTH else BEFORE_BIRTH_DAYS)
