"""Where practice knowledge lies, and what a site adds to it."""

import os
from pathlib import Path


def root_of(root: Path | None = None) -> Path:
    """The folder named, else `$KINSIGHT_KNOWLEDGE`, else the packaged one, else the repository's."""
    if root is not None:
        return root
    if named := os.environ.get("KINSIGHT_KNOWLEDGE"):
        return Path(named)
    package = Path(__file__).resolve().parents[2]
    packaged = package / "_knowledge"
    return packaged if packaged.is_dir() else package.parent / "knowledge"


def local_settings() -> Path | None:
    """The site's own settings: the file that `$KINSIGHT_SETTINGS` names. It outlives an update of our knowledge."""
    named = os.environ.get("KINSIGHT_SETTINGS")
    return Path(named) if named else None


def site_codelists(folder: Path | None = None) -> Path | None:
    """The folder of a site's own codelists: the one named, else `$KINSIGHT_CODELISTS`, else none."""
    named = os.environ.get("KINSIGHT_CODELISTS")
    return folder or (Path(named) if named else None)
