"""Which contacts were with the child there, though no code says so: finished encounters face to face."""

from kinsight.ingest.fhir.mapping import FACE_TO_FACE, FINISHED, GROWN_UP_DAYS, OWN_SYSTEM, SEEN
from kinsight.ingest.fhir.paths import listed_words
from kinsight.store.sql_files import statement

#: The type of resource that has a class.
ENCOUNTER = "Encounter"


def seen(laid: bool) -> str:
    """SELECT of event rows of encounters; `laid`: whether any states several facts, which are then in a table of their own."""
    codes = f"SELECT version, sole AS text FROM accepted_{ENCOUNTER} WHERE sole IS NOT NULL"
    more = f" UNION ALL SELECT version, text FROM fact_{ENCOUNTER}" if laid else ""
    return statement(
        "seen",
        "kinsight.ingest.facts",
        type=ENCOUNTER,
        codes=codes + more,
        own_system=OWN_SYSTEM,
        concept=SEEN,
        finished=listed_words(FINISHED),
        classes=listed_words(FACE_TO_FACE),
        grown_up=GROWN_UP_DAYS,
    )
