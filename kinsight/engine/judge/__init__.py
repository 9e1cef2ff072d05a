"""The judge: spells, what is owed and evidence of families, by compiled functions, named for the algebra (tests/spec/algebra.yaml).

What is named here is imported when it is first used: Numba takes a second to load, and most commands judge nobody.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kinsight.engine.judge.judge_families import Options, Results, judge_all, judge_one
    from kinsight.engine.judge.layout import OWED, SPELL
    from kinsight.engine.judge.scratch import FamilyTooLarge

__all__ = ["OWED", "SPELL", "FamilyTooLarge", "Options", "Results", "judge_all", "judge_one"]

_MODULES = {"OWED": "layout", "SPELL": "layout", "FamilyTooLarge": "scratch"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'judge_families')}"), name)
