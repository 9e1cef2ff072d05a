"""Whether the families' store is sound, as a check of `kinsight verify`. It can always be made anew from the records."""

from collections.abc import Iterator

from kinsight.store.upkeep.verify import Finding, Look
from kinsight.store.workspace import Workspace

FOLDER = "index/families"
_TO_DO = "remove it (kinsight verify --set-aside does): whoever asks for a picture next has families joined anew"


def check(look: Look) -> Iterator[Finding]:
    """Reading the families' store. Every file that its manifest names is there and made of the bytes that were written."""
    from kinsight.engine.families.store import Store  # here, for Numba takes a second to load

    store = Store(look.workspace)
    if not store.file.exists():
        return
    manifest = store.manifest()
    if manifest is None:
        look.notes.append(
            f"{FOLDER} is of another version or cannot be read: who asks for a picture next has families joined anew."
        )
        return
    for name, (size, checksum) in store.files(manifest).items():
        if wrong := store.wrong(name, size, checksum):
            yield Finding(f"{FOLDER}/{name}", wrong, _TO_DO)
    if manifest.head != look.workspace.head():
        look.notes.append(f"{FOLDER} does not know the newest load yet; who asks for a picture next brings it up.")


def drop(workspace: Workspace) -> None:
    """Remove the store."""
    from kinsight.engine.families.store import Store

    Store(workspace).drop()
