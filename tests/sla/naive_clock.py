"""The clocks' rules as a simulation that goes from tick to tick: slow, plain, sharing no code with `sla.clock`.

Everything happens on whole ticks; `is_open(calendar, tick)` says whether the tick that begins then is open.
"""

from dataclasses import dataclass, field

FINISHED = ("resolved", "closed")
NAMES = ("first_response", "next_update", "resolution", "level")


@dataclass
class Clock:
    state: str = "idle"
    consumed: int = 0
    target: int | None = None
    share: int | None = None
    calendar: str = ""
    reached: int | None = None
    warned: int | None = None
    breached: int | None = None
    finished: int | None = None
    cycle: int = 0

    def count(self, tick):
        """One more open tick ended at `tick`."""
        if self.target is not None and self.consumed == self.target and self.breached is None:
            self.breached = tick - 1
        self.consumed += 1
        self.notice(tick)

    def notice(self, tick):
        if self.target is not None and self.consumed >= self.target and self.reached is None:
            self.reached = tick
        if self.share is not None and self.consumed >= self.share and self.warned is None:
            self.warned = tick

    def aim(self, target, calendar, percent, tick):
        share = None if target is None else target * percent // 100
        if target != self.target:
            self.reached = None
        if share != self.share:
            self.warned = None
        self.target, self.share, self.calendar = target, share, calendar
        if self.state in ("running", "paused"):
            self.notice(tick)
            if target is not None and self.consumed > target and self.breached is None:
                self.breached = tick

    def empty(self):
        self.consumed, self.reached, self.warned = 0, None, None


@dataclass
class Simulation:
    policy: dict  # percent, tiers: name -> {calendar, vendor_pauses, own_it_pauses, targets: {priority: {clock key: ticks}}}
    is_open: object
    auto: bool
    status: str = ""
    tier: str = ""
    priority: str = ""
    level: int = 1
    own_it: bool = False
    until: int | None = None
    answered: bool = False
    clocks: dict = field(default_factory=lambda: {name: Clock() for name in NAMES})
    moves: list = field(default_factory=list)

    def run(self, events, end):
        """`events`: (tick, kind, value) in order."""
        for tick in range(events[0][0], end + 1):
            for clock in self.clocks.values():
                if tick > events[0][0] and clock.state == "running" and self.is_open(clock.calendar, tick - 1):
                    clock.count(tick)
            if self.until == tick:
                self.until = None
                self.set_states(tick)
            for at, kind, value in events:
                if at == tick:
                    self.take(kind, value, tick)
            level = self.clocks["level"]
            if self.auto and level.state == "running" and level.target is not None and level.consumed >= level.target:
                self.moves.append((tick, self.level, self.level + 1))
                self.hand_over(self.level + 1, tick)
        return self

    def take(self, kind, value, tick):
        if kind == "opened":
            self.tier, self.priority = value
            self.aim(tick)
            self.set_status("new", tick)
        elif kind == "planned":
            self.set_status("planned", tick, value if value > tick else None)
        elif kind == "status":
            self.own_it = value == "own_it"
            self.set_status("waiting_vendor" if self.own_it else value, tick)
        elif kind == "answered" and self.status not in FINISHED:
            self.answered = True
            self.clocks["next_update"].empty()
            self.clocks["next_update"].cycle += 1
            self.set_states(tick)
        elif kind == "priority":
            self.priority = value
            self.aim(tick)
        elif kind == "promised":
            self.tier = value
            self.set_states(tick)
            self.aim(tick)
        elif kind == "handed_over":
            self.hand_over(value, tick)

    def set_status(self, status, tick, until=None):
        before, self.status, self.until = self.status, status, until
        if status in FINISHED:
            self.answered = True
        if (before in FINISHED) != (status in FINISHED):
            self.clocks["next_update"].empty()
            self.clocks["next_update"].cycle += before in FINISHED
        self.set_states(tick)
        if before in FINISHED and status not in FINISHED:
            self.aim(tick)

    def set_states(self, tick):
        third = "own_it_pauses" if self.own_it else "vendor_pauses"
        work = {
            "waiting_requester": "paused",
            "waiting_vendor": "paused" if self.policy["tiers"][self.tier][third] else "running",
            "planned": "running" if self.until is None else "paused",
            "resolved": "done",
            "closed": "done",
        }.get(self.status, "running")
        update = {"waiting_requester": "paused", "resolved": "idle", "closed": "idle"}.get(self.status, "running")
        states = {
            "first_response": "done" if self.answered else "running",
            "next_update": update if self.answered else "idle",
            "resolution": work,
            "level": work,
        }
        for name, state in states.items():
            clock = self.clocks[name]
            if state != clock.state:
                clock.finished = tick if state == "done" else None
            clock.state = state
            clock.cycle = clock.cycle or int(state != "idle")

    def aim(self, tick):
        for name, clock in self.clocks.items():
            if clock.state != "done":
                self.aim_one(name, clock, tick)

    def aim_one(self, name, clock, tick):
        tier = self.policy["tiers"][self.tier]
        key = f"level_{self.level}" if name == "level" else name
        clock.aim(tier["targets"][self.priority].get(key), tier["calendar"], self.policy["percent"], tick)

    def hand_over(self, level, tick):
        clock = self.clocks["level"]
        self.level = level
        clock.empty()
        clock.breached = None
        clock.cycle += 1
        self.aim_one("level", clock, tick)

    def when(self, clock, amount, reached, tick, patience):
        """When a running clock has consumed `amount`; None if not within `patience` ticks."""
        if reached is not None:
            return reached
        consumed = clock.consumed
        for later in range(tick, tick + patience):
            consumed += self.is_open(clock.calendar, later)
            if consumed >= amount:
                return later + 1
        return None
