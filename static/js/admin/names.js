// Select2 gives its fields no name that a screen reader finds: they get the one of the field they stand for.
function nameOf(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  return select.getAttribute("aria-label") ?? label?.textContent.trim().replace(/:$/, "") ?? "";
}

function nameFields() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    for (const part of select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", nameOf(select));
    }
  }
}

new MutationObserver(nameFields).observe(document.documentElement, { childList: true, subtree: true });
