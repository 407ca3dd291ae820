// The button that prints appears where there is a script to do it; the browser's own way is there all the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
