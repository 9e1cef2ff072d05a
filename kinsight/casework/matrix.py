"""Who may open which page: one table. An address without a row is refused to everyone, and fails the tests."""

from dataclasses import dataclass
from enum import Enum

from kinsight.casework.models.staff import Role

EVERYONE = frozenset(Role.values)
#: Roles that look after children and act on what is owed. A manager sees the caseload of the service.
CLINICAL = EVERYONE - {Role.RECEPTION.value, Role.COMMISSIONER.value}
DESK = frozenset({Role.RECEPTION.value})
AUDITORS = frozenset({Role.DESIGNATED.value})
#: Who hands on what belongs to nobody.
LEADS = frozenset({Role.NAMED.value, Role.DESIGNATED.value})
#: Who talks over with others what they decided.
SUPERVISORS = LEADS | {Role.MANAGER.value}
#: Who counts what was never answered. A commissioner sees no small number.
COUNTERS = SUPERVISORS | {Role.COMMISSIONER.value}


class Scope(Enum):
    """How far a page reaches."""

    PUBLIC = "no signing in"
    ACCOUNT = "any account, a role or not"
    NO_CHILD = "no child"
    CASELOAD = "children on the caseload, or for whom the glass was broken"
    OUTSIDE = "a child outside the caseload: only to ask why"


@dataclass(frozen=True)
class Row:
    """Which roles may open the page, and which children it may show them."""

    scope: Scope
    roles: frozenset[str] = EVERYONE


PUBLIC, ACCOUNT, PRACTICE = Row(Scope.PUBLIC), Row(Scope.ACCOUNT), Row(Scope.NO_CHILD)
CARE = Row(Scope.CASELOAD, CLINICAL)
AUDIT = Row(Scope.NO_CHILD, AUDITORS)

#: By the name of the address.
MATRIX: dict[str, Row] = {
    "healthz": PUBLIC,
    "design": PUBLIC,
    "design-script": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": ACCOUNT,
    "account_inactive": PUBLIC,
    "account_reauthenticate": ACCOUNT,
    "account_change_password": ACCOUNT,
    "mfa_index": ACCOUNT,
    "mfa_authenticate": PUBLIC,  # between the password and the second factor nobody is signed in yet
    "mfa_reauthenticate": ACCOUNT,
    "mfa_activate_totp": ACCOUNT,
    "mfa_deactivate_totp": ACCOUNT,
    "mfa_view_recovery_codes": ACCOUNT,
    "mfa_generate_recovery_codes": ACCOUNT,
    "openid_connect_login": PUBLIC,
    "openid_connect_callback": PUBLIC,
    "socialaccount_login_cancelled": PUBLIC,
    "socialaccount_login_error": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "account": ACCOUNT,
    "sessions": ACCOUNT,
    "work": Row(Scope.CASELOAD),
    "looked": CARE,
    "nobody": Row(Scope.CASELOAD, LEADS),
    "decisions": Row(Scope.CASELOAD, SUPERVISORS),
    "decision-review": Row(Scope.CASELOAD, SUPERVISORS),
    "never-answered": Row(Scope.NO_CHILD, COUNTERS),
    "find": Row(Scope.CASELOAD, CLINICAL | DESK),
    "child": CARE,
    "child-codes": CARE,
    "belongs": CARE,  # only of the own caseload: not of a child opened for a reason
    "open": Row(Scope.OUTSIDE, CLINICAL),
    "reception": Row(Scope.CASELOAD, CLINICAL | DESK),
    "record": Row(Scope.CASELOAD, CLINICAL | DESK),  # the desk: only what the desk owes
    "visit": CARE,
    "decide": CARE,
    "happened": Row(Scope.CASELOAD, CLINICAL | DESK),  # the desk: appointments and arrangements
    "happened-answer": Row(Scope.CASELOAD, CLINICAL | DESK),  # what follows, for the one who recorded it
    "recorded-list": Row(Scope.CASELOAD, CLINICAL | DESK),  # one's own; the lead sees everyone's
    "recorded-in-error-form": Row(Scope.CASELOAD, CLINICAL | DESK),  # for its author and the lead
    "knowledge": PRACTICE,
    "knowledge-pages": PRACTICE,
    "knowledge-catalogue": PRACTICE,
    "knowledge-wording": PRACTICE,
    "knowledge-unreviewed": PRACTICE,
    "knowledge-role": PRACTICE,
    "knowledge-item": PRACTICE,
    "knowledge-any": PRACTICE,
    "audit": AUDIT,
    "review": AUDIT,
}


def allows(name: str | None, role: str) -> bool:
    """Whether this role may open the page of this name at all; which children it then sees is `access`'s matter."""
    row = MATRIX.get(name or "")
    return row is not None and role in row.roles
