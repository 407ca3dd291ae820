// [data-files]: the chosen files stand in a list before they are sent, each can be taken out again, and one that the
// server will not take is said at once. Pasted and dropped files are added.
const LARGEST = 25 * 1024 * 1024

const box = (element) => element.closest?.("[data-files]")
const inputOf = (area) => area.querySelector("input[type=file]")

function chosen(input, files) {
  const all = new DataTransfer()
  for (const file of files) all.items.add(file)
  input.files = all.files
  show(box(input))
}

function size(bytes) {
  const language = document.documentElement.lang
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"]
  return `${amount.toLocaleString(language, { maximumFractionDigits: 1 })}\u00a0${unit}`
}

function show(area) {
  const input = inputOf(area)
  const list = area.querySelector(".hd-uploads")
  list.replaceChildren(...[...input.files].map((file, number) => row(area, file, number)))
  list.hidden = input.files.length === 0
}

function row(area, file, number) {
  const large = file.size > LARGEST
  const item = document.createElement("li")
  item.classList.toggle("is-bad", large)
  const sign = document.createElement("span")
  const words = document.createElement("div")
  const name = document.createElement("b")
  const note = document.createElement("span")
  name.textContent = file.name
  name.dir = "auto"
  note.className = "m num"
  note.textContent = large ? `${size(file.size)}. ${area.dataset.textLarge}` : size(file.size)
  words.append(name, note)
  const remove = document.createElement("button")
  remove.type = "button"
  remove.className = "btn btn-quiet btn-sm"
  remove.textContent = area.dataset.textRemove
  remove.setAttribute("aria-label", `${area.dataset.textRemove}: ${file.name}`)
  remove.addEventListener("click", () => {
    const input = inputOf(area)
    chosen(input, [...input.files].filter((_, other) => other !== number))
    input.focus()
  })
  item.append(sign, words, remove)
  return item
}

document.addEventListener("change", (event) => {
  if (event.target.type === "file" && box(event.target)) show(box(event.target))
})

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files
  const area = box(event.target) ?? event.target.closest?.("form")?.querySelector("[data-files]")
  if (!files?.length || !area) return
  event.preventDefault()
  chosen(inputOf(area), [...inputOf(area).files, ...files])
})

document.addEventListener("dragover", (event) => {
  if (box(event.target)) event.preventDefault()
})

document.addEventListener("drop", (event) => {
  const area = box(event.target)
  if (!area || !event.dataTransfer.files.length) return
  event.preventDefault()
  chosen(inputOf(area), [...inputOf(area).files, ...event.dataTransfer.files])
})
