"""Imports FHIR NDJSON with fhir4ds-v2's loader, in its own environment: python fhir4ds_import.py FEED OUT; prints JSON.

Says {starting, imported, refused} as pathling_import.py does: all of it becomes one table of a DuckDB file, in OUT.
"""

import json
import sys
from pathlib import Path
from time import perf_counter


def main(feed: str, out: str) -> None:
    began = perf_counter()
    import duckdb
    import fhir4ds

    Path(out).mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(f"{out}/imported.duckdb")
    loader = fhir4ds.FHIRDataLoader(con)
    starting, imported, refused = perf_counter() - began, [], []
    for file in sorted(Path(feed).glob("*.ndjson")):
        try:
            loader.load_ndjson(str(file))
        except Exception:
            refused.append(file.stem)
        else:
            imported.append(file.stem)
    con.close()
    sys.stdout.write(json.dumps({"starting": starting, "imported": imported, "refused": refused}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
