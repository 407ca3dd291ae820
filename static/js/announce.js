// One polite status per page. Clocks tick silently; only a change of state is read out, at most one line in 30 seconds,
// the rest summed up.

const PAUSE = 30_000
let waiting = []
let timer = null

export function announce(text) {
  waiting.push(text)
  if (timer === null) speak()
}

function speak() {
  const status = document.getElementById("announcements")
  if (status) status.textContent = waiting.length > 3 ? `${waiting.slice(0, 3).join(" ")} … +${waiting.length - 3}` : waiting.join(" ")
  waiting = []
  timer = setTimeout(() => {
    timer = null
    if (waiting.length) speak()
  }, PAUSE)
}

document.addEventListener("sla:turn", (event) => {
  const text = event.target.dataset[`say${event.detail.state === "breached" ? "Breached" : "Warned"}`]
  if (text) announce(text)
})
