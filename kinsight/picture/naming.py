"""Which services are named to whom: where someone of a family has a restricted record, a service's name may tell where they live."""

from collections.abc import Iterable
from typing import NamedTuple

from kinsight.engine.families.child_family import OF_THE_RECORD, ChildFamily, Service

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
RECORD_ITSELF = Service("kinsight", "From the record itself", "kinsight")


class NamedService(NamedTuple):
    """A service as one reader is shown it."""

    ref: str
    name: str | None
    kind: str
    named: bool


class Naming:
    """Names the services of one family to one reader. `own`: what the reader's services may be called by."""

    def __init__(self, family: ChildFamily, own: Iterable[str]) -> None:
        self._services, self._withheld = family.services, family.restricted
        numbers = family.service_numbers
        self._own = {numbers[ref] for ref in own if ref in numbers}
        self._named: dict[int, NamedService] = {OF_THE_RECORD: NamedService(*RECORD_ITSELF, True)}

    def of(self, number: int) -> NamedService:
        """A service by its number; a number stands in place of a reference, which may say as much as a name."""
        if number not in self._named:
            self._named[number] = self._name(number, self._services[number])
        return self._named[number]

    def _name(self, number: int, service: Service) -> NamedService:
        if not self._withheld or number in self._own:
            return NamedService(*service, True)
        return NamedService(f"not-named/{number}", KINDS.get(service.kind, UNNAMED), service.kind, False)
