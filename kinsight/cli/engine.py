"""The command that compiles the engine ahead of need."""

from dataclasses import asdict

import typer

from kinsight.cli import say

app = typer.Typer(help="The compiled engine that judges families.", no_args_is_help=True)


@app.callback()
def begin() -> None:
    """The compiled engine that judges families."""


@app.command("warm")
def warm(json: say.AsJson = False) -> None:
    """Compile the engine now, so that nobody waits for it later; nothing to do where it is compiled already."""
    from kinsight.engine import warm as warming  # Numba takes a second to load: other commands need not wait for it

    warmed = warming.warm()
    if json:
        return say.as_json(asdict(warmed))
    if warmed.folder is None and warmed.compiled:
        say.stop(
            "compiled code could not be cached, so every process compiles anew: set KINSIGHT_COMPILED_CACHE to a folder "
            "that may be written"
        )
    done = f"{warmed.compiled} compiled" if warmed.compiled else f"{warmed.read} read"
    say.out.print(f"The engine is ready: {done} in {warmed.seconds:.1f} s, cached in {warmed.folder}.", soft_wrap=True)
