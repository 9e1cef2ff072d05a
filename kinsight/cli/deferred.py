"""Commands whose modules are imported when they are asked for: to list them, a name and a line of help are enough."""

from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand


class Deferred(TyperCommand):
    """A command, or a group of commands, of `kinsight.cli.<module>`.

    `group`: the name of the module's Typer application, where it is a group; else the module's `add` makes the command.
    """

    def __init__(self, name: str, module: str, help: str, group: str | None = None) -> None:
        super().__init__(name, help=help)
        self.module, self.group = module, group

    @cached_property
    def loaded(self) -> Any:
        """The command itself; imports its module."""
        module = import_module(f"kinsight.cli.{self.module}")
        if self.group:
            made = typer.main.get_group(getattr(module, self.group))
            made.name = self.name
            return made
        commands = typer.Typer()
        module.add(commands)
        return typer.main.get_group(commands).commands[str(self.name)]

    def make_context(self, *args: Any, **extra: Any) -> Any:
        return self.loaded.make_context(*args, **extra)
