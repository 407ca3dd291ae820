// <button data-open="id"> opens the <dialog id>; <button data-close> closes the one it stands in.
// A dialog that the server sends into the page opens by itself with data-auto.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]")
  if (opener) {
    event.preventDefault()
    open(document.getElementById(opener.dataset.open))
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close()
})

export function open(dialog) {
  if (dialog && !dialog.open) {
    dialog.showModal()
    dialog.querySelector("[autofocus]")?.focus()
  }
}

function openSent(root) {
  for (const dialog of root.querySelectorAll("dialog[data-auto]")) open(dialog)
}

document.addEventListener("htmx:load", (event) => {
  const sent = event.detail.elt
  if (sent.matches?.("dialog[data-auto]")) open(sent)
  openSent(sent)
})
openSent(document)
