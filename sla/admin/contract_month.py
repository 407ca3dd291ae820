"""The month's figures as the page of a contract draws them."""

from dataclasses import dataclass

from reports.quota import Month, month_of

PER_ROW = 13
STEP = 20  # units of the drawing from box to box
MOST = 4 * PER_ROW  # boxes; beyond, a bar says it


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    is_used: bool


@dataclass(frozen=True)
class MonthPage:
    month: Month
    boxes: list[Box]  # each a promise that may be missed
    height: int

    @property
    def over(self) -> int:
        """How many more were missed than may be."""
        return max(-self.month.left, 0)


def month_page(contract, *, now) -> MonthPage:
    month = month_of(contract, now=now)
    count = month.budget if month.budget <= MOST else 0
    boxes = [Box(1 + STEP * (n % PER_ROW), 1 + STEP * (n // PER_ROW), n < month.missed) for n in range(count)]
    return MonthPage(month, boxes, boxes[-1].y + 13 if boxes else 0)
