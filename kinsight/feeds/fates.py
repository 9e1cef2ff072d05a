"""What becomes of each line that is not simply accepted: already had, or quarantined with a reason."""

import duckdb
import nhs_number
import pyarrow as pa

from kinsight.feeds.mapping import Reading

HAD, QUARANTINED = "had", "quarantined"
_ABOUT_PEOPLE = {"Patient", "RelatedPerson"}


class Fates:
    """The table `fate` of one batch, and the views `accepted_TYPE`: the staged lines that have no fate."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self._fated: set[str] = set()
        self._learnt: set[str] = set()
        con.execute("""CREATE OR REPLACE TEMP TABLE
            fate(line BIGINT, type VARCHAR, ref VARCHAR, fate VARCHAR, reason VARCHAR, element VARCHAR)""")

    def wrong(self, kind: str) -> None:
        """Lines that can be seen to be wrong by themselves."""
        self._show(kind)
        self._add(
            kind,
            f"""SELECT line, '{kind}', ref, '{QUARANTINED}', split_part(problem, ' ', 1), nullif(split_part(problem, ' ', 2), '')
            FROM staged_{kind} WHERE problem IS NOT NULL""",
        )
        if kind in _ABOUT_PEOPLE:
            self._wrong_numbers(kind)

    def repeated(self, kind: str) -> None:
        """Versions that the records hold already, and the second of two equal lines."""
        self._add(
            kind,
            f"""SELECT line, '{kind}', ref, '{HAD}', NULL, NULL FROM accepted_{kind}
            WHERE version IN (SELECT version FROM before)""",
        )
        self._add(
            kind,
            f"""SELECT line, '{kind}', ref, '{HAD}', NULL, NULL FROM accepted_{kind}
            WHERE version IN (SELECT version FROM accepted_{kind} GROUP BY version HAVING count(*) > 1)
            QUALIFY row_number() OVER (PARTITION BY version ORDER BY line) > 1""",
        )

    def relearnt(self, kind: str) -> None:
        """A changed resource without `lastUpdated` was learnt when we received it, whenever its first version was written."""
        later = self.con.execute(f"""CREATE OR REPLACE TEMP TABLE learnt_{kind} AS
            SELECT line, getvariable('received') AS known FROM accepted_{kind}
            WHERE loose AND known < getvariable('received')
            QUALIFY resource IN (SELECT resource FROM before)
                OR row_number() OVER (PARTITION BY resource ORDER BY line) > 1""").fetchall()
        if later[0][0]:
            self._learnt.add(kind)
            self._show(kind)

    def dangling(self, reading: Reading) -> None:
        """Lines about a person whom nobody has described."""
        self._add(
            reading.type,
            f"""SELECT line, '{reading.type}', ref, '{QUARANTINED}', 'dangling-reference', '{reading.about}'
            FROM accepted_{reading.type} ANTI JOIN who USING (about)""",
        )

    def _wrong_numbers(self, kind: str) -> None:
        sent = self.con.execute(
            f"SELECT DISTINCT nhs FROM accepted_{kind} WHERE nhs IS NOT NULL AND NOT plainly_right(nhs)"
        ).fetchall()
        if bad := [number for (number,) in sent if not nhs_number.is_valid(number)]:
            self.con.register("incoming", pa.table({"nhs": bad}))
            self._add(
                kind,
                f"""SELECT line, '{kind}', ref, '{QUARANTINED}', 'bad-nhs-number', 'identifier'
                FROM accepted_{kind} WHERE nhs IN (SELECT nhs FROM incoming)""",
            )
            self.con.unregister("incoming")

    def _add(self, kind: str, query: str) -> None:
        if self.con.execute(f"INSERT INTO fate {query}").fetchall()[0][0] and kind not in self._fated:
            self._fated.add(kind)
            self._show(kind)

    def _show(self, kind: str) -> None:
        source = f"staged_{kind}"
        if kind in self._learnt:
            source = f"""(SELECT s.* REPLACE (coalesce(l.known, s.known) AS known)
                          FROM staged_{kind} s LEFT JOIN learnt_{kind} l USING (line))"""
        but = "ANTI JOIN fate USING (line)" if kind in self._fated else ""
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW accepted_{kind} AS SELECT * FROM {source} {but}")
