"""The web process: `granian --interface wsgi fairlead.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairlead.settings")
application = get_wsgi_application()
