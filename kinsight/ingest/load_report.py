"""What a load did, file by file: every line that was taken in is accepted, already had, or quarantined."""

from dataclasses import dataclass, field


@dataclass
class FileReport:
    file: str
    taken_in: int = 0
    accepted: int = 0
    already_had: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    bytes: int = 0

    def balance(self) -> None:
        """AssertionError when a line was lost or counted twice: a fault of ours, never of the sender."""
        found = self.accepted + self.already_had + self.quarantined
        if found != self.taken_in:
            raise AssertionError(f"{self.file}: {self.taken_in} lines taken in but {found} accounted for")


@dataclass
class LoadReport:
    """`unmapped`: (system, code, term, how often) of facts that no codelist knows. `mended`: lines of earlier loads that
    could be read now. `skipped`: files in a folder that hold no health records.
    `unused_numbers`: people whose NHS number joins them to nobody, by why (`feeds.numbers`). `ignored`: elements that nothing
    reads, and on how many lines (`feeds.ignored`)."""

    files: list[FileReport] = field(default_factory=list)
    unmapped: list[tuple[str, str, str | None, int]] = field(default_factory=list)
    known_from_received: int = 0
    #: Records that name no service that we can follow: by reference to an Organization, or as `meta.source`.
    without_service: int = 0
    #: People who came with an identifier, none of which is an NHS number.
    without_nhs_number: int = 0
    #: Accepted records about an id by which another person is held (`another-person`): whose they are is not sure.
    about_contested: int = 0
    #: Links between people's records that name the other in no way that we can follow, such as a search.
    links_not_followed: int = 0
    answers_not_understood: int = 0
    facts_without_a_day: int = 0
    mended: int = 0
    skipped: list[str] = field(default_factory=list)
    unused_numbers: dict[str, int] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)

    def total(self, column: str) -> int:
        return sum(int(getattr(file, column)) for file in self.files)
