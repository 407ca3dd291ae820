// <textarea data-draft="reply" data-draft-url> is saved on the server every 3 seconds of typing, and when the page is
// left. What was sent is no draft any more: the server forgets it with the answer.

const EVERY = 3000
const pending = new Map() // textarea -> timer

const token = () => document.querySelector("meta[name=csrf-token]").content

async function save(area) {
  clearTimeout(pending.get(area))
  pending.delete(area)
  const body = new URLSearchParams({ kind: area.dataset.draft, body: area.value })
  const options = { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: body.toString().length < 60_000 }
  try {
    const answer = await fetch(area.dataset.draftUrl, options)
    if (answer.ok) show(area, area.value ? await answer.text() : "")
  } catch {
    later(area) // no connection: the text is still in the page, and is tried again
  }
}

function show(area, time) {
  const note = area.form?.querySelector("[data-saved]")
  if (!note) return
  note.hidden = !time
  note.querySelector("[data-saved-at]").textContent = time
}

function later(area) {
  if (!pending.has(area)) pending.set(area, setTimeout(() => save(area), EVERY))
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-draft]")) later(event.target)
})

document.addEventListener("visibilitychange", () => {
  if (document.hidden) for (const area of pending.keys()) save(area)
})

// Sending wins over saving.
function stop(form) {
  for (const area of form.querySelectorAll?.("[data-draft]") ?? []) {
    clearTimeout(pending.get(area))
    pending.delete(area)
  }
}
document.addEventListener("submit", (event) => stop(event.target), true)
document.addEventListener("htmx:beforeRequest", (event) => stop(event.detail.elt))
// A refused or failed sending leaves the text unsaved again.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) return
  for (const area of event.detail.elt.querySelectorAll?.("[data-draft]") ?? []) if (area.value) later(area)
})
