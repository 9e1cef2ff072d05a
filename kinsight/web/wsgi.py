"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from kinsight.store.scratch_folder import OWNER_ALONE
from kinsight.web import warming

os.umask(OWNER_ALONE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
application = get_wsgi_application()
from kinsight.casework.records import warm_engine  # noqa: E402 - its models are there once Django is

# Whoever opens the first child does not wait for the engine: until it is there, `/healthz` says that it is not.
warming.begin(warm_engine)
