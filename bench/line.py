"""A synthetic district down the whole line: written, loaded, swept, and one child's picture at a time."""

import random
import shutil
import statistics
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench import cold as fresh
from bench import floor
from bench.measure import in_turn, pauses, quantile, ratios, seconds, spread
from kinsight.feeds.load import load
from kinsight.picture import picture
from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import to_day
from kinsight.records.store import Workspace
from kinsight.sweep.published import Sweep
from kinsight.sweep.run import sweep
from kinsight.synthetic import district

END = date(2026, 11, 1)
AS_OF = to_day(END)
#: How often each child's picture is asked for: what a pause of the machine lengthened once is rarely lengthened again.
_ROUNDS = 3
#: What was measured, in words, and how it came out.
Told = dict[str, object]


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

    def loading(self, times: int) -> tuple[dict[str, float], Told]:
        """Parsing alone and the whole load, in turn, of the same files; the last workspace stays."""
        size = sum(file.stat().st_size for file in self.feed.glob("*.ndjson")) / 1e6
        jobs = {
            "parse": lambda: floor.parse(self.feed),
            "load": self._fresh_load,
            "unasked": lambda: floor.parse_unasked(self.feed),
        }
        took = in_turn(jobs, times)
        share, unasked = ratios(took["parse"], took["load"]), ratios(took["unasked"], took["load"])
        told = {
            "load_parse_ratio": {"what": "DuckDB parsing the same files, every value built ÷ the load", **spread(share)},
            "load_unasked_ratio": {"what": "DuckDB finding out itself what the files hold, and parsing them ÷ the load", **spread(unasked)},
            "load_mb_per_s": {"what": f"{size:.0f} MB of NDJSON", **spread([size / t for t in took["load"]])},
            "load_seconds": spread(took["load"]), "parse_seconds": spread(took["parse"]),
        }  # fmt: skip
        return {"load_parse_ratio": statistics.median(share), "load_seconds": statistics.median(took["load"])}, told

    def _fresh_load(self) -> None:
        shutil.rmtree(self.workspace.root, ignore_errors=True)
        load(self.workspace, [self.feed], self.known, AS_OF)

    def sweeping(self, times: int, load_seconds: float) -> tuple[dict[str, float], Told, Sweep]:
        found = sweep(self.workspace, AS_OF, self.known)
        took = seconds(lambda: sweep(self.workspace, AS_OF, self.known), times, warm=False)
        speed, whole = [found.children / t for t in took], [found.children / (load_seconds + t) for t in took]
        told = {
            "sweep_children_per_s": {"what": "records to spells, owed and roster in words, all children", **spread(speed)},
            "feed_to_picture_children_per_s": {"what": "files loaded, then swept with every service's view", **spread(whole)},
            "sweep_seconds": spread(took), "spells": found.spells.num_rows, "owed": found.owed.num_rows,
            "only_joined": found.only_joined,
        }  # fmt: skip
        values = {
            "sweep_children_per_s": statistics.median(speed),
            "feed_to_picture_children_per_s": statistics.median(whole),
        }
        return values, told, found

    def pictures(self, found: Sweep, many: int) -> tuple[dict[str, float], Told]:
        """One child at a time, in process, warm."""
        refs = random.Random(1).sample(found.roster["child_ref"].to_pylist(), min(many, found.children))
        first = self._shown(refs[0])
        rounds = [[self._shown(ref) for ref in refs] for _ in range(_ROUNDS)]
        took, best = rounds[0], [min(times) for times in zip(*rounds, strict=True)]
        paused = pauses(statistics.median(best), len(refs))
        imports, cold = fresh.cold(self.workspace.root, refs[0], AS_OF, 5)
        told = {
            "picture_ms": {"what": f"{len(refs)} children's pictures in process, one after another", **spread(took)},
            "picture_best_ms_p99": {"what": f"the best of {_ROUNDS} of each child's, 99th of 100", "median": quantile(best, 0.99)},
            "pause_ms_p99": {"what": "a loop of arithmetic as long as the median picture, 99th of 100", "median": quantile(paused, 0.99)},
            "first_picture_ms": {"what": "the first picture after a load: the index by person is made", "median": first},
            "cold_picture_ms": {"what": "a new process, its imports done, knowledge kept and index made before", **spread(cold)},
            "cold_imports_ms": {"what": "those imports", **spread(imports)},
        }  # fmt: skip
        return {"picture_ms_p50": quantile(took, 0.5), "picture_ms_p99": quantile(took, 0.99),
                "picture_ms_cold": statistics.median(cold)}, told  # fmt: skip

    def _shown(self, ref: str) -> float:
        """Milliseconds of one child's picture."""
        return seconds(lambda: picture(self.workspace, ref, AS_OF, self.known), 1, warm=False)[0] * 1000
