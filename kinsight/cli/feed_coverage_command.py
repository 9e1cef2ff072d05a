"""The command that says what can be recognised, and what can be met, from a kind of feed."""

from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.rules.checks.feed_coverage import FeedCoverage, Share, coverage_by_feed

_HELP = (
    "Kind of feed: gp, community, maternity, emergency, mental-health or all. Give it again to take several together."
)
#: What the shares are of, in the order in which they are said.
_OF = {"concepts": "concepts", "patterns": "shown patterns", "expectations": "expectations"}
_CAN = {"concepts": "can be supplied", "patterns": "can hold", "expectations": "can be met"}


def add(app: typer.Typer) -> None:
    """Add the command, under the name by which people know it, to the commands about knowledge."""
    app.command("reach")(feed_coverage)


def feed_coverage(
    feed: Annotated[list[str], typer.Option("--feed", help=_HELP)],
    root: Annotated[
        Path | None, typer.Option("--root", help="Folder of knowledge. Default: the one that ships.")
    ] = None,
    codelists: say.Codelists = None,
    json: say.AsJson = False,
) -> None:
    """Say which concepts, shown patterns and expectations a kind of feed can supply, and what the others lack."""
    knowledge = say.load_knowledge(root, codelists)
    if unknown := [name for name in feed if name not in knowledge.feeds]:
        say.stop(f"no kind of feed is called {unknown[0]!r}; there are: {', '.join(knowledge.feeds)}", say.USE)
    coverage = coverage_by_feed(knowledge, feed)
    if json:
        return say.as_json(coverage)
    for name in ("patterns", "expectations"):
        _list(name, coverage[name])
    _say_shares(coverage)


def _list(name: str, share: Share) -> None:
    rows = [(item, ", ".join(lacks)) for item, lacks in sorted(share["cannot"].items())]
    say.table(f"{_OF[name].capitalize()} that no such feed supplies", ("id", "concepts it lacks"), rows)


def _say_shares(coverage: FeedCoverage) -> None:
    say.headed("From", ", ".join(coverage["feeds"]))
    for name, words in _OF.items():
        share: Share = coverage[name]  # type: ignore[literal-required]  # the names are the keys of the shares
        say.headed(f"{share['can']} of {share['of']} {words}", f"{_CAN[name]} ({_per_cent(share)} %)", highlight=False)


def _per_cent(share: Share) -> int:
    return share["can"] * 100 // max(share["of"], 1)
