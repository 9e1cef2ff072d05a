"""Which services are named to whom: where someone of a family has a restricted record, a service's name may tell where they live."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

#: service kind → what is said in place of a name.
KINDS = {
    "gp": "a GP practice", "midwifery": "a midwifery service", "health-visiting": "a health visiting service",
    "school-nursing": "a school nursing service", "emergency": "an emergency department", "camhs": "a CAMHS team",
    "adult-mental-health": "an adult mental health service", "substance-misuse": "a substance misuse service",
    "sexual-health": "a sexual health service", "paediatrics": "a paediatric service", "dentistry": "a dental practice",
    "community-nursing": "a community nursing service", "social-care": "children's social care", "education": "a school",
    "police": "the police",
}  # fmt: skip
UNNAMED = "a service that is not named here"
#: What follows from the record itself is of nobody.
_OURS = "kinsight"


@dataclass(frozen=True)
class Naming:
    """Names the services of one family to one reader. `own`: references of the services that stay named, as they are shown;
    `numbers`: of each service, what stands in place of its reference, which may tell as much as its name."""

    withheld: bool
    own: frozenset[str]
    numbers: Mapping[str, int]

    def named(self, ref: str, kind: str) -> bool:
        return not self.withheld or ref in self.own or kind == _OURS

    def ref(self, ref: str, kind: str = "") -> str:
        return ref if self.named(ref, kind) else f"not-named/{self.numbers.get(ref, 0)}"

    def service(self, row: Row) -> Row:
        """A service as it is shown: `service` (its reference), `name`, `kind`, and whether it is `named`."""
        if self.named(row["service"], row["kind"]):
            return {**row, "named": True}
        return {**row, "service": self.ref(row["service"]), "name": KINDS.get(row["kind"], UNNAMED), "named": False}

    def fact(self, row: Row) -> Row:
        """A fact as it is shown: without its service's name, nor the record's reference, which may name a server."""
        if self.named(row["service"], row["service_kind"]):
            return row
        said = KINDS.get(row["service_kind"], UNNAMED)
        return {**row, "service": self.ref(row["service"]), "service_name": said, "ref": ""}
