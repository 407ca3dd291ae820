// <button data-open="id"> opens the <dialog id>; <button data-close> closes the one it stands in.
// A dialog that the server sends into the page opens by itself with data-auto. Focus goes back to what opened it.

// Where one begins: what has to be mended, else the first choice, else the first field.
const FIRST = ["[autofocus]", "[aria-invalid=true]", ".body input[type=radio]:checked", ".body :is(textarea, select, input:not([type=hidden]))"]

let opener = null

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open]")
  if (button) {
    event.preventDefault()
    open(document.getElementById(button.dataset.open))
  }
  if (event.target.closest("[data-close]")) close(event.target.closest("dialog"))
})

// What somebody wrote in a dialog is not thrown away by a slip of the finger.
const written = new WeakSet()
document.addEventListener("input", (event) => {
  const dialog = event.target.closest("dialog[data-discard]")
  if (dialog && event.target.matches("textarea, input:not([type=radio])")) written.add(dialog)
})

const mayGo = (dialog) => !written.has(dialog) || confirm(dialog.dataset.discard)

function close(dialog) {
  if (dialog && mayGo(dialog)) dialog.close()
}

export function open(dialog) {
  if (!dialog || dialog.open) return
  if (!document.querySelector("dialog:modal")) opener = document.activeElement
  dialog.showModal()
  dialog.addEventListener("close", () => back(dialog), { once: true })
  dialog.addEventListener("cancel", (event) => mayGo(dialog) || event.preventDefault())
  FIRST.map((wanted) => dialog.querySelector(wanted)).find(Boolean)?.focus()
}

// One the server sent is used once; closed, it goes away.
function back(dialog) {
  if (dialog.matches("[data-auto]")) dialog.remove()
  if (document.querySelector("dialog:modal")) return
  const again = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id)
  ;(again || document.getElementById("main"))?.focus({ preventScroll: true })
}

document.addEventListener("htmx:load", (event) => {
  const sent = event.detail.elt
  if (sent.matches?.("dialog[data-auto]")) open(sent)
  for (const dialog of sent.querySelectorAll?.("dialog[data-auto]") ?? []) open(dialog)
})

// The answer to a dialog's form takes the dialog out of the page.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "dialog-slot" && opener) back(event.detail.target)
})

for (const dialog of document.querySelectorAll("dialog[data-auto]")) open(dialog)
