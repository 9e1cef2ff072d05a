"""The program that is timed: the compiled judge, from tables of a database or families that are kept, to tables of what it found."""

from kinsight.engine import judge
from kinsight.engine.database import Database
from kinsight.engine.families.arrays import from_tables
from kinsight.engine.input_tables import INPUTS
from kinsight.engine.judge.layout import Families
from kinsight.engine.judging import Judge, owed_table, spell_table
from kinsight.engine.rules import Rules
from kinsight.rules.schema.knowledge import Knowledge


class Program:
    """Judges `child`, `bond` and `event` of a database by some knowledge; leaves `spell` and `owed`."""

    def __init__(self, db: Database, knowledge: Knowledge, blocks: bool = False) -> None:
        """`blocks`: also spells of the building blocks, which nobody is shown and others find too."""
        self.db, self.blocks, self.rules = db, blocks, Rules(knowledge)
        Judge(self.rules).keep_names(db)

    def run(self, fragments: bool = True) -> None:
        """`fragments`: also as each service alone sees it."""
        self.judged(self.families(), fragments)

    def families(self) -> Families:
        """The tables read and arranged by family."""
        queries = {name: ", ".join(f'"{column}"' for column in schema.names) for name, schema in INPUTS.items()}
        tables = {name: self.db.arrow(f"SELECT {queries[name]} FROM {name}", schema) for name, schema in INPUTS.items()}
        return from_tables(**tables, concepts=self.rules.concepts)

    def judged(self, families: Families, fragments: bool = True) -> None:
        """Judge families that are kept."""
        (clock,) = self.db.rows("SELECT as_of, horizon FROM clock")
        options = judge.Options(clock["as_of"], clock["horizon"], views=fragments, shown_only=not self.blocks)
        found = judge.judge_all(self.rules.arrays(), families, options)
        self.db.keep("spell", spell_table(found.spells))
        self.db.keep("owed", owed_table(found.owed))
