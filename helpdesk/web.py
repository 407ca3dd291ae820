"""The web process of `manage.py up`: uvicorn on a socket that its parent opened.

The parent opens it so that the port it names is the port it has, also when two installations start at once.
"""

import socket
import sys

import uvicorn

GRACE_SECONDS = 5  # for answers under way when it is told to end


def main(descriptor):
    listener = socket.socket(fileno=int(descriptor))
    config = uvicorn.Config(
        "helpdesk.asgi:application",
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1])
