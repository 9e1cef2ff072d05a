"""What can be seen to be wrong with a line by itself, as one SQL expression."""

from collections.abc import Mapping

from kinsight.ingest.fhir import editions, elements
from kinsight.ingest.fhir.mapping import Reading
from kinsight.ingest.fhir.paths import any_of, listed_words, quoted
from kinsight.store.days import parse

EARLIEST, LATEST = parse("1880-01-01"), parse("2200-01-01")


def problem(reading: Reading, day: dict[str, str], sent: Mapping[str, str]) -> str:
    """The first thing that is wrong: a reason code, and after a space the element that it is about; else NULL.

    `day` and `sent`: the columns of each date as a day and as sent. Nearly every line is fine, so one plain condition
    says so before the questions are asked one by one.
    """
    checks = _checks(reading, day, sent)
    asked = " ".join(f"WHEN {test} THEN {_reason(reason)}" for test, reason in checks)
    return f"CASE WHEN {_fine(reading, day, sent)} THEN NULL {asked} END"


def _reason(reason: str | None) -> str:
    return f"'{reason}'" if reason else "concat('other-type ', resourceType)"


def _fine(reading: Reading, day: dict[str, str], sent: Mapping[str, str]) -> str:
    """Condition that nothing is wrong; may miss a fine line, never a wrong one."""
    tests = [f"resourceType = '{reading.type}'", "id <> ''", *(["about_ref IS NOT NULL"] if reading.about else [])]
    tests += [f"({column} IS NULL) = ({sent[path]} IS NULL)" for path, column in day.items()]
    days = ", ".join(day.values())
    tests += [
        f"coalesce(least({days}, {EARLIEST}) = {EARLIEST}, true)",
        f"coalesce(greatest({days}, {LATEST}) = {LATEST}, true)",
    ]
    tests += [f"coalesce(NOT ({test}), true)" for test, _ in _orders(reading, day) + _modifiers(reading)]
    return f"coalesce({' AND '.join(tests)}, false)"


def _checks(reading: Reading, day: dict[str, str], sent: Mapping[str, str]) -> list[tuple[str, str | None]]:
    checks = [
        ("resourceType IS NULL", "unreadable"),
        (f"resourceType <> '{reading.type}'", None),
        ("id IS NULL OR id = ''", "missing-id"),
    ]
    if reading.about:
        checks.append(("about_ref IS NULL AND meta.deleted IS NULL", f"missing-subject {reading.about}"))
    checks += [
        (
            f"{sent[path]} IS NOT NULL AND NOT coalesce({column} >= {EARLIEST} AND {column} < {_latest(path, reading)}, false)",
            f"impossible-date {path}",
        )
        for path, column in day.items()
    ]
    return checks + _orders(reading, day) + _modifiers(reading)


def _modifiers(reading: Reading) -> list[tuple[str, str | None]]:
    """What changes the meaning of a resource in a way that is not understood: never ignored."""
    checks: list[tuple[str, str | None]] = [
        ("modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'", "unknown-modifier modifierExtension"),
        ("implicitRules IS NOT NULL", "unknown-modifier implicitRules"),
    ]
    checks += [
        (f"""contains({quoted(name)}::VARCHAR, '"modifierExtension":')""", f"unknown-modifier {name}.modifierExtension")
        for name in sorted(elements.BACKBONES & reading.names)
    ]
    checks += [
        (
            f"{quoted(name)} IS NOT NULL AND coalesce(word_{name} NOT IN ({listed_words(words)}), true)",
            f"unknown-status {name}",
        )
        for name, words in reading.states.items()
    ]
    checks += [(test, f"not-r4 {element}") for test, element in editions.tests(reading.type, reading.names)]
    return checks + [
        (
            f"NOT list_has_all([{listed_words(words)}], json_extract_string({quoted(fact.element)}, '$[*].{path}'))",
            f"unknown-status {fact.element}.{path}",
        )
        for fact in reading.facts
        for path, words in fact.states.items()
    ]


def _orders(reading: Reading, day: dict[str, str]) -> list[tuple[str, str | None]]:
    """Dates that are possible by themselves and not together."""
    checks: list[tuple[str, str | None]] = [(_ends_early(reading, day), "impossible-date end-before-start")]
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
    return f"{any_of(day[path] for path in reading.until)} < {any_of(own)}" if own and reading.until else "false"
