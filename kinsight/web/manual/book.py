"""What each page of the manual needs: the same for the site and for the files that `kinsight knowledge manual` writes."""

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.manual import item_lists, pathway_pages
from kinsight.web.text import labels

#: The report whose page numbers the briefing prints.
REPORT = "triennial-briefing-2016"
#: What a template of the manual is handed, by name.
Context = dict[str, object]


def index(knowledge: Knowledge, asked: str = "") -> Context:
    """Every rule by group, or those that have all the words `asked` for."""
    groups = item_lists.shelf(knowledge, asked)
    return {
        "groups": groups, "asked": asked, "version": knowledge.version, "shown": sum(len(g.lines) for g in groups),
        "all": len(knowledge.rules()), "sources": knowledge.sources.values(),
        "unreviewed": sum(len(g.lines) for g in item_lists.unreviewed(knowledge)),
        "owners": item_lists.owners(knowledge), "pathways": pathway_pages.pathways(knowledge),
        "assessments": pathway_pages.assessments(knowledge),
    }  # fmt: skip


def role(knowledge: Knowledge, key: str) -> Context | None:
    """What a role owes; None when it owes nothing."""
    groups = item_lists.owed(knowledge, key)
    if not groups:
        return None
    return {
        "role": labels.owner(key),
        "groups": groups,
        "count": sum(len(g.lines) for g in groups),
        "version": knowledge.version,
    }


def pages(knowledge: Knowledge) -> Context:
    """The pages of the report, with what each says and the rules that rest on it."""
    return {"pages": item_lists.pages(knowledge, REPORT), "version": knowledge.version}


def catalogue(knowledge: Knowledge) -> Context:
    """The catalogue by group, with what covers each of its findings."""
    groups = item_lists.catalogue(knowledge)
    findings = [one for _, of_group in groups for one in of_group]
    return {
        "groups": groups,
        "version": knowledge.version,
        "all": len(findings),
        "covered": sum(bool(one.lines or one.others) for one in findings),
    }


def unreviewed(knowledge: Knowledge) -> Context:
    """What no named doctor or nurse has reviewed as it stands."""
    groups = item_lists.unreviewed(knowledge)
    return {
        "groups": groups,
        "count": sum(len(g.lines) for g in groups),
        "version": knowledge.version,
        "all": len(knowledge.rules()),
    }


def wording(knowledge: Knowledge) -> Context:
    """Words that hide a child, and what to say instead."""
    return {"rules": pathway_pages.wording(knowledge), "version": knowledge.version}
