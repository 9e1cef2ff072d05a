"""Who a fact may be about, as seen from the child: the roles, their short forms and their words."""

#: Every role of the program: "person is ROLE of child".
ROLES = ("self", "mother", "father", "carer", "partner", "sibling", "household")
#: Of someone whose address is the child's and whom nobody has stated to belong to it: no role that a rule names. Facts that are not
#: sensitive count as those of someone in the household do; no other fact does.
SAME_ADDRESS = "same-address"
SHORTHAND: dict[str, tuple[str, ...]] = {
    "anyone": ROLES,
    "child": ("self",),
    "parents": ("mother", "father", "carer"),
    "adults": ("mother", "father", "carer", "partner", "household"),
}
WORDS = {
    "self": "the child",
    "mother": "the mother",
    "father": "the father",
    "carer": "a carer",
    "partner": "a parent's partner",
    "sibling": "a brother or sister",
    "household": "someone in the household",
}
#: Several roles that have one plain name, the widest first.
_TOGETHER = (
    (frozenset(ROLES), "anyone around the child"),
    (frozenset(SHORTHAND["adults"]), "any adult around the child"),
    (frozenset(SHORTHAND["parents"]), "a parent or carer"),
    (frozenset(("mother", "father")), "a parent"),
)
#: Pairs of roles that one person never holds towards one child.
_APART = {frozenset(pair) for pair in (("mother", "father"), ("mother", "sibling"), ("father", "sibling"))}

About = str | list[str]


def expand(about: About) -> tuple[str, ...]:
    """The roles of a short form, a role or a list of either, in the order of `ROLES`; ValueError for anything else."""
    named = [about] if isinstance(about, str) else about
    if not named:
        raise ValueError("name at least one role")
    found = {role for name in named for role in _one(name)}
    return tuple(role for role in ROLES if role in found)


def are_all(about: About) -> bool:
    """Whether these are every role; nothing that is no role is."""
    named = [about] if isinstance(about, str) else about
    return {role for name in named for role in SHORTHAND.get(str(name), (name,))} == set(ROLES)


def _one(name: str) -> tuple[str, ...]:
    if name not in ROLES and name not in SHORTHAND:
        raise ValueError(f"{name!r} is not a role: use one of {', '.join((*SHORTHAND, *ROLES))}")
    return SHORTHAND.get(name, (name,))


def may_be_one_person(first: About, second: About) -> bool:
    """Whether a fact about one person could be about both."""
    return any(_together(a, b) for a in expand(first) for b in expand(second))


def _together(first: str, second: str) -> bool:
    if first == second:
        return True
    return "self" not in (first, second) and frozenset((first, second)) not in _APART


def in_words(about: About) -> str:
    """`parents` → `a parent or carer`."""
    left, words = set(expand(about)), []
    for group, name in _TOGETHER:
        if group <= left:
            words.append(name)
            left -= group
    words += [WORDS[role] for role in ROLES if role in left]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
