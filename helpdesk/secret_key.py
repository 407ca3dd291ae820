"""The signing key of a trial on one machine: made once, kept where only its owner reads it."""

import os
import secrets

from helpdesk.embedded.places import kept_folder

LETTERS = 64


def kept_secret_key(var_dir):
    """Return the key kept in `var_dir`, making it first where there is none."""
    path = var_dir / "secret-key"
    if not path.exists():
        kept_folder(var_dir)
        draft = var_dir / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(LETTERS))
        try:
            os.link(draft, path)  # fails where another process was faster, whose key then holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
