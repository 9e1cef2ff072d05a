"""Who sees what: which services alone could see each pattern that holds, and which only the joined record shows."""

from kinsight.engine.judge.layout import JOINED
from kinsight.picture import judged
from kinsight.picture.context import Context
from kinsight.picture.contract import Fragments, WhoSees


def fragments(context: Context) -> Fragments:
    """Of a family that was judged as each service alone sees it too."""
    viewers: dict[int, list[int]] = {}
    for spell in judged.current_spells(context.family.judged, context.as_of):
        if spell.target in context.rules.shown:
            viewers.setdefault(spell.target, []).append(spell.viewer)
    shared, names = judged.shared_targets(context.family.judged), context.rules.names
    in_order = sorted(viewers, key=lambda target: names[target])
    rows = [_who_sees(context, target, viewers[target], target in shared) for target in in_order]
    return {"services": context.services, "rows": rows}


def _who_sees(context: Context, target: int, viewers: list[int], shared: bool) -> WhoSees:
    """`shared`: it rests on what follows from the record, which any service may have known."""
    one = context.knowledge.indicators[context.rules.names[target]]
    joined, alone = JOINED in viewers, sorted(context.naming.of(viewer).ref for viewer in viewers if viewer != JOINED)
    return {
        "indicator": one.indicator,
        "title": one.title,
        "stance": one.stance,
        "joined": joined,
        "alone": alone,
        "only_joined": joined and not alone and not shared,
    }
