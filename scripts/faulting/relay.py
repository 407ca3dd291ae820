"""A Unix socket that stands before another one, and can make the connections through it half open."""

import select
import socket
import threading

BYTES = 65536


class Relay:
    """Whoever connects to `path` reaches `target`, until the line is cut: then neither end hears of the other again.

    No end is told: the connections stay open and are silent, as when a machine between them is switched off. Connections
    made afterwards get through.
    """

    def __init__(self, path, target):
        self.path, self.target = path, target
        self.cut_lines = []  # kept, so that nobody closes them
        self.lines = []
        self.lock = threading.Lock()
        path.parent.mkdir(exist_ok=True)
        self.entrance = socket.socket(socket.AF_UNIX)
        self.entrance.bind(str(path))
        self.entrance.listen(64)
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> int:
        """Silence every connection there is; return how many there were."""
        with self.lock:
            cut, self.lines = self.lines, []
            for line in cut:
                line.is_cut = True
            self.cut_lines += cut
        return len(cut)

    def _let_in(self):
        while True:
            near, _address = self.entrance.accept()
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(self.target))
            except OSError:  # the server is down: say so as the server's own socket would
                near.close()
                continue
            with self.lock:
                self.lines.append(Line(near, far, self._gone))

    def _gone(self, line):
        with self.lock:
            if line in self.lines:
                self.lines.remove(line)


class Line:
    """One connection through a relay."""

    def __init__(self, near, far, gone):
        self.near, self.far, self.gone = near, far, gone
        self.is_cut = False
        threading.Thread(target=self._carry, daemon=True).start()

    def _carry(self):
        other = {self.near: self.far, self.far: self.near}
        try:
            while not self.is_cut:
                for end in select.select([self.near, self.far], [], [], 1)[0]:
                    data = end.recv(BYTES)
                    if self.is_cut:
                        return
                    if not data:
                        return self._close()
                    other[end].sendall(data)
        except OSError:
            self._close()

    def _close(self):
        self.near.close()
        self.far.close()
        self.gone(self)
