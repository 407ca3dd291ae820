// Single keys press what is visible on the page: data-key="c" on a link or button, "g i" for the two-stroke ones.
// They act only outside fields and open dialogs, and not at all where the person switched them off.

const PREFIX_PAUSE = 1200
let prefix = ""
let timer = null

const off = () => document.documentElement.dataset.singleKeys === "off"
const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")
// What is pressed while a dialog is on its way was meant for the dialog: it must not set off something else meanwhile.
const awaited = () => document.querySelector('[hx-target="#dialog-slot"][aria-busy]')
const visible = (element) => element.checkVisibility?.() ?? true

function press(stroke) {
  const button = [...document.querySelectorAll(`[data-key="${CSS.escape(stroke)}"]`)].find(visible)
  if (!button) return false
  // A menu is gone through from its button on: Tab leads into what it opened.
  if (button.matches("input, select, textarea, [popovertarget]")) button.focus()
  if (!button.matches("input, select, textarea")) button.click()
  return true
}

function setPrefix(letter) {
  prefix = letter
  document.documentElement.toggleAttribute("data-prefix", Boolean(letter))
  clearTimeout(timer)
  if (letter) timer = setTimeout(() => setPrefix(""), PREFIX_PAUSE)
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event)
  if (off() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
  if (document.querySelector("dialog:modal, [popover]:popover-open") || awaited()) return
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur() // out of the field; once more goes back
    return
  }
  const stroke = prefix ? `${prefix} ${event.key}` : event.key
  const starts = !prefix && event.key === "g"
  setPrefix(starts ? "g" : "")
  if (starts || press(stroke)) event.preventDefault()
})

// Ctrl+Enter sends the form in which one writes.
function send(event) {
  const form = event.target.closest?.("form")
  if (!form) return
  event.preventDefault()
  form.requestSubmit(form.querySelector("[data-send]") ?? undefined)
}
