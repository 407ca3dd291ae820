"""Adding business time on a compiled calendar: microseconds for one addition, at the distance that takes longest."""

from scripts.benches.measuring import seconds_each, tell
from scripts.benches.stories import BEGIN, DAY, HOUR, MINUTE, office

DISTANCES = [MINUTE, HOUR, 8 * HOUR, 5 * DAY, 50 * DAY, 500 * DAY, 800 * DAY]  # the last is nine years of working days


def main():
    calendar = office()
    tell(max(seconds_each(lambda d=distance: calendar.add(BEGIN, d), times=2000) for distance in DISTANCES) * 1e6)


if __name__ == "__main__":
    main()
