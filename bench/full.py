"""`make bench-full`: all that `make bench` measures, at larger samples, and what takes longer: the parts named in `PARTS`.

A part is a function of the loaded district, the knowledge and what was asked; it gives figures by name, and the page shows them
under its own heading. A figure is a number, or a spread (`bench.measure.spread`) with `what` it says and `most` or `least` asked for;
`curves` is a list of pictures to draw, each with `name`, `title`, `across`, `up` and `points` (see `bench.pictures.curves`).
"""

from bench.__main__ import Part, asking, run

#: Heading on the page → what measures it. The sweep of a million children belongs here.
PARTS: dict[str, Part] = {}


def main() -> None:
    asked = asking()
    asked.set_defaults(day_copies=5, sample=5000, peer_children=300, peer_seconds=600)
    run(asked.parse_args(), PARTS)


if __name__ == "__main__":
    main()
