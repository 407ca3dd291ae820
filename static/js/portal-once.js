// <form data-once>: a second click while the first is on its way sends nothing. The server counts one anyway.
const sending = new WeakSet()

document.addEventListener("submit", (event) => {
  const form = event.target
  if (!form.matches("[data-once]") || event.defaultPrevented) return
  if (sending.has(form)) return event.preventDefault()
  sending.add(form)
  form.setAttribute("aria-busy", "true")
})

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    sending.delete(form)
    form.removeAttribute("aria-busy")
  }
})
