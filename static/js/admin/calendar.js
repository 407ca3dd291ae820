// A form with [data-look] is drawn again by the server when something in it was changed, and its buttons that save
// nothing (their names begin with an underscore) put only what they change into the page. Without this script the
// same buttons lead to the same page.
const REGIONS = ["head", "faults", "week", "drawn", "dates", "holidays", "effect", "tried", "save-row"]
const PLACE = new Set(["country", "state"]) // with another place come its holidays
const SAVES = new Set(["_continue", "_save"])
const form = document.querySelector("form[data-look]")
let newest = 0

async function look(name, value) {
  const mine = ++newest
  const data = new FormData(form)
  data.append(name, value)
  form.toggleAttribute("data-busy", true)
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } })
    if (mine !== newest) return // typed on meanwhile: the next answer knows more
    if (!answer.ok || answer.redirected) throw new Error(answer.status)
    show(new DOMParser().parseFromString(await answer.text(), "text/html"))
  } catch {
    if (name !== "_look") form.requestSubmit(hidden(name, value)) // as without a script
  } finally {
    if (mine === newest) form.removeAttribute("data-busy")
  }
}

function show(page) {
  const focused = document.activeElement?.id
  const open = [...document.querySelectorAll("#effect details")].map((each) => each.open)
  for (const id of REGIONS) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)]
    if (here && there) here.replaceWith(document.adoptNode(there))
  }
  document.querySelectorAll("#effect details").forEach((each, at) => { each.open = open[at] ?? false })
  const wanted = page.body.querySelector("[data-focus]")?.dataset.focus
  const target = document.getElementById(wanted || focused)
  target?.focus({ preventScroll: !wanted })
  const said = document.querySelector("#tried .hd-result, #week .hd-end")
  document.getElementById("said").textContent = said?.textContent.trim() ?? ""
}

function hidden(name, value) {
  const button = document.createElement("button")
  Object.assign(button, { name, value, hidden: true })
  form.append(button)
  return button
}

if (form) {
  const isOurs = (field) => field.form === form
  document.addEventListener("input", (event) => { if (isOurs(event.target)) newest++ })
  document.addEventListener("change", (event) => {
    if (!isOurs(event.target) || event.target.name === "holiday_year") return
    setTimeout(() => look(PLACE.has(event.target.name) ? "_holidays" : "_look", "1"))
  })
  form.addEventListener("submit", (event) => {
    const button = event.submitter
    if (!button?.name.startsWith("_") || SAVES.has(button.name) || button.hidden) return
    event.preventDefault()
    look(button.name, button.value)
  })
}
