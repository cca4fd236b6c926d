from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from firstbell.config.family import PARENT, end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
application = get_wsgi_application()
if PARENT in os.environ and os.getppid() == int(os.environ[PARENT]):
    end_with(os.getppid())
