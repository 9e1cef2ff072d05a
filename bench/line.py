"""A synthetic district down the whole line: written, loaded, swept, and one child's picture at a time."""

import random
import shutil
import statistics
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import cold as fresh
from bench import floor
from bench.measure import Job, Took, both, in_turn, once, quantile, ratios, scaled, spread, take, wall
from kinsight.ingest.load import load
from kinsight.picture import page_data, source
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.outcome import Swept
from kinsight.sweep.published import Sweep
from kinsight.sweep.run import bring_up
from kinsight.synthetic import district

END = date(2026, 11, 1)
AS_OF = to_day(END)
#: What was measured, in words, and how it came out.
Figures = dict[str, Any]


@dataclass
class Line:
    """One district's way, with its figures and what each of them means."""

    folder: Path
    known: Knowledge
    children: int

    @property
    def feed(self) -> Path:
        return self.folder / "feed"

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.folder / "workspace")

    def write(self) -> None:
        district.write(self.feed, self.children, 1, END)

    def loading(self, times: int) -> tuple[dict[str, float], Figures]:
        """Parsing alone and the whole load, in turn, of the same files; the last workspace stays."""
        size = sum(file.stat().st_size for file in self.feed.glob("*.ndjson")) / 1e6
        jobs: dict[str, Job] = {
            "parse": lambda: floor.parse(self.feed),
            "load": self._fresh_load,
            "unasked": lambda: floor.parse_unasked(self.feed),
        }
        took = in_turn(jobs, times)
        share = ratios(took["parse"], took["load"])
        told = {
            "load_parse_ratio": {"what": "DuckDB parsing the same files, every value built ÷ the load", **both(share)},
            "load_unasked_ratio": {"what": "DuckDB finding out itself what the files hold, and parsing them ÷ the load",
                                   **both(ratios(took["unasked"], took["load"]))},
            "load_mb_per_s": {"what": f"{size:.0f} MB of NDJSON", **spread([size / t for t in wall(took["load"])])},
            "load_seconds": both(took["load"]), "parse_seconds": both(took["parse"]),
        }  # fmt: skip
        return {
            "load_parse_ratio": told["load_parse_ratio"]["processor"]["median"],
            "load_seconds": statistics.median(wall(took["load"])),
        }, told

    def _fresh_load(self) -> None:
        shutil.rmtree(self.workspace.root, ignore_errors=True)
        load(self.workspace, [self.feed], self.known, AS_OF)

    def judged(self) -> Swept:
        """Everyone judged by the families that are kept, and the results written."""
        return bring_up(self.workspace, AS_OF, self.known, whole=True)

    def swept(self) -> Sweep:
        """The same, and the results read back in words."""
        return self.judged().everyone()

    def sweeping(self, times: int, load_seconds: float) -> tuple[dict[str, float], Figures, Sweep]:
        """The first joins the families."""
        found: list[Sweep] = []
        first = once(lambda: found.append(self.swept()))
        took = take(self.swept, times, warm=False)
        whole = [found[0].children / (load_seconds + first.wall) for _ in took]
        speed = [found[0].children / t for t in wall(took)]
        told = {
            "sweep_children_per_s": {"what": "families to spells, owed and roster in words, all children", **spread(speed)},
            "feed_to_picture_children_per_s": {"what": "files loaded, families joined, all swept", "median": whole[0]},
            "sweep_seconds": both(took), "first_sweep_seconds": both([first]), "spells": found[0].spells.num_rows,
            "owed": found[0].owed.num_rows, "only_joined": found[0].only_joined,
        }  # fmt: skip
        return (
            {"sweep_children_per_s": statistics.median(speed), "feed_to_picture_children_per_s": whole[0]},
            told,
            found[0],
        )

    def pictures(self, refs: list[str], times: int) -> tuple[dict[str, float], Figures]:
        """One child at a time, in process, warm: read and judged, and all that a page says; each child so many times."""
        read = [self._read(ref) for _ in range(times) for ref in refs]
        shown = [self._shown(ref) for _ in range(times) for ref in refs]
        imports, cold = fresh.cold(self.workspace.root, refs[0], AS_OF, 5)
        told = {
            "read_ms": {"what": f"{len(refs)} children's families read and judged, one after another", **both(read)},
            "page_ms": {"what": "all that the page of each says", **both(shown)},
            "page_ms_p99": {name: {"median": quantile([getattr(one, name) for one in shown], 0.99)} for name in Took._fields},
            "cold_ms": {"what": "a picture in a new process, its imports done", **both(cold)},
            "cold_imports_ms": {"what": "those imports", **both(imports)},
        }  # fmt: skip
        return {
            "picture_ms_p50": told["page_ms"]["wall"]["median"],
            "picture_ms_p99": told["page_ms_p99"]["wall"]["median"],
            "picture_ms_cold": told["cold_ms"]["wall"]["median"],
        }, {"picture": told}

    def some(self, found: Sweep, many: int) -> list[str]:
        """References of so many of the children, the same in every run."""
        return random.Random(1).sample(found.roster["child_ref"].to_pylist(), min(many, found.children))

    def _read(self, ref: str) -> Took:
        """Milliseconds to read one child's family and judge it, also as each service sees it."""
        return _milliseconds(lambda: source.read(self.workspace, ref, AS_OF, self.known, views=True))

    def _shown(self, ref: str) -> Took:
        """Milliseconds of all that one child's page says."""
        return _milliseconds(lambda: page_data(self.workspace, ref, AS_OF, self.known))


def _milliseconds(job: Job) -> Took:
    return scaled([once(job)], 1000)[0]
