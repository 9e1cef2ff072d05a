"""What a practitioner is asked to find out: of whom, at which ages of the child, by which facts it is answered, and in which words."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kinsight.rules.schema.grammar import Strict, Text, Word
from kinsight.rules.schema.sentences import Places

#: An age of the child as the page says ages: in whole months or years, from birthday to birthday.
CalendarAge = Annotated[str, Field(pattern=r"^\d+[my]$")]
#: `{when}`: the day of a fact, and which service recorded it.
Words = Annotated[str, Places("when")]
ENQUIRIES = Literal["asked", "denied", "disclosed"]
#: With whom it can be found out or done: with the family, face to face; with other professionals; alone, in the record.
CONTACTS = Literal["visit", "colleagues", "record"]
VISIT: CONTACTS = "visit"


class Shown(Strict):
    """At which ages of the child a question stands on the page: at any, when left out."""

    before_birth: bool = True
    from_age: CalendarAge = "0m"
    until_age: CalendarAge | None = None
    """The first age at which it is no longer shown."""


class Beside(Strict):
    """A fact, by any of its concepts, and how it is said."""

    concepts: list[Word] = Field(min_length=1)
    says: Words


class Answer(Strict):
    """What answers a question: a fact of one of these concepts, or one by which somebody was asked, or what the record itself says."""

    concepts: list[Word] = Field(default=[])
    enquiry: ENQUIRIES | None = None
    """In place of concepts: every concept of `concepts.yaml` with this `enquiry`."""
    says: Words
    recorded: bool | None = None
    """What the child's own record says of `record`, which answers without a fact."""
    recorded_says: str = ""
    """How it is said where there is no fact."""
    alone: bool = False
    """Nothing of `beside` is said with it."""
    nothing_beside: str = ""
    """What is said where nothing of `beside` is recorded."""


class Unsafe(Strict):
    """Who could not be asked safely, later than any answer, was not asked: how that is said."""

    says: Words
    before: Annotated[str, Places("day")]
    """How an earlier answer is said beside it."""


def _one_ground(answer: Answer) -> Answer:
    """ValueError where it is not said what answers, or said twice."""
    if bool(answer.concepts) == bool(answer.enquiry):
        raise ValueError("an answer has either `concepts` or `enquiry`")
    return answer


class OnPage(Strict):
    """How a question stands under *Asked and not asked* on a child's page."""

    of: Literal["child", "adults", "may-be-harmed", "family"]
    """Who is asked: the child; every adult who looks after the child; who may be harmed by abuse, and never who may cause it; or
    the family as one."""
    shown: Shown = Shown()
    answered: Literal["asked", "recorded"]
    """Whether an answer shows that somebody was asked, or that it is on record."""
    open: Literal["not-asked", "not-recorded"]
    """How it stands without an answer: nobody asking is never a no."""
    by: Literal["newest", "order"] = "newest"
    """Which answer is said: of the newest day, in the order written; or the first written that there is, whatever its day."""
    answers: list[Annotated[Answer, AfterValidator(_one_ground)]] = Field(min_length=1)
    unsafe: Unsafe | None = None
    record: Literal["interpreter"] | None = None
    """The field of the child's own record that `recorded` of an answer is compared with."""
    beside: list[Beside] = Field(default=[])
    """Facts that answer nothing, and are said beside the answer or in its place."""


class Question(Strict):
    """One thing that a practitioner finds out or does, whatever the reasons for which it is owed: expectations name it by `asks`."""

    question: Word
    title: Text
    note: str = ""
    """What whoever asks must bear in mind."""
    at: CONTACTS
    """The contact at which it can be answered: what is owed to a family is put together by it."""
    recorded_as: list[Word] = Field(min_length=1)
    """The concepts by which an answer is recorded, the usual one first. Each meets everything that is owed and asks this."""
    assessment: Word | None = None
    """The assessment that asks it in full."""
    always: bool = False
    """At such a contact it is asked whether or not it is owed."""
    sensitive: bool = False
    """The question itself is about abuse: its answers are marked so, and a blank form does not print it."""
    on_page: OnPage | None = None
