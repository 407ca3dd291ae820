"""Mail of a trial on one machine: kept as one .eml file each instead of being sent."""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class KeptMail(BaseEmailBackend):
    """Write each mail to EMAIL_FILE_PATH; the names sort by the time of writing."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            name = f"{time.time_ns()}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.part"
            draft.write_bytes(mail.message().as_bytes(linesep="\r\n"))
            draft.rename(folder / f"{name}.eml")  # whoever lists the folder meets whole mails only
        return len(email_messages)
