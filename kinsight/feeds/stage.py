"""The first reading of a file: one row a line, already in our keys and days, with what is wrong with it if anything.

Everything is one SELECT made from the mapping, so that a file of millions of lines never meets a Python loop.
"""

from collections.abc import Iterable, Mapping

from kinsight.feeds import attendance, elements
from kinsight.feeds.mapping import (
    ALLEGED,
    DERIVED,
    ENDED,
    NHS_NUMBER,
    NUMERIC,
    OTHERWISE,
    REFUTED,
    RETRACTED,
    STATED,
    VOID,
    Reading,
    head,
)
from kinsight.records.days import parse

EARLIEST, LATEST = parse("1880-01-01"), parse("2200-01-01")


def select(reading: Reading, source: str, line: str | None) -> str:
    """SELECT of the stage columns of one type from `source` (a relation with its elements as columns).

    `line` is an expression of the line number, or None where the row number of the stage will be it. `$received` (a day)
    and `$service` (the service to assume) are left as parameters of the session: variables of the same names.
    """
    dates = _dates(reading)
    inner = ", ".join([*_base(reading), *(f"day_of({text(path)}) AS d{n}" for n, path in enumerate(dates))])
    columns = {**({"line": line} if line else {}), **_columns(reading, dates)}
    outer = ", ".join(f'{what} AS "{name}"' for name, what in columns.items() if what not in _CONSTANT)
    return f"SELECT {outer} FROM (SELECT *, {inner} FROM {source})"


def constants(reading: Reading) -> str:
    """The columns that are the same for every line of a type: they cost nothing where they are not stored."""
    columns = _columns(reading, _dates(reading))
    return "".join(f', {what} AS "{name}"' for name, what in columns.items() if what in _CONSTANT)


def text(path: str) -> str:
    """SQL expression of the text at a path that has no list in it."""
    if path.startswith("meta."):
        return path
    name, _, rest = path.partition(".")
    return f"({_quoted(name)}->>'$.{rest}')" if rest else _quoted(name)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _dates(reading: Reading) -> list[str]:
    found = [*reading.on, *reading.until, *reading.known]
    found += [path for path in ("birthDate", "deceasedDateTime") if path in reading.extra]
    found += ["period.start", "period.end"] if "period" in reading.extra else []
    return list(dict.fromkeys(["meta.lastUpdated", *found]))


def _base(reading: Reading) -> list[str]:
    return [
        f"'{reading.type}/' || id AS ref",
        f"{_about(reading)} AS about_ref",
        f"{_service(reading)} AS service_ref",
        *(f"{_word(element, words)} AS word_{element}" for element, words in reading.states.items()),
    ]


def _word(element: str, words: Mapping[str, str]) -> str:
    """The status as a word: of several codings, the one that we know."""
    it = _quoted(element)
    if element in elements.TEXTS:
        return it
    known = "|".join(word for word in words if word != OTHERWISE)
    several = f"""regexp_extract({it}, '"code":"({known})"', 1)"""
    return f"CASE WHEN contains({it}, '}},{{') THEN {several} ELSE {it}->>'$.coding[0].code' END"


def _about(reading: Reading) -> str:
    if reading.about == "id":
        return f"'{reading.type}/' || id"
    if not reading.about:
        return "''"
    if reading.about.startswith("participant"):
        tries = [f"person_ref(participant->>'$[{n}].actor.reference')" for n in range(3)]
        anyone = """nullif(regexp_extract(participant, '"reference":"(?:[^"]*/)?(Patient/[^"/#?]+)', 1), '')"""
        return f"coalesce({', '.join([*tries, anyone])})"
    it = _quoted(reading.about)
    number = f"""'nhs:' || replace(replace({it}.identifier."value", ' ', ''), '-', '')"""
    return f"CASE WHEN {it}.reference IS NOT NULL THEN person_ref({it}.reference) ELSE {number} END"


def _service(reading: Reading) -> str:
    named = [one for path in reading.service for one in _services(path)]
    return f"coalesce({', '.join([*named, 'source_ref(meta.source)', 'getvariable($$service$$)'])})"


def _services(path: str) -> list[str]:
    name, _, below = path.partition("[]")
    if "[]" not in path:
        return [f"org_ref({_quoted(name)}->>'$.reference')"]
    it = _quoted(name)
    return [
        f"org_ref({it}->>'$[0]{below}.reference')",
        f"CASE WHEN contains({it}, 'Organization/') THEN service_ref({it}) END",
    ]


_CONSTANT = {"false", "NULL::VARCHAR", "NULL::DOUBLE", "NULL::INTEGER", "'stated'"}


def _columns(reading: Reading, dates: list[str]) -> dict[str, str]:
    day = {path: f"d{n}" for n, path in enumerate(dates)}
    known = ", ".join(day[path] for path in ("meta.lastUpdated", *reading.known))
    return {
        "ref": "ref",
        "resource": "key_of(ref)",
        "version": f"key_of(concat({_digest(reading)}))",
        "known": f"coalesce({known}, getvariable('received'))",
        "dated": f"coalesce({known}) IS NOT NULL",
        "sequence": "concat(coalesce(moment(meta.lastUpdated), getvariable('received_on')), '/', counted(meta.versionId))",
        "loose": "meta.lastUpdated IS NULL",
        "retracted": _effect(reading, RETRACTED), "about_ref": "about_ref", "service_ref": "service_ref",
        "problem": _problem(reading, day),
        **_statement(reading, day), **_rest(reading),
    }  # fmt: skip


def _digest(reading: Reading) -> str:
    """All that we read of a resource: a status and a service as the word they come to, the rest as sent."""
    worked_out = {*reading.states, head(reading.about), *map(head, reading.service)} - {"id", *map(head, reading.extra)}
    parts = ["ref", "meta.versionId", "meta.lastUpdated", "about_ref", "service_ref"]
    parts += [f"word_{element}" for element in reading.states]
    return ", '|', ".join([*parts, *elements.texts(reading.names - worked_out)])


def _statement(reading: Reading, day: dict[str, str]) -> dict[str, str]:
    """What a resource of coded facts states: when, how surely, with what value."""
    if not reading.facts:
        return {}
    told = _any(day[path] for path in ("meta.lastUpdated", *reading.known)).replace("NULL)", "getvariable('received'))")
    until = _any(day[path] for path in reading.until)
    stopped = f"nullif(least({until}, {LATEST}), {LATEST})" if reading.until else "NULL::INTEGER"
    return {
        "on": _began(reading, day, told, stopped),
        "until": stopped,
        "over": _effect(reading, ENDED),
        "certainty": _certainty(reading),
        "void": _void(reading),
        "state": _state(reading),
        "value": _any(map(text, reading.values)) if reading.values else _label(reading.context),
        "number": _number(reading),
    }


def _number(reading: Reading) -> str:
    """What a range of a codelist is compared with."""
    found = [text(path) for path in reading.values if path in NUMERIC]
    return f"try_cast({_any(found)} AS DOUBLE)" if found else "NULL::DOUBLE"


def _began(reading: Reading, day: dict[str, str], told: str, stopped: str) -> str:
    """When it began; failing that, when it was recorded, but then never after it stopped."""
    own = [day[path] for path in reading.on if path not in reading.known]
    late = [day[path] for path in reading.on if path in reading.known]
    return f"coalesce({', '.join([*own, f'least({_any([*late, told])}, {stopped})'])})"


def _any(expressions: Iterable[str]) -> str:
    """The first that has something."""
    return f"coalesce({', '.join([*expressions, 'NULL', 'NULL'])})"


def _label(paths: tuple[str, ...]) -> str:
    """The words beside a code or a list of codes, for a person to read."""
    if not paths:
        return "NULL::VARCHAR"
    below = ("[0].text", "[0].coding[0].display", ".text", ".coding[0].display")
    return _any(f"{path}->>'${where}'" for path in paths for where in below) + "::VARCHAR"


def _certainty(reading: Reading) -> str:
    cases = [
        f"WHEN {found} THEN '{word}'" for word in (REFUTED, ALLEGED) if (found := _effect(reading, word, default=False))
    ]
    if "valueBoolean" in reading.values:
        cases.insert(0, "WHEN valueBoolean = 'false' OR is_no(valueCodeableConcept) THEN 'refuted'")
    return f"CASE {' '.join(cases)} ELSE '{STATED}' END" if cases else f"'{STATED}'"


def _void(reading: Reading) -> str:
    found = _effect(reading, VOID)
    return f"({found} OR dataAbsentReason IS NOT NULL)" if "dataAbsentReason" in reading.extra else found


def _state(reading: Reading) -> str:
    first = next(iter(reading.states), "")
    return f"word_{first}" if first else "NULL::VARCHAR"


def _effect(reading: Reading, effect: str, default: bool = True) -> str:
    """SQL condition that a status has this effect; "false" (or nothing, with default=False) when none can."""
    tests = []
    for element, words in reading.states.items():
        if found := [word for word, what in words.items() if what == effect and word != OTHERWISE]:
            tests.append(f"coalesce(word_{element} IN ({_quoted_words(found)}), false)")
        if words.get(OTHERWISE) == effect:
            named = _quoted_words(word for word in words if word != OTHERWISE)
            tests.append(f"coalesce(word_{element} NOT IN ({named}), true)")
    return f"({' OR '.join(tests)})" if tests else "false" if default else ""


def _quoted_words(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _rest(reading: Reading) -> dict[str, str]:
    """The elements that later steps read themselves, as they are: codes, names, addresses, items."""
    names = {head(fact.path) for fact in reading.facts if fact.path != DERIVED}
    if not reading.facts or reading.type == "QuestionnaireResponse":
        names |= set(reading.extra)
    kept = {name: _quoted(name) for name in sorted(names)}
    if "code" in kept:
        kept["code"] = "coalesce(code::VARCHAR, '{}')"
    if DERIVED in {fact.path for fact in reading.facts}:
        kept[DERIVED] = attendance.code_sql()
    if "identifier" in kept:
        kept["nhs"] = _NHS
    return kept


_NHS = f"""regexp_replace(list_filter(listed(identifier), lambda i: i->>'$.system' = '{NHS_NUMBER}')[1]->>'$.value',
    '[ -]', '', 'g')"""


def _problem(reading: Reading, day: dict[str, str]) -> str:
    """The first thing that is wrong: a reason code, and after a space the element that it is about; else NULL.

    Nearly every line is fine, so one plain condition says so before the questions are asked one by one.
    """
    checks = _checks(reading, day)
    asked = " ".join(f"WHEN {test} THEN {_reason(reason)}" for test, reason in checks)
    return f"CASE WHEN {_fine(reading, day)} THEN NULL {asked} END"


def _reason(reason: str | None) -> str:
    return f"'{reason}'" if reason else "concat('other-type ', resourceType)"


def _fine(reading: Reading, day: dict[str, str]) -> str:
    """Condition that nothing is wrong; may miss a fine line, never a wrong one."""
    tests = [f"resourceType = '{reading.type}'", "id <> ''", *(["about_ref IS NOT NULL"] if reading.about else [])]
    tests += [f"({column} IS NULL) = ({text(path)} IS NULL)" for path, column in day.items()]
    days = ", ".join(day.values())
    tests += [
        f"coalesce(least({days}, {EARLIEST}) = {EARLIEST}, true)",
        f"coalesce(greatest({days}, {LATEST}) = {LATEST}, true)",
    ]
    tests += [f"coalesce(NOT ({test}), true)" for test, _ in _orders(reading, day)]
    return f"coalesce({' AND '.join(tests)}, false)"


def _checks(reading: Reading, day: dict[str, str]) -> list[tuple[str, str | None]]:
    checks = [
        ("resourceType IS NULL", "unreadable"),
        (f"resourceType <> '{reading.type}'", None),
        ("id IS NULL OR id = ''", "missing-id"),
    ]
    if reading.about:
        checks.append(("about_ref IS NULL", f"missing-subject {reading.about}"))
    checks += [
        (f"{text(path)} IS NOT NULL AND NOT coalesce({column} >= {EARLIEST} AND {column} < {_latest(path, reading)}, false)",
         f"impossible-date {path}")
        for path, column in day.items()
    ]  # fmt: skip
    return checks + _orders(reading, day)


def _orders(reading: Reading, day: dict[str, str]) -> list[tuple[str, str | None]]:
    """Dates that are possible by themselves and not together."""
    checks = [(_ends_early(reading, day), "impossible-date end-before-start")]
    if "birthDate" in reading.extra:
        checks.append((f"{day['birthDate']} > getvariable('received')", "impossible-date birthDate"))
    if "deceasedDateTime" in reading.extra:
        checks.append((f"{day['deceasedDateTime']} < {day['birthDate']}", "impossible-date deceasedDateTime"))
    return checks


def _latest(path: str, reading: Reading) -> int:
    """An end far in the future is how some systems write "open"; a start there is a mistake."""
    return 2_932_897 if path in reading.until or path == "period.end" else LATEST  # up to the year 9999


def _ends_early(reading: Reading, day: dict[str, str]) -> str:
    """Condition that an end date lies before the start date; recorded dates are no start."""
    if "period" in reading.extra:
        return f"{day['period.end']} < {day['period.start']}"
    own = [day[path] for path in reading.on if path not in reading.known]
    return f"{_any(day[path] for path in reading.until)} < {_any(own)}" if own and reading.until else "false"
