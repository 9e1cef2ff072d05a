"""The commands about knowledge print what the knowledge says, every word of it."""

from typer.testing import CliRunner

from kinsight.cli.knowledge_commands import app


def test_a_group_within_a_rule_is_printed_and_not_taken_for_markup() -> None:
    shown = CliRunner().invoke(app, ["show", "discharged-from-camhs-with-much-unresolved"])
    assert shown.exit_code == 0
    said = " ".join(shown.output.split())
    assert "[any of these about the child: discharged from CAMHS (within 3 months); CAMHS proposes to discharge" in said
