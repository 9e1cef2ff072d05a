"""Knowledge with the place of each part of it: reads the folder into models, and remembers files and lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kinsight.rules.read.documents import Document, Problem, read_csv, read_yaml
from kinsight.rules.schema.assessment import Assessment, code_rows
from kinsight.rules.schema.constants import Constant
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.features import Feature
from kinsight.rules.schema.feed_kinds import FeedKind, UncodedFact
from kinsight.rules.schema.formats import (
    CatalogueItem,
    CodeRow,
    Concept,
    Expectation,
    Indicator,
    LocalSetting,
    Setting,
    Source,
)
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.owner_roles import OwnerRole
from kinsight.rules.schema.pathway import Pathway
from kinsight.rules.schema.proposal_kinds import ProposalKind
from kinsight.rules.schema.questionnaire import Questionnaire
from kinsight.rules.schema.questions import Question
from kinsight.rules.schema.recording import RecordingGroup, RoleRecording
from kinsight.rules.schema.reference_terms import ReferenceTerm, RetiredCode
from kinsight.rules.schema.wording import WordingRule

Model = TypeVar("Model", bound=BaseModel)
#: From a path within an item to its file and line.
Where = Callable[[tuple[Any, ...]], tuple[str, int]]
#: What the name of a codelist that a site brought begins with.
SITE = "site:"
CODELIST_COLUMNS = ("system", "code", "term", "concept", "status", "low", "high", "unit", "document", "seen")
#: What each list file and the files of each folder hold, and the field that names an item. JSON is read as YAML, for its lines.
_LISTS: dict[str, tuple[type[BaseModel], str]] = {
    "sources": (Source, "document"),
    "catalogue": (CatalogueItem, "id"),
    "concepts": (Concept, "concept"),
    "settings": (Setting, "setting"),
    "wording": (WordingRule, "wording"),
    "features": (Feature, "feature"),
    "constants": (Constant, "constant"),
    "feeds": (FeedKind, "feed"),
    "uncoded": (UncodedFact, "concept"),
    "recording": (RecordingGroup, "recording"),
    "recording_by_role": (RoleRecording, "role"),
    "questions": (Question, "question"),
    "owners": (OwnerRole, "owner"),
    "identity": (ProposalKind, "proposal"),
}
#: How a problem names the site's own settings, wherever the file lies.
LOCAL = "settings.local.yaml"
_FOLDERS: dict[str, tuple[tuple[str, ...], type[BaseModel], str]] = {
    "indicators": (
        ("rules/*/indicators/*.y*ml", "rules/*/building-blocks/*.y*ml", "indicators/*.y*ml"),
        Indicator,
        "indicator",
    ),
    "expectations": (("rules/*/expectations/*.y*ml", "expectations/*.y*ml"), Expectation, "expectation"),
    "derivations": (("rules/*/derivations/*.y*ml", "derivations/*.y*ml"), Derivation, "derivation"),
    "assessments": (("assessments/*.y*ml",), Assessment, "assessment"),
    "questionnaires": (("assessments/*.json",), Questionnaire, "id"),
    "pathways": (("pathways/*.y*ml",), Pathway, "pathway"),
}


@dataclass(frozen=True)
class Place:
    """Where one item stands: its document and the path to it within the document."""

    document: Document
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shelf:
    knowledge: Knowledge
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    #: Items whose name an earlier item had already, with their own place.
    repeated: list[tuple[str, str, Place]] = field(default_factory=list)

    def problem(self, kind: str, name: str, what: str, do: str, *path: object, warning: bool = False) -> Problem:
        """A problem at `path` within the item of this kind (`indicators`, `concepts`…) and name."""
        place = self.places[kind, name]
        line = place.document.line(*place.path, *path)
        return Problem(place.document.file, line, what, do, "warning" if warning else "error")


def read(root: Path, local: Path | None = None, site: Path | None = None) -> tuple[Shelf, list[Problem]]:
    """All that can be read below `root`, with a site's settings and folder of codelists, and a problem for each part that
    cannot."""
    for folder, what in ((root, "knowledge"), (site, "codelists")):
        if folder is not None and not folder.is_dir():
            return Shelf(Knowledge("")), [Problem(folder.name, 1, f"there is no such folder of {what}")]
    reader = _Reader(root, local, site)
    return reader.shelf(), reader.problems


class _Reader:
    def __init__(self, root: Path, local: Path | None, site: Path | None) -> None:
        self.root, self.local, self.site = root, local, site
        self.problems: list[Problem] = []
        self.found: dict[str, dict[str, Any]] = {kind: {} for kind in (*_LISTS, *_FOLDERS, "local")}
        self.places: dict[tuple[str, str], Place] = {}
        self.repeated: list[tuple[str, str, Place]] = []
        self.digest = sha256()

    def shelf(self) -> Shelf:
        for kind, (model, name) in _LISTS.items():
            self._list(kind, model, name, [path for path in [self.root / f"{kind}.yaml"] if path.exists()])
        if self.local is not None:
            self._list("local", LocalSetting, "setting", self._there(self.local))
        for kind, (patterns, model, name) in _FOLDERS.items():
            paths = sorted(path for pattern in patterns for path in self.root.glob(pattern))
            for document in self._documents(paths):
                self._item(kind, model, name, document.data, Place(document))
        codelist = self._rows(CodeRow, self.root / "codelists")
        for name, asked in self.found["questionnaires"].items():
            codelist += code_rows(asked, self.places["questionnaires", name].document.file)
        site = self._rows(CodeRow, self.site)
        self.found["reference"] = {row.code: row for row in self._rows(ReferenceTerm, self.root / "reference")}
        self.found["retired"] = {row.code: row for row in self._rows(RetiredCode, self.root / "reference/retired")}
        knowledge = Knowledge(self.digest.hexdigest()[:12], codelist=codelist + site, **self.found)
        return Shelf(knowledge, self.places, self.repeated)

    def _there(self, path: Path) -> list[Path]:
        """A file that a site names must be there: without it the rules would be in force on other days than it wants."""
        if path.is_file():
            return [path]
        self.problems.append(Problem(LOCAL, 1, "KINSIGHT_SETTINGS names no file", "Correct the name, or unset it"))
        return []

    def _named(self, path: Path) -> str:
        if path == self.local:
            return LOCAL
        return f"{SITE}{path.name}" if path.parent == self.site else path.relative_to(self.root).as_posix()

    def _text(self, path: Path) -> tuple[str, str]:
        file = self._named(path)
        body = path.read_bytes()
        self.digest.update(f"{file}\0{len(body)}\0".encode() + body)
        return file, body.decode("utf-8-sig", errors="replace")

    def _documents(self, paths: list[Path]) -> Iterator[Document]:
        for path in paths:
            file, text = self._text(path)
            document, problems = read_yaml(file, text)
            self.problems += problems
            if document.node is not None:
                yield document
            elif not problems:
                self.problems.append(Problem(file, 1, "the file is empty", "Write it, or delete it"))

    def _list(self, kind: str, model: type[BaseModel], name: str, paths: list[Path]) -> None:
        for document in self._documents(paths):
            if not isinstance(document.data, list):
                self.problems.append(Problem(document.file, 1, "is not a list", "Start each item with `- `"))
                continue
            for index, data in enumerate(document.data):
                self._item(kind, model, name, data, Place(document, (index,)))

    def _item(self, kind: str, model: type[BaseModel], name: str, data: Any, place: Place) -> None:
        item = self._shaped(model, data, lambda loc: (place.document.file, place.document.line(*place.path, *loc)))
        if item is None:
            return
        word = str(getattr(item, name))
        if (kind, word) in self.places:
            self.repeated.append((kind, word, place))
            return
        self.found[kind][word] = item
        self.places[kind, word] = place

    def _rows(self, model: type[Model], folder: Path | None) -> list[Model]:
        return [row for path in sorted(folder.glob("*.csv") if folder else []) for row in self._codes(model, path)]

    def _codes(self, model: type[Model], path: Path) -> Iterator[Model]:
        file, text = self._text(path)
        for line, cells in read_csv(text):
            given = {name: value.strip() for name, value in cells.items() if value and value.strip()}
            row = self._shaped(model, {"file": file, "line": line, **given}, partial(_same, (file, line)))
            if row is not None:
                yield row

    def _shaped(self, model: type[Model], data: Any, where: Where) -> Model | None:
        try:
            return model.model_validate(data)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_context=False):
                self.problems.append(Problem(*where(error["loc"]), _said(error), _advice(error)))
            return None


def _same(place: tuple[str, int], _: tuple[Any, ...]) -> tuple[str, int]:
    return place


def _said(error: Any) -> str:
    path = ".".join(str(step) for step in error["loc"] if not str(step).startswith("="))
    return f"{path}: {error['msg'].removeprefix('Value error, ')}" if path else str(error["msg"])


_ADVICE = {
    "extra_forbidden": "There is no such field here: correct its name or take it out",
    "missing": "Add this field",
    "string_pattern_mismatch": "Lengths are written like 5d, 12w, 6m, 18y; names are small words joined by hyphens",
    "string_too_long": "Say it in fewer words",
}


def _advice(error: Any) -> str:
    return _ADVICE.get(error["type"], "See the schema of this file in docs/schemas")
