"""What each page of the manual needs: the same for the site and for the files that `kinsight knowledge manual` writes."""

from typing import Any

from kinsight.rules.knowledge import Knowledge
from kinsight.web.child import labels
from kinsight.web.manual import lines, shelves

#: The report whose page numbers the briefing prints.
REPORT = "triennial-briefing-2016"
Told = dict[str, Any]


def index(knowledge: Knowledge, asked: str = "") -> Told:
    groups = lines.shelf(knowledge, asked)
    return {
        "groups": groups, "asked": asked, "version": knowledge.version, "shown": sum(len(g.lines) for g in groups),
        "all": len(knowledge.indicators) + len(knowledge.expectations), "sources": knowledge.sources.values(),
        "owners": lines.owners(knowledge), "pathways": shelves.pathways(knowledge), "assessments": shelves.assessments(knowledge),
    }  # fmt: skip


def role(knowledge: Knowledge, key: str) -> Told | None:
    """What a role owes; None when it owes nothing."""
    groups = lines.owed(knowledge, key)
    if not groups:
        return None
    return {"role": labels.owner(key), "groups": groups, "count": sum(len(g.lines) for g in groups),
            "version": knowledge.version}  # fmt: skip


def pages(knowledge: Knowledge) -> Told:
    return {"pages": lines.pages(knowledge, REPORT), "version": knowledge.version}


def catalogue(knowledge: Knowledge) -> Told:
    groups = lines.catalogue(knowledge)
    findings = [one for _, found in groups for one in found]
    return {"groups": groups, "version": knowledge.version, "all": len(findings),
            "covered": sum(bool(one.lines or one.others) for one in findings)}  # fmt: skip


def wording(knowledge: Knowledge) -> Told:
    return {"rules": shelves.wording(knowledge), "version": knowledge.version}
