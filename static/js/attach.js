// Names the files that were chosen, beside the clip.

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-attach]")) return
  const out = event.target.form.querySelector("[data-attached]")
  if (out) out.textContent = [...event.target.files].map((file) => file.name).join(", ")
})
