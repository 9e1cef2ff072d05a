"""Whether the site's database and the records agree on what was recorded on the site, in both directions: for `kinsight verify`.

The site's database is read as it is, without bringing it up to date: a look changes nothing.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import psycopg

from kinsight.cli.site_check import SITE
from kinsight.ingest.record_fact import AUTHOR, RECORDED
from kinsight.store.upkeep.damaged_parts import attach
from kinsight.store.upkeep.verify import Finding, Look
from kinsight.web import environment

_QUERY = "SELECT id, delivered_at IS NOT NULL, in_error_at IS NOT NULL, refused FROM casework_recordedfact"
_DELIVER = "run: kinsight deliver, or start the site (kinsight serve): what is missing is sent again"
_REFUSED = "the site shows them to their authors under My work: each is recorded anew as it should be"
_UNKNOWN = "put back the newer backup of the site's database; the records keep the facts, each with its author"


def check(look: Look) -> Iterator[Finding]:
    """Comparing what was recorded on the site. Each fact is in the records, and the site knows each fact it wrote there."""
    if look.findings:
        return  # as for what the tables say of each other: first see to the above
    facts = _facts(look)
    if facts is None:
        return
    attach(look.con, look.sound)
    held = dict(look.con.execute(RECORDED, [AUTHOR]).fetchall())
    missing = sum(delivered and held.get(id_) is not in_error for id_, delivered, in_error, _ in facts)
    waiting = sum(not delivered and not refused for _, delivered, _, refused in facts)
    refused = sum(bool(why) and not in_error for *_, in_error, why in facts)
    unknown = len(held.keys() - {id_ for id_, *_ in facts})
    if missing:
        what = f"{missing} facts recorded on the site are not in the records, or not as recorded"
        yield Finding(SITE, what, _DELIVER, count=missing)
    if refused:
        yield Finding(SITE, f"{refused} facts recorded on the site are refused by the records", _REFUSED, count=refused)
    if unknown:
        what = f"{unknown} facts in the records were recorded on a site, and the site's database does not know them"
        yield Finding("records/event", what, _UNKNOWN, count=unknown)
    if waiting:
        look.notes.append(f"{waiting} facts recorded on the site are on their way to the records.")


def _facts(look: Look) -> list[tuple[str, bool, bool, str]] | None:
    """(id, delivered, in error, why refused) of each fact; None where no site's database is, or none of this version."""
    try:
        rows = _rows(look)
    except (sqlite3.Error, psycopg.Error) as error:
        look.notes.append(
            f"What was recorded on the site was not compared ({type(error).__name__}): start the site once."
        )
        return None
    return (
        rows
        if rows is None
        else [(str(UUID(str(id_))), bool(sent), bool(wrong), why) for id_, sent, wrong, why in rows]
    )


#: The columns of `_QUERY`, as either database gives them.
_Row = tuple[object, object, object, str]


def _rows(look: Look) -> list[_Row] | None:
    """What the site's database says of each recorded fact; None where there is none."""
    database, path = environment.database(look.workspace.root), look.workspace.root / SITE
    if database["ENGINE"].endswith("postgresql"):
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        given = {name: database[key] for name, key in names.items() if database[key]}
        with psycopg.connect(**given, **database["OPTIONS"]) as con:
            return con.execute(_QUERY).fetchall()
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as con:
        return con.execute(_QUERY).fetchall()
