// A press on data-copy="…" puts that text on the clipboard, whatever else the press does; data-copied is then said.
import { announce } from "./announce.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]")
  if (!button || !navigator.clipboard) return
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
    if (button.dataset.copied) announce(button.dataset.copied)
  } catch {
    // Not allowed here: the text stands on the page and can be copied by hand.
  }
})
