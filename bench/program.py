"""The program that is timed: the compiled judge on the tables of a database, from reading them to writing what it found."""

from kinsight.engine.database import Database
from kinsight.engine.rules import Rules
from kinsight.practice.knowledge import Knowledge
from kinsight.signals.judging import Judge


class Program:
    """Judges `child`, `bond` and `event` of a database by some knowledge; leaves `spell` and `owed`."""

    def __init__(self, db: Database, knowledge: Knowledge, blocks: bool = False) -> None:
        """`blocks`: also spells of the building blocks, which nobody is shown and others find too."""
        self.db, self.blocks, self.judge = db, blocks, Judge(Rules(knowledge))
        self.judge.keep_names(db)

    def run(self, fragments: bool = True) -> None:
        """`fragments`: also as each service alone sees it."""
        self.judge.all(self.db, views=fragments, shown_only=not self.blocks)
