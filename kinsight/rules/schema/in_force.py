"""On which days a rule is in force: settings become days, and a day that nobody knows has not come."""

from collections.abc import Mapping
from datetime import date

from kinsight.rules.schema.formats import InForce, LocalSetting, Setting, SettingDay
from kinsight.store.days import ALWAYS, FOREVER, to_day

Days = tuple[int, int]
#: The setting that says from when people here work with what is owed. No rule waits for it.
LIVE_FROM = "live-from"


def days_in_force(force: InForce, given: Mapping[str, date | None]) -> Days:
    """First day, and the first day after; `given` has the day of each setting, None for one not known."""
    return _day(force.from_, given, ALWAYS), _day(force.until, given, FOREVER)


def _day(said: date | SettingDay | None, given: Mapping[str, date | None], otherwise: int) -> int:
    if said is None:
        return otherwise
    found = given.get(said.setting) if isinstance(said, SettingDay) else said
    return FOREVER if found is None else to_day(found)


def given(ours: Mapping[str, Setting], local: Mapping[str, LocalSetting]) -> dict[str, date | None]:
    """The day of each setting: the site's where it says one, else ours."""
    return {name: (local.get(name) or setting).value for name, setting in ours.items()}
