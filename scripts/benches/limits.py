"""What is measured, by which module, and what it may need."""

from dataclasses import dataclass

MEMORY = 300  # MB, of each measured process at its peak; PostgreSQL's own is not in it


@dataclass(frozen=True)
class Limit:
    name: str
    module: str
    unit: str
    limit: float
    at_least: bool = False
    has_database: bool = False
    also: tuple["Limit", ...] = ()  # other figures of the same module

    def is_over(self, value) -> bool:
        return value < self.limit if self.at_least else value > self.limit

    def line(self, value) -> str:
        digits = 0 if value >= 1000 else 1 if value >= 10 else 2
        return f"{self.name} {value:.{digits}f} {self.unit} {self.limit:g} {'over' if self.is_over(value) else 'ok'}"


GROUPS = {
    "sla": [
        Limit("add_business_time", "scripts.benches.adding", "µs", 10),
        Limit("project_30_facts", "scripts.benches.projecting", "µs", 150),
        Limit("segments_60_days", "scripts.benches.segments", "ms", 5),
        Limit("holders_60_days", "scripts.benches.holding", "ms", 1),
        Limit("verify", "scripts.benches.verifying", "tickets/s", 5000, at_least=True, has_database=True),
        Limit("preview", "scripts.benches.previewing", "tickets/s", 3000, at_least=True, has_database=True),
        Limit("what_if_100000", "scripts.benches.replaying", "s", 60, has_database=True),
    ],
    "sweep": [
        Limit(
            "sweep_10000",
            "scripts.benches.sweeping",
            "s",
            10,
            has_database=True,
            also=(Limit("sweep_10000_cores", "", "s", 20), Limit("sweep_over_bare_sql", "", "times", 3)),
        ),
    ],
}
