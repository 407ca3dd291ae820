"""What a page does behind its face: messages in the console, refusals, requests."""

import re

# Refusals of a form are answers of ours; Chromium reports them in the console all the same.
ANSWERS = {409, 422}
STATUS = re.compile(r"responded with a status of (\d+)")


class Watch:
    """Over any number of contexts; `faults()` are sentences, in the order in which they happened."""

    def __init__(self, url: str):
        self.url = url
        self.allowed = set(ANSWERS)
        self.seen = []  # (status or None, sentence)

    def allow(self, *statuses: int):
        self.allowed.update(statuses)

    def over(self, context):
        context.route(lambda url: not self.is_ours(url), self._refuse)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(None, f"script error: {error.error}"))
        context.on("response", self._response)

    def is_ours(self, url: str) -> bool:
        return url.startswith((f"{self.url}/", "data:", "blob:", "about:"))

    def faults(self) -> list[str]:
        return [sentence for status, sentence in self.seen if status not in self.allowed]

    def _refuse(self, route):
        self._note(None, f"request to another host: {route.request.url}")
        route.abort()

    def _console(self, message):
        if message.type == "error" or "Content Security Policy" in message.text:
            status = STATUS.search(message.text)
            where = message.location.get("url", "")
            self._note(int(status[1]) if status else None, f"console: {message.text} ({where})")

    def _response(self, response):
        if response.status >= 500:
            self._note(response.status, f"{response.status} from {response.url}")

    def _note(self, status, sentence):
        self.seen.append((status, sentence))
