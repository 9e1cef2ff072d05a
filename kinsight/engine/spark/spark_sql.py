"""Our SQL in Spark's words: the very files of the sweep, read by sqlglot as DuckDB's and written as Spark's."""

import sqlglot
from sqlglot import exp

#: What DuckDB is given as macros (see `Duck`), for a session of Spark. Each says what its twin says.
FUNCTIONS = (
    # The last 8 bytes of the digest as a little-endian number: byte by byte from the end, then one bit off.
    "key_of(x STRING) RETURNS BIGINT RETURN shiftrightunsigned("
    "CAST(conv(regexp_replace(reverse(right(md5(x), 16)), '(.)(.)', '$2$1'), 16, -10) AS BIGINT), 1)",
    # Spark would read `2024` as a day; a day has a year, a month and a day of the month, and perhaps a time.
    "iso_day(x STRING) RETURNS INT RETURN unix_date(try_cast(nullif(regexp_extract(x, "
    r"R'^\s*([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\s*$', 1), '')"
    " AS DATE))",
    "day_words(x INT) RETURNS STRING RETURN date_format(date_from_unix_date(x), 'd MMMM yyyy')",
)
#: No key is this number: it stands for "none" where none can be.
_NO_KEY = -(2**63)


def read(sql: str) -> exp.Expression:
    """One statement of ours as a tree with Spark's names."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    for table in list(tree.find_all(exp.Table)):
        _name_flat(table)
    for negation in list(tree.find_all(exp.Not)):
        _never_null(negation.this)
    return tree


def written(tree: exp.Expression) -> str:
    """In Spark's words."""
    return str(tree.sql(dialect="spark", comments=False))


def flat(table: str) -> str:
    """Name of a record table as a view: views of a session have no schema."""
    return f"records_{table}"


def _name_flat(table: exp.Table) -> None:
    if table.db == "records":
        named = exp.TableAlias(this=exp.to_identifier(table.alias or table.name))
        table.replace(exp.Table(this=exp.to_identifier(flat(table.name)), alias=named))


def _never_null(found: exp.Expression) -> None:
    """`key NOT IN (query)`: our keys are never null. Told so, Spark joins by hash; else every machine gets all that the
    query gives."""
    if isinstance(found, exp.In) and found.args.get("query"):
        (one,) = found.args["query"].this.selects
        one.replace(_or_none(one))
        found.set("this", _or_none(found.this))


def _or_none(key: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=key.unalias().copy(), expressions=[exp.Literal.number(_NO_KEY)])
