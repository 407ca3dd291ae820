"""Prepare the installation's database: `due STEPS SECONDS`. Prints the instant from which steps fall due (Unix time)."""

import sys

import django


def main():
    steps, seconds = int(sys.argv[1]), float(sys.argv[2])
    django.setup()  # before anything that knows a model
    from .lives import fall_due

    print(fall_due(steps, seconds).timestamp())


if __name__ == "__main__":
    main()
