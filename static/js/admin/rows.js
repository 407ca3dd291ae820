// One more row in a form of many: <button data-add-row="only"> copies <template id="only-empty"> into #only-rows and
// counts it. Without this module the same button asks the server for the page with one more row.
function addRow(prefix) {
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const rows = document.getElementById(`${prefix}-rows`);
  const number = Number(total.value);
  const text = document.getElementById(`${prefix}-empty`).innerHTML.replaceAll("__prefix__", number);
  rows.insertAdjacentHTML("beforeend", text.replace(/aria-label="([^"]*?) ?(:[^"]*)"/g, `aria-label="$1 ${number + 1}$2"`));
  total.value = number + 1;
  rows.lastElementChild.querySelector("select, input").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (button) {
    event.preventDefault();
    addRow(button.dataset.addRow);
  }
});
