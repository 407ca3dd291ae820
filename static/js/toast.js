// A toast goes after 10 seconds, not while it is focused or under the pointer.

const STAYS = 10_000

function fade(toast) {
  setTimeout(() => (toast.matches(":hover, :focus-within") ? fade(toast) : toast.remove()), STAYS)
}

document.addEventListener("htmx:oobAfterSwap", (event) => {
  for (const toast of event.detail.target.querySelectorAll?.("[data-fades]") ?? []) fade(toast)
})

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".hd-toast").remove()
})
