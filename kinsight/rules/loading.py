"""Practice knowledge from its folder: read whole, or refused with everything that is wrong with it."""

from pathlib import Path

from kinsight.rules.checks.all_checks import breaking
from kinsight.rules.read.documents import KnowledgeError
from kinsight.rules.read.knowledge_folder import read
from kinsight.rules.read.knowledge_paths import local_settings, root_of, site_codelists
from kinsight.rules.schema.knowledge import Knowledge


def load(
    root: Path | None = None, codelists: Path | None = None, *, local: Path | None = None, alone: bool = False
) -> Knowledge:
    """The knowledge below `root` with a site's settings and codelists. Raises `KnowledgeError` with all that would make the
    program wrong.

    What only makes it poorer (a missing example, a codelist row without provenance) is left to `all_checks.check`.
    `local` names other settings than the site's; `alone` takes neither settings nor codelists of a site.
    """
    site = None if alone else site_codelists(codelists)
    shelf, problems = read(root_of(root), None if alone else local or local_settings(), site)
    errors = [problem for problem in [*problems, *breaking(shelf)] if problem.severity == "error"]
    if errors:
        raise KnowledgeError(errors)
    return shelf.knowledge
