"""The first reading of a file: one row a line, already in our keys and days, with what is wrong with it if anything.

Everything is one SELECT made from the mapping, so that a file of millions of lines never meets a Python loop.
"""

import re
from collections.abc import Mapping

from kinsight.ingest.fhir import attendance, elements, nhs_numbers, organisations, references, restricted
from kinsight.ingest.fhir.mapping import DERIVED, NOTE, NUMERIC, Reading, head
from kinsight.ingest.fhir.paths import any_of, first_reference, listed_words, quoted, text
from kinsight.ingest.fhir.statuses import ALLEGED, ENDED, MISSING, NOW, REFUTED, RETRACTED, STATED, VOID, States
from kinsight.ingest.fhir.yes_no import NO, PERHAPS, UNCLEAR, UNKNOWN
from kinsight.ingest.staging import line_checks
from kinsight.ingest.staging.line_checks import LATEST
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.staging"


def select(reading: Reading, lines: str, line: str | None) -> str:
    """SELECT of the stage columns of one type from `lines` (a relation with its elements as columns).

    `line` is an expression of the line number, or None where the row number of the stage will be it. `$received` (a day)
    and `$service` (the service to assume) are left as parameters of the session: variables of the same names.
    """
    dates = _dates(reading)
    sent = [f"{what} AS {name}" for name, what in _sent(reading, dates).items()]
    days = [f"{_of_day(path, reading)}({column}) AS {_day(column)}" for path, column in dates.items()]
    columns = {**({"line": line} if line else {}), **_columns(reading, dates)}
    made = [f'{what} AS "{name}"' for name, what in columns.items() if what not in _CONSTANT]
    if reading.of_person:
        lines = nhs_numbers.columns(lines)
    read = ", ".join([*_base(reading), *days])
    return statement("stage", PACKAGE, columns=", ".join(made), read=read, sent=", ".join(sent), lines=lines)


def constants(reading: Reading) -> str:
    """The columns that are the same for every line of a type: they cost nothing where they are not stored."""
    columns = _columns(reading, _dates(reading))
    return "".join(f', {what} AS "{name}"' for name, what in columns.items() if what in _CONSTANT)


def _dates(reading: Reading) -> dict[str, str]:
    """Each path of a date, and the column that holds its text once it has been taken out of its JSON."""
    found = [*reading.on, *reading.until, *reading.known]
    found += [path for path in ("birthDate", "deceasedDateTime") if path in reading.extra]
    found += ["period.start", "period.end"] if "period" in reading.extra else []
    paths = dict.fromkeys(["meta.lastUpdated", *found])
    return {path: _column(path) for path in paths}


def _column(path: str) -> str:
    """The column that holds the text of a date."""
    return re.sub(r"\W+", "_", path) if "." in path else quoted(path)


def _of_day(path: str, reading: Reading) -> str:
    """The macro that makes a day of a date: an end, and a death, may be as late as the last day that it names."""
    return "end_of" if path in {*reading.until, "period.end", "deceasedDateTime"} else "day_of"


def _day(column: str) -> str:
    return "day_" + column.strip('"')


def _sent(reading: Reading, dates: Mapping[str, str]) -> dict[str, str]:
    """What is taken out of JSON first, by name: an expression that is written twice is worked out twice."""
    found = {column: text(path) for path, column in dates.items() if "." in path}
    if "[]" in reading.about:
        found["patients"] = references.patients_sql(reading.about)
        found["nobody_takes_part"] = references.declined_sql(reading.about)
    elif reading.about not in ("", "id"):
        it = quoted(reading.about)
        found["number_sent"] = references.number_sql(
            f"{it}.reference", f"{it}.identifier.system", f'{it}.identifier."value"'
        )
    for n, path in enumerate(reading.service):
        found[f"service_{n}"] = first_reference(path, "Organization/")
        found[f"ods_{n}"] = organisations.code_sql(path)
        found[f"within_{n}"] = organisations.contained_sql(path) if "contained" in reading.names else "NULL::VARCHAR"
    return found


def _base(reading: Reading) -> list[str]:
    return [
        f"'{reading.type}/' || id AS ref",
        f"{_about(reading)} AS about_ref",
        f"{_service(reading)} AS service_ref",
        *(f"{_word(element, words)} AS word_{element}" for element, words in reading.states.items()),
        *([f"{_way(reading)} AS way"] if _ways(reading) else []),
        *([f"{_ANSWER} AS answer"] if _answers(reading) else []),
    ]


def _word(element: str, words: Mapping[str, str]) -> str:
    """The status as a word: of several codings, the one that we know; a plain code, as STU3 writes it, is one too."""
    it = quoted(element)
    if element in elements.TEXTS:
        return it
    several = f"""regexp_extract({it}, '"code":"({"|".join(words)})"', 1)"""
    return f"""CASE WHEN contains({it}, '}},{{') THEN {several} WHEN starts_with({it}, '"') THEN {it}->>'$'
        ELSE {it}->>'$.coding[0].code' END"""


def _answers(reading: Reading) -> bool:
    """Whether its values are answers to what its code asks."""
    return "valueBoolean" in reading.values


_ANSWER = f"""coalesce(answer_in_boolean(valueBoolean), answer_in_codes(valueCodeableConcept::VARCHAR),
    answer_in_words(CASE WHEN "_valueString" IS NULL OR NOT contains("_valueString"::VARCHAR, '{NOTE}') THEN valueString END))"""


def _about(reading: Reading) -> str:
    if reading.about == "id":
        return f"'{reading.type}/' || id"
    if not reading.about:
        return "''"
    if "[]" in reading.about:
        return "coalesce(patients[1].ref, 'nhs:' || patients[1].number)"
    return f"coalesce(subject_ref({text(reading.about + '.reference')}), 'nhs:' || number_sent)"


def _service(reading: Reading) -> str:
    named = [f"org_ref(service_{n}), ods_{n}, within_{n}" for n in range(len(reading.service))]
    return f"coalesce({', '.join([*named, 'source_ref(meta.source)', 'getvariable($$service$$)'])})"


_CONSTANT = {"false", "NULL::VARCHAR", "NULL::DOUBLE", "NULL::INTEGER", "'stated'"}


def _columns(reading: Reading, dates: Mapping[str, str]) -> dict[str, str]:
    day = {path: _day(column) for path, column in dates.items()}
    known = ", ".join(day[path] for path in ("meta.lastUpdated", *reading.known))
    return {
        "ref": "ref",
        "resource": "key_of(ref)",
        "version": f"key_of(concat({_digest(reading)}))",
        "known": f"coalesce({known}, getvariable('received'))",
        "dated": f"coalesce({known}) IS NOT NULL",
        "sequence": "concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId))",
        "loose": "meta_lastUpdated IS NULL",
        "retracted": f"({_effect(reading.states, RETRACTED)} OR meta.deleted IS NOT NULL)", **_whom(reading), "service_ref": "service_ref",
        "problem": line_checks.problem(reading, day, dates),
        **_statement(reading, day), **_rest(reading),
    }  # fmt: skip


def _whom(reading: Reading) -> dict[str, str]:
    """Key of the person that a resource is about, and the NHS number beside the reference or instead of it; `patients`: of all."""
    if reading.about in ("", "id"):
        return {}
    if "[]" in reading.about:
        return {"about": "key_of(about_ref)", "about_number": "patients[1].number", "patients": "patients"}
    return {"about": "key_of(about_ref)", "about_number": "number_sent"}


def _digest(reading: Reading) -> str:
    """All that we read of a resource: a status and a service as the word they come to, the rest as sent."""
    worked_out = {*reading.states, head(reading.about), *map(head, reading.service), "contained"}
    worked_out -= {"id", *map(head, reading.extra)}
    later = elements.later(reading.type)
    parts = ["ref", "meta.versionId", "meta_lastUpdated", "about_ref", "service_ref"]
    parts += [f"word_{element}" for element in reading.states if element not in later | elements.AS_SENT]
    parts += elements.texts(reading.names - worked_out - later)
    return ", ".join(
        [
            ", '|', ".join(parts),
            *elements.added(reading.names & later),
            *_whom_added(reading),
            *_restricted_added(reading),
            "'|deleted ' || meta.deleted",
        ]
    )


def _restricted_added(reading: Reading) -> list[str]:
    return [restricted.DIGEST] if reading.of_person else []


def _whom_added(reading: Reading) -> list[str]:
    """The same of a number beside a reference, and of more people than one: nothing where there is none."""
    if reading.about in ("", "id"):
        return []
    if "[]" in reading.about:
        return [
            "CASE WHEN len(patients) > 1 OR patients[1].ref || patients[1].number IS NOT NULL THEN patients::VARCHAR END",
            "CASE WHEN nobody_takes_part THEN '|declined' END",
        ]
    return [f"CASE WHEN {text(reading.about + '.reference')} IS NOT NULL THEN '|number=' || number_sent END"]


def _statement(reading: Reading, day: dict[str, str]) -> dict[str, str]:
    """What a resource of coded facts states: when, how surely, with what value."""
    if not reading.facts:
        return {}
    until = any_of(day[path] for path in reading.until)
    stopped = f"nullif(least({until}, {LATEST}), {LATEST})" if reading.until else "NULL::INTEGER"
    return {
        "on": _began(reading, day, stopped),
        "latest": f"{_began(reading, day, stopped)} + {_span(reading)}",
        **_age(reading, day),
        "until": stopped,
        "over": f"({' OR '.join([_effect(reading.states, ENDED), *_ended_some_day(reading)])})",
        "certainty": _certainty(reading),
        "void": _void(reading),
        "unclear": f"coalesce(answer = '{UNCLEAR}', false)" if _answers(reading) else "false",
        "state": _state(reading),
        "value": any_of(map(_valued, reading.values)) if reading.values else _label(reading.context),
        "number": _number(reading),
    }


def _number(reading: Reading) -> str:
    """What a range of a codelist is compared with."""
    found = [text(path) for path in reading.values if path in NUMERIC]
    if not found:
        return "NULL::DOUBLE"
    # "Less than 5" is no number that a range could be compared with.
    whole = f"{_COMPARED} IS NULL" if QUANTITY in reading.values else "true"
    return f"CASE WHEN {whole} THEN try_cast({any_of(found)} AS DOUBLE) END"


def _valued(path: str) -> str:
    """The value at a path as text, with what makes it less or more than that."""
    return f"coalesce({_COMPARED}, '') || {text(path)}" if path == QUANTITY else text(path)


QUANTITY = "valueQuantity.value"
_COMPARED = f"({quoted(head(QUANTITY))}->>'$.comparator')"


def _began(reading: Reading, day: dict[str, str], stopped: str) -> str:
    """When it began; failing that, a day on which it was so: when it was recorded, or is said to be so, but then never after
    it stopped. NULL when nobody said, or said it in a way that is no day: when it was sent is no day of it."""
    own = [day[path] for path in reading.on if path not in reading.known]
    late = [day[path] for path in reading.on if path in reading.known]
    if reading.type in NOW:
        element, words = NOW[reading.type]
        late.append(f"CASE WHEN word_{element} IN ({listed_words(words.split())}) THEN {day['meta.lastUpdated']} END")
    fallback = f"least({any_of(late)}, {stopped})"
    if vague := [f"{quoted(head(path))} IS NULL" for path in (*reading.ages, *reading.vague)]:
        fallback = f"CASE WHEN {' AND '.join(vague)} THEN {fallback} END"
    return f"coalesce({', '.join([*own, fallback])})"


def _span(reading: Reading) -> str:
    """How many days after the first the last day lies that a date of when it began names."""
    sent = any_of(map(_column, reading.on))
    return f"CASE length({sent}) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0 END"


def _age(reading: Reading, day: dict[str, str]) -> dict[str, str]:
    """How old the person was when it began, in months and days, where no day of it is said."""
    if not reading.ages:
        return {}
    said = any_of(f"{quoted(head(path))}{'->' if '.' in path else '::JSON'}{_below(path)}" for path in reading.ages)
    own = any_of(day[path] for path in reading.on if path not in reading.known)
    made = f"CASE WHEN {own} IS NULL THEN age_of({said}) END"
    return {"age_months": f"({made}).months", "age_days": f"({made}).days"}


def _below(path: str) -> str:
    below = path.partition(".")[2]
    return f"'$.{below}'" if below else ""


def _ended_some_day(reading: Reading) -> list[str]:
    """Conditions that it is over, though no day is said."""
    return [f"{quoted(name)} IS NOT NULL" for name in reading.ended]


def _label(paths: tuple[str, ...]) -> str:
    """The words beside a code or a list of codes, for a person to read."""
    if not paths:
        return "NULL::VARCHAR"
    below = ("[0].text", "[0].coding[0].display", ".text", ".coding[0].display")
    return any_of(f"{path}->>'${where}'" for path in paths for where in below) + "::VARCHAR"


def _certainty(reading: Reading) -> str:
    answers = {REFUTED: NO, ALLEGED: PERHAPS} if _answers(reading) else {}
    cases = [(word, f"answer = '{answer}'") for word, answer in answers.items()]
    cases += [(word, _effect(reading.states, word)) for word in (REFUTED, ALLEGED)]
    cases.sort(key=lambda case: case[0] != REFUTED)
    told = " ".join(f"WHEN {found} THEN '{word}'" for word, found in cases if found != "false")
    return f"CASE {told} ELSE '{STATED}' END" if told else f"'{STATED}'"


def _void(reading: Reading) -> str:
    """Condition that nothing is stated: not done, no value for a reason, or an answer that says nothing we understand. (An
    answer that is a code may be a fact by itself: it is looked at where such facts are laid out.)"""
    found = [_effect(reading.states, VOID)]
    if "dataAbsentReason" in reading.extra:
        found.append("dataAbsentReason IS NOT NULL")
    if _answers(reading):
        found.append(
            f"coalesce(answer = '{UNKNOWN}' OR (answer = '{UNCLEAR}' AND valueCodeableConcept IS NULL), false)"
        )
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def _state(reading: Reading) -> str:
    """The status that a codelist may name: of one that another modifier denies, none."""
    first, *others = reading.states or [""]
    denied = _effect(reading.states, VOID, set(others))
    return (
        f"CASE WHEN NOT {denied} THEN word_{first} END"
        if denied != "false"
        else f"word_{first}"
        if first
        else "NULL::VARCHAR"
    )


def _effect(states: States, effect: str, among: set[str] | None = None) -> str:
    """SQL condition that a status (of these elements; None: of any) has this effect; "false" when none can."""
    tests = []
    for element, words in states.items():
        found = [word for word, what in words.items() if what == effect]
        if found and (among is None or element in among):
            tests.append(f"coalesce(word_{element} IN ({listed_words(found)}), {str(MISSING in found).lower()})")
    return f"({' OR '.join(tests)})" if tests else "false"


def _rest(reading: Reading) -> dict[str, str]:
    """The elements that later steps read themselves, as they are: codes, names, addresses, items."""
    if not reading.facts or reading.layered:
        kept = {name: quoted(name) for name in sorted(reading.extra)}
        more = {"nhs": "nhs", "number_unused": "number_unused", "restricted": restricted.SAID}
        return {**kept, **more} if reading.of_person else kept
    spare = {f"spare_{fact.path}": quoted(fact.path) for fact in reading.facts if fact.spare}
    rest = {name: f"CASE WHEN way IS NULL THEN {quoted(name)} END" for name in lists(reading)}
    return {"sole": _sole(reading), "place": _place(reading), **spare, **rest}


def lists(reading: Reading) -> list[str]:
    """The elements whose codes have to be laid out when a resource has not just one."""
    return sorted({fact.element for fact in reading.main}) if len(reading.main) > 1 or reading.main[0].many else []


def _ways(reading: Reading) -> list[tuple[str, str, str]]:
    """(condition, code, its place) for each way in which a resource states just one fact; the first that holds is it.

    What says what the resource is about needs no condition of its own: without it, it still states something.
    """
    if not reading.facts or reading.layered or reading.main[0].path == DERIVED:
        return []
    ways = []
    if reading.implies and reading.main[0].many:
        it = reading.main[0].element
        ways.append((f"{quoted(it)} IS NULL", "'{}'", f"{it}/1"))
    for fact in (fact for fact in reading.main if not fact.below):
        it, missing = quoted(fact.element), "" if fact.place else "{}"
        tests = [f"{quoted(other)} IS NULL" for other in lists(reading) if other != fact.element]
        tests += [f"only_one({it})"] if fact.many else [] if not fact.place else [f"{it} IS NOT NULL"]
        code = f"coalesce({it}::VARCHAR, '{missing}')" if missing else f"{it}::VARCHAR"
        ways.append((" AND ".join(tests) or "true", code, f"{fact.element}/1" if fact.many else fact.place))
    return ways


def _way(reading: Reading) -> str:
    """Number of the way that holds; NULL when there are several facts to be laid out, or none."""
    return "CASE " + " ".join(f"WHEN {test} THEN {n}" for n, (test, _, _) in enumerate(_ways(reading))) + " END"


def _of_way(reading: Reading, what: list[str]) -> str:
    return f"CASE way {' '.join(f'WHEN {n} THEN {found}' for n, found in enumerate(what))} END"


def _sole(reading: Reading) -> str:
    """The code of a resource that states just one fact, as raw JSON, a list of one as it is; on a second line what it implies."""
    if reading.main[0].path == DERIVED:
        return attendance.code_sql()
    implied = f" || chr(10) || '{reading.implies}'" if reading.implies else ""
    return _of_way(reading, [code + implied for _, code, _ in _ways(reading)])


def _place(reading: Reading) -> str:
    """Where the only fact stands: its identity, the same in every version of the resource."""
    places = [place for _, _, place in _ways(reading)]
    return _of_way(reading, [f"'{place}'" for place in places]) if any(places) else "''"
