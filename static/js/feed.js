// A conversation opens at its end, unless the address names an entry of it.

const namedEntry = () => (location.hash ? document.getElementById(location.hash.slice(1)) : null)

function toEnd(root) {
  const feed = root.matches?.("[data-feed]") ? root : root.querySelector?.("[data-feed]")
  if (!feed) return
  const named = namedEntry()
  if (!named || !feed.contains(named)) feed.scrollTop = feed.scrollHeight
}

toEnd(document)
document.addEventListener("htmx:oobAfterSwap", (event) => toEnd(event.detail.target.ownerDocument))

// A link to an entry or a calculation opens what hides it.
function reveal() {
  const named = namedEntry()
  const hiding = named?.closest("details:not([open])")
  if (hiding) {
    hiding.open = true
    named.scrollIntoView({ block: "nearest" })
  }
}
window.addEventListener("hashchange", reveal)
reveal()
