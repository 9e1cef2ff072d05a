"""What each field may hold of a person. Every field of every table stands here; a test fails when one does not."""

from enum import Enum


class Privacy(Enum):
    """How a field must be treated when data is exported, scrubbed or answered for."""

    IDENTIFIES = "names or identifies a child"
    ABOUT = "says something of a child or a relative"
    FREE_TEXT = "written by hand: may say anything of anyone"
    STAFF = "says who of the staff did something"
    TRACE = "ties a row to a child or to another row, by a key that means nothing outside"
    WORK = "services, dates of processing, versions and counts: nobody's"


_I, _A, _F, _S, _T, _W = Privacy

#: A hash is of a row's content, and tells nothing without it.
_CHAIN = {"id": _T, "sequence": _W, "previous": _T, "hash": _T}

FIELDS: dict[str, dict[str, Privacy]] = {
    "Service": {"id": _T, "ref": _W, "name": _W, "kind": _W},
    "Child": {
        "id": _T,
        "ref": _I,
        "slug": _T,
        "nhs_number": _I,
        "name": _I,
        "search_name": _I,
        "name_words": _I,
        "mother_words": _I,
        "born": _I,
        "expected": _I,
        "left_on": _A,
        "practice": _A,
        "mother": _T,
        "services": _A,
    },
    "Publication": {
        "id": _T,
        "at": _W,
        "as_of": _W,
        "knowledge_version": _W,
        "whole": _W,
        "children": _W,
        "counts": _W,
        "segment": _W,
    },
    "Pattern": {
        "id": _T,
        "child": _T,
        "view": _A,
        "indicator": _A,
        "since": _A,
        "until": _A,
        "count": _A,
        "knowledge_version": _W,
        "first": _W,
        "withdrawn_on": _A,
    },
    "Owed": {
        "id": _T,
        "child": _T,
        "expectation": _A,
        "owner": _A,
        "family": _T,
        "anchor": _T,
        "trigger": _A,
        "due": _A,
        "met_on": _A,
        "ends": _A,
        "lapses": _A,
        "service": _T,
        "reason": _A,
        "knowledge_version": _W,
        "first": _W,
        "withdrawn_on": _A,
    },
    "Staff": {"id": _T, "user": _S, "role": _S, "services": _S},
    "LastLooked": {"id": _T, "staff": _S, "publication": _S, "on": _S},
    "Draft": {"id": _T, "user": _S, "path": _T, "body": _F, "at": _W},
    "GuessCount": {"key": _T, "failures": _W, "last_at": _W, "blocked_until": _W, "succeeded_at": _W},
    "RecordedFact": {
        "id": _T,
        "child": _T,
        "person_ref": _I,
        "concept": _A,
        "on": _A,
        "known": _A,
        "note": _F,
        "expectation": _A,
        "how_known": _A,
        "tie": _A,
        "tie_from": _A,
        "service_ref": _A,
        "by": _S,
        "recorded_at": _W,
        "delivered_at": _W,
        "shown_at": _W,
        "refused": _W,
        "in_error_at": _W,
        "in_error_on": _A,
        "in_error_why": _F,
        "in_error_by": _S,
    },
    "DecisionReview": {"id": _T, "decision": _T, "outcome": _A, "note": _F, "by": _S, "at": _W},
    "Decision": {
        "id": _T,
        "child": _T,
        "expectation": _A,
        "anchor": _T,
        "trigger": _A,
        "ending": _A,
        "reason": _F,
        "decided_on": _A,
        "review_on": _A,
        "stands": _W,
        "by": _S,
        "at": _W,
    },
    "SubmittedForm": {"id": _T, "by": _S, "token": _T, "result": _T, "at": _W},
    "ChainHead": {"id": _T, "sequence": _W, "hash": _T},
    "Audit": {**_CHAIN, "at": _W, "by": _S, "child": _T, "what": _S, "why": _F, "details": _A},
    "AccessLog": {**_CHAIN, "at": _W, "by": _S, "child": _T, "purpose": _S, "outside": _S, "os_user": _S, "people": _I},
    "BreakGlass": {**_CHAIN, "at": _W, "by": _S, "child": _T, "kind": _S, "reason": _F, "until": _W},
    "BreakGlassReview": {**_CHAIN, "at": _W, "by": _S, "child": _T, "opening": _T, "outcome": _S, "note": _F},
}
