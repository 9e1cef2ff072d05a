"""Writes docs/feeds.md from the mapping itself, so that what is said is what is done: `python -m kinsight.ingest.mapping_document`."""

from pathlib import Path

from kinsight.ingest.fhir import relationships
from kinsight.ingest.fhir.mapping import READINGS, UNDER_18, Reading
from kinsight.ingest.fhir.statuses import ACTIVITY, STATUSES, States
from kinsight.ingest.fhir.yes_no import CODES, WORDS
from kinsight.ingest.quarantine.reasons import REASONS

_INTRO = """# What each feed becomes

Written from the mapping by `python -m kinsight.ingest.mapping_document`: change the mapping, not this page.

`kinsight load PATH… --workspace W` reads FHIR R4 as NDJSON (plain or `.gz`, one type a file or mixed), Bundles
(transaction, collection, searchset), and tables with a mapping file: CSV (plain or `.gz`) and Parquet. Each file is
taken in whole or not at all. Every line of it is *accepted*, *already had* or *quarantined*, and the three always add
up to what was taken in.

## Dates
- **When it was known** is the day of `meta.lastUpdated`, else the element named below, else the day the feed was
  received (counted and printed).
- **When it happened** is never the day on which a record was sent. An age at onset becomes a day if the birth is known. What is
  called active was so on the day of writing. Anything else without a date is stored without a day, has no concept, is counted and
  printed. What is dated more than a pregnancy before the person's birth, or is an immunisation before birth, is quarantined.
- **An instant** becomes a day by the time zone of the district (`--zone`, or `KINSIGHT_ZONE`; Europe/London by default), whatever
  offset it is written with.
- **A year or a month** alone may be any day of it. A start counts from its first day, an end until its last. A death counts from the
  latest day that it can be. A birth counts as its first day, so such a child is never younger than Kinsight says. Two dates
  contradict each other only if no days in them agree.

## People
- **Who is one person**: records with the same NHS number, or that a service links (*Linked records* below). These numbers join
  nobody: of `use` *old* or *temp*, with a period that is over or has not begun, a placeholder (a repeated digit, such as
  9999999999), and with a wrong check digit. The person is stored all the same, and listed by `kinsight identity`.
- **Records that contradict each other** (another birth date; another sex with another first name; another place in a multiple
  birth) stay apart although they share a number, and a relative belongs to the one that its bond does not contradict. `kinsight identity
  conflicts --workspace W` lists them, the numbers and links that join nobody, and patients without a birth date, who cannot be judged.
- **Whose id it is**: an id belongs to one server. If a person comes with a known id but another NHS number and another birth date,
  that person is quarantined, with all that the load says about them; `--server NAME` gives every id and reference that server's name
  ([ADR 17](adr/0017-whose-id-it-is.md)).
- **Whom it is about**: a relative, absolute or versioned reference, the `urn:uuid` of a Patient who came in another Bundle, a
  contained Patient (`#p`), `Patient?identifier=…`, or an
  identifier alone. If the reference leads nowhere, an NHS number beside it names the person; an identifier of any
  other system never does. If an appointment has several patients, each has the fact. What names nobody is quarantined.
- **A pregnancy**: expected dates within 120 days of each other are of one pregnancy; a new date after an end is of a new one.
- **A restricted record** (`meta.security` R, V, S, REDACTED or LOCIS of a Patient, RelatedPerson or Person) is stored as
  `restricted-record`. While it is believed, no address and no practice of anyone in that family is shown, the address
  joins nobody, and a service
  that has a record of them is named only to its own staff; others read its kind.
  No child is found by the name of a mother whose record it is.
- **What is one place**: the same UPRN (UK Core `AddressKey`), else the same postcode and lines, however they are spaced and capitalised.
  *No fixed abode*, *not known*, a pseudo-postcode (`ZZ99 …`), a hospital, refuge, prison or hostel, and an address of use *temp*
  or type *postal* are places that nobody shares.

## Records
- **Versions**: the same id again with other content is a later version. The earlier one stops being believed on the
  day the later was known, whatever order they arrive in. `entered-in-error` takes every fact of the resource back, and so does a
  deletion by the sender (a `DELETE` in a Bundle).
- **Who recorded it** is the first Organization among the elements named below, else `meta.source`, else `--service`. The Organization
  is the one that a reference leads to, or whose ODS code the reference gives (as identifier or
  `Organization?identifier=…`). A code for which no Organization came stands under its own name until one comes.
  Organizations with one ODS code, on however many servers, are one service in all that is shown and judged.
- **Codes** become concepts by `knowledge/codelists/*.csv` and `urn:kinsight:concept`. A code that is on no list is
  stored, counted and printed. What a kind of service writes, and so which patterns can be found in its feed and which of the things owed
  it can answer, `kinsight knowledge reach --feed gp` says; the kinds are in `knowledge/feeds.yaml`.
- **A value with a comparator** (`<`, `>=` …) is shown with it, and is not compared with the ranges of a codelist.
- **What nothing reads** is counted: after each load, how many lines have an element that no row of the table below names
  (`ignored` in `--json`), which files were not loaded, and which columns a mapping does not name.
"""

_APPOINTMENTS = """## Appointments
FHIR and the NHS data dictionary have no "was not brought". Kinsight works it out from the status, the reason for a
cancellation, the attended code and the child's age on the day. A provider's cancellation never counts as the family's. A patient whose
`participant.status` is *declined* neither came nor was expected.

| for an adult | for a child under 18 |
|---|---|
"""

_CSV = """## Tables: CSV and Parquet
A file `name.csv.yaml` beside `name.csv` (or another, with `--mapping`) says which resources a row becomes, and which column fills
which FHIR path. Parquet is mapped in the same way. [warehouse.md](warehouse.md) has all that a mapping can say, with the tables
of a whole warehouse.
Errors name the row. The tests read this one:

```yaml
{mapping}```

```
{rows}```
"""


def page(example: Path | None = None) -> str:
    """The whole page; `example` is a CSV file that has its mapping beside it."""
    parts = [_INTRO, _types(), _statuses(), _answers(), _APPOINTMENTS + _under_18(), _bonds(), _LINKS, _reasons()]
    return "\n".join(parts + ([_worked(example)] if example else []))


def _types() -> str:
    heads = ("type", "about whom", "facts", "from", "until", "known", "recorded by", "and")
    rows = [_row(_cells(reading)) for reading in READINGS.values()]
    return "\n".join(["## Resources", _row(heads), _row(["---"] * len(heads)), *rows, ""])


def _cells(reading: Reading) -> list[str]:
    facts = [f"{fact.path}{' (spare)' if fact.spare else ''}" for fact in reading.facts]
    lists = (facts, reading.on, reading.until, reading.known, reading.service)
    return [reading.type, reading.about, *(_named(names) for names in lists), reading.says.replace("|", "/")]


_STATUSES = """## Statuses
Every code of a modifier element decides what becomes of the facts of its resource. *stated*: believed. *alleged*: shown with
that word. *refuted* and *void* (not done, not yet, or nobody knows): stored without a concept. *ended*: over, on the day that it
says or was written. *retracted*: every fact is taken back. Codes of STU3, DSTU2 and R5 are read if their meaning is certain.
Any other code, an element that R5 or STU3 names differently (`not-r4`), `implicitRules`, and a
`modifierExtension` in what is read put the resource into quarantine. A Patient who is
not `active` is stored without a practice.
"""


def _statuses() -> str:
    every = {
        **STATUSES,
        "CarePlan": {**STATUSES["CarePlan"], **{f"activity.{path}": words for path, words in ACTIVITY.items()}},
    }
    rows = [_row(cells) for kind, states in every.items() for cells in _effects(kind, states)]
    return "\n".join([_STATUSES, _row(("type", "element", "effect", "codes")), _row(["---"] * 4), *rows, ""])


def _effects(kind: str, states: States) -> list[tuple[str, str, str, str]]:
    return [
        (kind, f"`{element}`", effect, " ".join(word or "(none)" for word, what in words.items() if what == effect))
        for element, words in states.items()
        for effect in dict.fromkeys(words.values())
    ]


_ANSWERS = """## Answers
The value of an Observation, of a component or of an answer on a form says whether what its code asks is true. *no*: the fact is
refuted, and has no concept. *perhaps*: alleged. *unknown*, or absent for a reason: stored without a concept, because not asked is
never no. Any other answer (a code that is on no list, a sentence that denies something) is stored without a
concept, counted and printed. Numbers, quantities and days are values. A text that denies nothing is a description.
"""


def _answers() -> str:
    rows = [
        _row(
            [
                outcome,
                ", ".join(filter(None, words.split("/"))),
                ", ".join(f"{code} ({of})" for code, of in CODES[outcome].items()),
            ]
        )
        for outcome, words in WORDS.items()
    ]
    return "\n".join([_ANSWERS, _row(("it says", "words and lettered codes", "codes")), _row(["---"] * 3), *rows, ""])


def _named(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _under_18() -> str:
    return "\n".join(_row([f"`{adult}`", f"`{child}`"]) for adult, child in UNDER_18.items()) + "\n"


def _bonds() -> str:
    rows = [_row([role, codes.lower()]) for role, codes in relationships.CODES.items()]
    return "\n".join([_RELATIONSHIPS, _row(("role", "HL7 v3 RoleCode")), _row(["---"] * 2), *rows, ""])


_RELATIONSHIPS = """## Relationships
The strongest role among a RelatedPerson's codes counts; one that says step or foster is stronger than any other.
If no code is known, the words are read as a whole phrase: *foster mother* is a carer, *partner of mother* is a parent's partner. An unknown
phrase, such as *friend of mother*, is `other`: no fact about that person reaches the child. `child` and `ward` reverse the bond.
"""


_LINKS = """## Linked records
A link that a service states joins records as a shared NHS number does: both are of one human, over chains and circles, as
long as some believed version states it ([ADR 3](adr/0003-identity-at-the-sweep.md)).

| what | becomes |
|---|---|
| `Patient.link`: *seealso*, *refer* | one human |
| `Patient.link`: *replaced-by*, *replaces* (DSTU2: *replace*) | one human; the replaced record adds only what the others do not say |
| `Person.link`: no assurance, *level3* or *level4* (R4: high and very high confidence) | the Person and all it links are one human |
| `Person.link` of *level1* or *level2*, `Patient.link` of another type | joins nobody, and is listed |
| a link to a record that has not come | joins nobody, is listed, and is believed once it comes |
| a link that names the other by a search, an identifier or a display alone, or a Practitioner | joins nobody, is counted and printed |
| records that contradict each other, as those of one number may | stay apart, and are listed |

`kinsight identity conflicts --workspace W` has the lists.
"""


def _reasons() -> str:
    rows = [_row([f"`{reason}`", text.format(element="the element")]) for reason, text in REASONS.items()]
    lead = "## Quarantine\n`kinsight quarantine list`, `show` and `retry`. Nothing is dropped: the line is stored whole with its reason.\n"
    return "\n".join([lead, _row(("reason", "what to do")), _row(["---"] * 2), *rows, ""])


def _worked(example: Path) -> str:
    mapping = example.with_name(example.name + ".yaml").read_text()
    return _CSV.format(mapping=mapping, rows="".join(example.read_text().splitlines(keepends=True)[:4]))


def main() -> None:
    root = Path(__file__).parents[2]
    (root / "docs" / "feeds.md").write_text(page(root / "tests" / "unit" / "data" / "clinic" / "appointments.csv"))


if __name__ == "__main__":
    main()
