"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from kinsight.engine.warm import warm
from kinsight.store.scratch_folder import OWNER_ALONE
from kinsight.web import warming

os.umask(OWNER_ALONE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
application = get_wsgi_application()
# Whoever opens the first child does not wait for the engine: until it is there, `/healthz` says that it is not.
warming.begin(warm)
