// What a verb refuses (409) is said inside the form it came from, which keeps everything that was written; where there
// is no form, as a toast. A refusal that brings its own place along (HX-Retarget) goes there.

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, elt } = event.detail
  if (xhr.status !== 409 || xhr.getResponseHeader("HX-Retarget")) return
  const place = elt.querySelector?.("[data-refused]")
  event.detail.target = place ?? document.getElementById("toast-slot")
  event.detail.swapOverride = "innerHTML"
  elt.closest("[popover]")?.hidePopover()
})
