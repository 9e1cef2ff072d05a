"""Django's own commands, for those who keep the site running: python -m kinsight.web.manage migrate."""

import os
import sys

from django.core.management import execute_from_command_line

from kinsight.store.scratch_folder import OWNER_ALONE

if __name__ == "__main__":
    os.umask(OWNER_ALONE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
    execute_from_command_line(sys.argv)
