"""Make or change an account: python -m kinsight.web.manage staff harriet health-visitor --service Organization/hv-1."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kinsight.casework.actions.accounts import NoSuchService, set_staff
from kinsight.casework.models import Role


class Command(BaseCommand):
    help = "Give an account its role and services; a new one gets a random password, printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--service", action="append", default=[], help="reference of a service; may be repeated")
        parser.add_argument("--name", nargs=2, default=("", ""), metavar=("GIVEN", "FAMILY"))

    def handle(self, *args: object, **options: Any) -> None:  # as `argparse` read them
        try:
            password = set_staff(
                username=options["username"],
                role=Role(options["role"]),
                services=options["service"],
                name=tuple(options["name"]),
            )
        except NoSuchService as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"password: {password}" if password else "changed; the password stays as it was")
