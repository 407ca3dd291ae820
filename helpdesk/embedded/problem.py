"""Why a server cannot be had, as a sentence that also says what to do."""


class ServerProblem(Exception):
    """An embedded server is missing, does not start, or does not stop."""
