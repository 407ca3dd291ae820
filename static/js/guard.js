// <form data-guard>: leaving it half filled is asked about first. <form data-once>: it is sent once however often the
// button is pressed; coming back to the page makes it usable again.

const touched = new Set()

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]")
  if (form) touched.add(form)
})

document.addEventListener("submit", (event) => {
  touched.delete(event.target)
  if (!event.target.matches("[data-once]")) return
  if (event.target.dataset.sent) event.preventDefault()
  event.target.dataset.sent = "yes"
})

window.addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault()
})

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent
})
