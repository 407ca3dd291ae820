"""The product's settings, with embedded servers of the test run's own.

They stand in a new folder that is removed at the end, so that a test run never meets an installation's data.
TEST_VAR_DIR names a folder to keep instead: the next run then starts some seconds earlier.
"""

import atexit
import os
import shutil
import tempfile
import uuid

if "TEST_RUN_DIR" not in os.environ:  # else this is a process of xdist: the run has its folder
    if "TEST_VAR_DIR" in os.environ:
        os.environ["TEST_RUN_DIR"] = os.environ["TEST_VAR_DIR"]
    else:
        os.environ["TEST_RUN_DIR"] = tempfile.mkdtemp(prefix="helpdesk-test-")
        atexit.register(shutil.rmtree, os.environ["TEST_RUN_DIR"], ignore_errors=True)
    os.environ["TEST_RUN_ID"] = uuid.uuid4().hex
os.environ["VAR_DIR"] = os.environ["TEST_RUN_DIR"]

from helpdesk.settings import *  # noqa: F403

# On a busy machine a test may think about its transaction for longer than an installation's processes may.
DATABASES["default"]["OPTIONS"]["options"] = "-c idle_in_transaction_session_timeout=0"  # noqa: F405
# Pages rendered in the test's own process need no collected files; those of a live server do, and have them.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
