// Selected rows of a list: x selects the row at the cursor, Shift+x or Shift+click a range; the bar shows while any is.

let last = null
const boxes = () => [...document.querySelectorAll("[data-row] input[name=number]")]

function show() {
  const all = boxes()
  const chosen = all.filter((box) => box.checked)
  for (const box of all) box.closest("[data-row]").classList.toggle("is-sel", box.checked)
  const bar = document.getElementById("bulk")
  if (!bar) return
  bar.hidden = !chosen.length
  bar.querySelector("[data-selected]").textContent = chosen.length
  const everything = document.querySelector("[data-select-all]")
  if (everything) {
    everything.checked = chosen.length === all.length
    everything.indeterminate = chosen.length > 0 && chosen.length < all.length
  }
}

function range(to) {
  const all = boxes()
  const ends = [all.indexOf(last), all.indexOf(to)].sort((a, b) => a - b)
  if (ends[0] < 0) return
  for (const box of all.slice(ends[0], ends[1] + 1)) box.checked = to.checked
}

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-row] input[name=number]")) {
    if (event.shiftKey && last) range(event.target)
    last = event.target
    show()
  }
  if (event.target.matches("[data-select-all]")) {
    for (const box of boxes()) box.checked = event.target.checked
    show()
  }
  if (event.target.closest("[data-select-none]")) {
    for (const box of boxes()) box.checked = false
    show()
  }
})

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.singleKeys === "off" || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key.toLowerCase() !== "x" || event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return
  const box = document.querySelector("[data-cursor] input[name=number]")
  if (!box) return
  box.checked = !box.checked
  if (event.shiftKey && last) range(box)
  last = box
  show()
  event.preventDefault()
})

document.addEventListener("htmx:afterSwap", show)
window.addEventListener("pageshow", show) // the browser may have kept the boxes of the page before
