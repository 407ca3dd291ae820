// Tabs of the composer: [data-tab="note"] shows #compose-note. Every form keeps what was written in it.
// Without this script the tabs are links, and the server opens the one they name.

function choose(kind) {
  const composer = document.querySelector("[data-composer]")
  const panel = composer?.querySelector(`#compose-${CSS.escape(kind)}`)
  if (!panel) return false
  for (const tab of composer.querySelectorAll("[role=tab]")) {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === kind))
    tab.tabIndex = tab.dataset.tab === kind ? 0 : -1
  }
  for (const each of composer.querySelectorAll("[role=tabpanel]")) each.hidden = each !== panel
  composer.dataset.k = kind
  panel.querySelector("textarea")?.focus()
  panel.scrollIntoView({ block: "nearest" })
  return true
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]")
  if (!tab || !choose(tab.dataset.tab)) return
  event.preventDefault()
  tab.closest("[popover]")?.hidePopover()
})

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-composer] [role=tab]")
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")]
  const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length]
  next.focus()
  event.preventDefault()
})
