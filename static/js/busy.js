// While an answer is on its way its element says so; when none comes, the page says that, and what was written stays.

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.elt.setAttribute("aria-busy", "true")
})

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.elt.removeAttribute("aria-busy")
})

function show(id, shown = true) {
  const banner = document.getElementById(id)
  if (banner) banner.hidden = !shown
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => show("offline"))

// An answer that is no piece of the page: the sign-in has ended, or the server failed.
document.addEventListener("htmx:responseError", () => show("refused"))

document.addEventListener("htmx:afterOnLoad", (event) => {
  show("offline", false)
  show("refused", !(event.detail.successful || [409, 422].includes(event.detail.xhr.status)))
})
