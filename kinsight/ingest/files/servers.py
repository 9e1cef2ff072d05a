"""An id is unique on its own server only: what keeps two servers' `Patient/1` apart, by name or by what contradicts (ADR 17)."""

import re
from collections.abc import Iterator
from typing import IO

import orjson

from kinsight.ingest.files import bundle
from kinsight.ingest.files.line_source import Lines, Refused

#: A server's name in every reference: `Patient/1@trust-b`.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_REFERENCE = re.compile(
    rb'("(?:reference|source)":")(?:https?://[^"#?]*/)?([A-Z][A-Za-z]+/[^"/#?]+|urn:uuid:[^"/#?]+)((?:/_history/[^"/]*)?")'
)


def lines_of(server: str) -> Lines:
    """What turns NDJSON into the same lines, every Bundle opened, with every id and reference as that server's own."""

    def renamed(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
        for number, line in bundle.explode_lines(file, refused):
            yield number, _renamed(line, server.encode())

    return renamed


def _renamed(line: bytes, server: bytes) -> bytes:
    """A line that is no resource stays as it is: it will be held as what it is."""
    try:
        resource = orjson.loads(line)
    except orjson.JSONDecodeError:
        return line
    if not isinstance(resource, dict) or not isinstance(resource.get("id"), str) or not resource["id"]:
        return line
    resource["id"] += "@" + server.decode()
    return _REFERENCE.sub(rb"\1\2@" + server + rb"\3", orjson.dumps(resource))


#: The reason for which a line about somebody is held whose id another person has.
ANOTHER = "another-person"

#: Keys of the patients by whose id another person came in an earlier load, who is held still: of whom a line is that names such an
#: id, and came without its Patient, is not sure.
CONTESTED = f"""SELECT DISTINCT key_of(ref) AS person FROM (
    SELECT * FROM records.quarantine WHERE item IN (SELECT item FROM records.quarantine WHERE reason = '{ANOTHER}')
    QUALIFY row_number() OVER (PARTITION BY item ORDER BY load DESC) = 1)
  WHERE state = 'held' AND reason = '{ANOTHER}' AND resource_type = 'Patient'"""

#: Lines of people by whose id another is known already: number and birth date both differ, or, where a number is missing, birth date
#: and sex. One of the two alone is a correction. `{kind}`: Patient or RelatedPerson; needs `several` and `everyone`.
CONTRADICTING = """
WITH sent AS (
  SELECT line, ref, resource AS person, nhs AS nhs_number, day_of("birthDate") AS born, gender AS sex
  FROM accepted_{kind} SEMI JOIN several USING (resource) WHERE NOT retracted
), known AS (
  SELECT person, arg_max(nhs_number, (known, version)) FILTER (WHERE nhs_number IS NOT NULL) AS nhs_number,
    arg_max(born, (known, version)) FILTER (WHERE born IS NOT NULL) AS born,
    arg_max(sex, (known, version)) FILTER (WHERE sex IS NOT NULL) AS sex
  FROM everyone WHERE person IN (SELECT person FROM sent) GROUP BY person
), first AS (
  FROM known UNION ALL
  SELECT person, nhs_number, born, sex FROM sent ANTI JOIN known USING (person)
  QUALIFY row_number() OVER (PARTITION BY person ORDER BY line) = 1
)
SELECT s.line, '{kind}', s.ref, 'quarantined', 'another-person', 'birthDate' FROM sent s JOIN first f USING (person)
WHERE s.born <> f.born AND CASE WHEN s.nhs_number IS NULL OR f.nhs_number IS NULL THEN coalesce(s.sex <> f.sex, false)
  ELSE s.nhs_number <> f.nhs_number END"""
