// <sla-clock data-state data-left="seconds" data-window="seconds until service hours end" data-warn="seconds">
// The server says how many business seconds are left; the browser only counts them down, with a monotonic clock, so a
// wrong clock of the machine does no harm. Each fragment the server sends starts anew.

const words = document.documentElement.lang.startsWith("de")
  ? { hours: "Std.", minutes: "Min.", over: "überfällig" }
  : { hours: "h", minutes: "m", over: "over" }
const space = "\u00a0"

export function span(seconds) {
  const left = Math.abs(Math.trunc(seconds))
  const hours = Math.floor(left / 3600)
  const minutes = Math.floor((left % 3600) / 60)
  if (hours) return [hours, words.hours, String(minutes).padStart(2, "0"), words.minutes].join(space)
  if (left >= 300) return [minutes, words.minutes].join(space)
  return `${minutes}:${String(left % 60).padStart(2, "0")}`
}

class SlaClock extends HTMLElement {
  connectedCallback() {
    this.begun = performance.now()
    if (!["running", "warned", "breached"].includes(this.dataset.state)) return
    this.timer = setInterval(() => document.hidden || this.show(), 1000)
    this.show()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  show() {
    const out = this.querySelector("[data-out]")
    if (!out) return
    const passed = Math.min((performance.now() - this.begun) / 1000, Number(this.dataset.window ?? Infinity))
    const left = Number(this.dataset.left) - passed
    const text = left < 0 ? [span(left), words.over].join(space) : span(left)
    if (out.textContent !== text) out.textContent = text
    if (left < 0 && this.dataset.state !== "breached") this.turn("breached")
    else if (this.dataset.state === "running" && left <= Number(this.dataset.warn ?? -1)) this.turn("warned")
  }

  // One event per change; announce.js decides what is read out.
  turn(state) {
    this.dataset.state = state
    this.dispatchEvent(new CustomEvent("sla:turn", { bubbles: true, detail: { state } }))
  }
}

customElements.define("sla-clock", SlaClock)
