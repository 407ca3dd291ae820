// A list with [data-list] has a cursor on its [data-row]s: j and k move it, Home and End go to its ends, Enter and o open.
// Buttons of the row with data-row-key="b" are pressed by that key for the row at the cursor.

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")
const off = () => document.documentElement.dataset.singleKeys === "off"
const awaited = () => document.querySelector('[hx-target="#dialog-slot"][aria-busy]')
const rows = () => [...document.querySelectorAll("[data-list] [data-row]")]
const current = () => document.querySelector("[data-list] [data-cursor]")

function moveTo(row) {
  if (!row) return
  current()?.removeAttribute("data-cursor")
  row.setAttribute("data-cursor", "")
  row.querySelector("a")?.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
}

function step(by) {
  const all = rows()
  const at = all.indexOf(current())
  moveTo(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))])
}

const strokes = {
  j: () => step(1),
  k: () => step(-1),
  Home: () => moveTo(rows()[0]),
  End: () => moveTo(rows().at(-1)),
  o: () => current()?.querySelector("a")?.click(),
}

document.addEventListener("keydown", (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return
  if (document.documentElement.hasAttribute("data-prefix") || awaited() || !rows().length) return
  // A focused button keeps its own Enter; on the row's link it is the row's.
  if (event.key === "Enter" && !event.target.matches("body, main, [data-row] a:not(.btn)")) return
  const own = current()?.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`)
  if (own) own.click()
  else if (strokes[event.key]) strokes[event.key]()
  else return
  event.preventDefault()
})

// The cursor follows the focus, so that both ways of moving agree.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-list] [data-row]")
  if (!row || row.hasAttribute("data-cursor")) return
  current()?.removeAttribute("data-cursor")
  row.setAttribute("data-cursor", "")
})
