// A form that comes back with faults begins where they are told: whoever has only a keyboard would pass all the menus
// first. The list of faults leads to each field; where there is none, the first faulty field has the focus.
const first = document.querySelector(".errornote a[href^='#']") ?? document.querySelector("#content-main [aria-invalid=true]");
first?.focus();
