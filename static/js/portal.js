// The employees' pages. All of them work without this file; it makes them handier.
import "./portal-files.js";
import "./portal-once.js";
import { open } from "./dialogs.js";

// The first thing to read after an error or after sending.
document.querySelector("[data-first]")?.focus()

// A dialog the server printed open, so that it works without script, becomes a real one.
for (const dialog of document.querySelectorAll("dialog[data-printed][open]")) {
  dialog.removeAttribute("open")
  open(dialog)
}

// What was picked in a folded question stands on its line at once.
document.addEventListener("change", (event) => {
  const tile = event.target.closest?.(".hd-answered .hd-tile")
  if (!tile) return
  const summary = tile.closest("details").querySelector("summary")
  summary.querySelector("b").textContent = tile.querySelector("b").textContent
  summary.querySelector(".icon").replaceWith(tile.querySelector(".icon").cloneNode(true))
})

// What was picked before the scripts were there, or what the browser put back into the form, counts as picked now.
window.addEventListener("load", () => {
  for (const radio of document.querySelectorAll(".hd-report input[type=radio]:checked")) {
    if (!radio.defaultChecked) radio.dispatchEvent(new Event("change", { bubbles: true }))
  }
})

// A shown password stays visible only as long as the button is pressed in.
document.addEventListener("click", (event) => {
  const eye = event.target.closest?.("[data-eye]")
  if (!eye) return
  const field = document.getElementById(eye.dataset.eye)
  const shown = field.type === "password"
  field.type = shown ? "text" : "password"
  eye.setAttribute("aria-pressed", String(shown))
})
