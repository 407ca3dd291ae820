"""Where the embedded servers keep their things: sockets, data, programs, and who runs them.

A socket's path holds about 100 bytes, so sockets stand in a short folder of the temporary folder, whatever the
checkout's own path. Started as root, the servers run as another user (PostgreSQL refuses root), who may not be able
to enter the checkout at all.
"""

import errno
import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from helpdesk.environment import BadSetting

UNPRIVILEGED = ("postgres", "nobody", "daemon")


def kept_folder(path):
    """Make a folder under VAR_DIR that others may not read, or say in a sentence why that cannot be."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise BadSetting(
            f"Nothing can be kept in {path}: {error.strerror}. Name a folder that you may write by VAR_DIR."
        ) from error
    return path


def socket_folder(var_dir):
    """Return the folder of the sockets of the servers that belong to `var_dir`."""
    mark = hashlib.sha256(os.fsencode(Path(var_dir).resolve())).hexdigest()[:12]
    return Path("/tmp") / f"helpdesk-{mark}"


@dataclass(frozen=True)
class Account:
    """Who runs the servers; `switch` is what subprocess needs to become that user."""

    uid: int
    gid: int

    @property
    def switch(self):
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, path):
        """Tell whether this account can reach and read `path`, by the rights of each folder above it."""
        resolved = Path(path).resolve()
        return all(self._has(folder, 0o1) for folder in resolved.parents) and self._has(resolved, 0o5)

    def _has(self, path, wanted):
        found = path.stat()
        if found.st_uid == self.uid:
            return (found.st_mode >> 6) & wanted == wanted
        if found.st_gid == self.gid:
            return (found.st_mode >> 3) & wanted == wanted
        return found.st_mode & wanted == wanted

    def own(self, path):
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def server_account(data):
    """Return the account that owns `data`, or the one to give it to when it does not exist yet."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.is_dir() and (found := data.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise BadSetting(
        "PostgreSQL does not run as root, and this machine has none of the users "
        f"{', '.join(UNPRIVILEGED)}. Run the command as another user, or set DATABASE_URL."
    )


def prepare_folder(path, account):
    """Make a folder that only `account` may enter; refuse one that somebody else put there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise BadSetting(f"{path} belongs to another user. Remove it, or choose another VAR_DIR.")
    path.chmod(0o700)
    account.own(path)
    return path
