"""The judge: spells, what is owed and evidence of families, by compiled functions named for the algebra (docs/signals.md)."""

from kinsight.engine.judge.run import Options, Results, judge_all, judge_one
from kinsight.engine.judge.scratch import FamilyTooLarge

__all__ = ["FamilyTooLarge", "Options", "Results", "judge_all", "judge_one"]
