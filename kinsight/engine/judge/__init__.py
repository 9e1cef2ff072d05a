"""The judge: spells, what is owed and evidence of families, by compiled functions named for the algebra (docs/signals.md)."""

from kinsight.engine.judge.layout import OWED, SPELL
from kinsight.engine.judge.run import Options, Results, judge_all, judge_one
from kinsight.engine.judge.scratch import FamilyTooLarge

__all__ = ["OWED", "SPELL", "FamilyTooLarge", "Options", "Results", "judge_all", "judge_one"]
