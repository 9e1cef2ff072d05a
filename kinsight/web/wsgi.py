"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from kinsight.engine.warm import warm
from kinsight.records.aside import OWNER_ALONE

os.umask(OWNER_ALONE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
application = get_wsgi_application()
# Read the compiled engine before the first request, `/healthz` included: whoever opens the first child does not wait a second for it.
warm()
