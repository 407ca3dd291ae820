"""What a mail is made of. Both its parts, text and HTML, are put together from the same blocks."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    text: str
    url: str
    is_main: bool = False

    @property
    def is_phone(self):
        return self.url.startswith("tel:")


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_small: bool = False
    is_strong: bool = False
    link: Link | None = None
    form = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Lines of a label and what holds: a time, a name, or with `are_texts` whole sentences."""

    lines: list[tuple[str, str]]
    are_texts: bool = False
    form = "facts"


@dataclass(frozen=True)
class Written:
    """What somebody wrote, as he wrote it."""

    text: str
    form = "written"


@dataclass(frozen=True)
class Quoted:
    """An earlier message, below everything that is new."""

    title: str
    when: str
    text: str
    form = "quoted"


@dataclass(frozen=True)
class Asked:
    """What the reader is asked to do."""

    strong: str
    text: str
    links: list[Link]
    form = "asked"


@dataclass(frozen=True)
class Links:
    links: list[Link]
    form = "links"


@dataclass
class Words:
    """One mail: `subject` without the ticket's number, `preview` as mailboxes show it beside the subject."""

    subject: str
    heading: str
    preview: str = ""
    blocks: list = field(default_factory=list)
