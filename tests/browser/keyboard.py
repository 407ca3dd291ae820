"""A person who has only a keyboard: what is not reached by Tab and the arrows is not reached at all."""

MOST_KEYS = 300
# What the control with the focus is called, as a screen reader would say it.
NAME = """e => (e.getAttribute("aria-label") || e.labels?.[0]?.textContent || (e.tagName == "INPUT" ? e.value : "")
    || e.textContent || "").trim().replace(/\\s+/g, " ").replace(/:$/, "")"""
FOCUSED = f"() => ({NAME})(document.activeElement)"
# The names of all choices of the group whose radio button has the focus.
CHOICES = f"""() => {{ const e = document.activeElement; if (e.type != "radio") return [];
    return [...document.getElementsByName(e.name)].filter(o => o.form == e.form).map({NAME}); }}"""


class Keyboard:
    """Names may end in "…*" or "*": then what follows is left open."""

    def __init__(self, page):
        self.page = page

    @property
    def focused(self) -> str:
        return self.page.evaluate(FOCUSED)

    def to(self, name: str):
        """Press Tab until the control of that name has the focus, unless it has it already."""
        for _ in range(MOST_KEYS):
            if _is_called(self.focused, name):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No way by Tab to “{name}” on {self.page.url}")

    def back_to(self, name: str):
        """The same by Shift+Tab."""
        for _ in range(MOST_KEYS):
            if _is_called(self.focused, name):
                return
            self.page.keyboard.press("Shift+Tab")
        raise AssertionError(f"No way back to “{name}” on {self.page.url}")

    def to_field(self, name: str):
        """Press Tab until the field sent under that name has the focus, whatever the language calls it."""
        for _ in range(MOST_KEYS):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No way by Tab to the field {name} on {self.page.url}")

    def write(self, **fields: str):
        """Write into fields by the names they are sent under; in a list the letters choose."""
        for name, text in fields.items():
            self.to_field(name)
            self.page.keyboard.type(text)

    def write_instant(self, name: str, at):
        """Fill in a date with its time of day, part by part and in the order of an American browser, which ours is."""
        self.to_field(name)
        self.page.keyboard.type(f"{at:%m%d%Y}")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(f"{at:%I%M%p}")

    def type(self, name: str, text: str):
        """Write into a field instead of what stands there; in a list the letters choose."""
        self.to(name)
        if self.page.evaluate("document.activeElement.select && document.activeElement.value !== ''"):
            self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str):
        """Choose one of a group: Tab to the group, then the arrows."""
        for _ in range(MOST_KEYS):
            choices = self.page.evaluate(CHOICES)
            if any(_is_called(choice, name) for choice in choices):
                return self._arrow_to(name, len(choices))
            self.page.keyboard.press("Tab")
        raise AssertionError(f"No way by Tab to the choice “{name}” on {self.page.url}")

    def _arrow_to(self, name, count):
        self.page.keyboard.press("Space")
        for _ in range(count):
            if _is_called(self.focused, name):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach “{name}” on {self.page.url}")

    def press(self, name: str, key: str = "Enter"):
        self.to(name)
        self.page.keyboard.press(key)

    def go(self, name: str, key: str = "Enter"):
        """Press what leads to another page, and wait for it."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.page.evaluate("new Promise(done => requestAnimationFrame(done))")  # then autofocus has been heeded


def _is_called(found: str, name: str) -> bool:
    return found.startswith(name[:-1]) if name.endswith("*") else found == name
