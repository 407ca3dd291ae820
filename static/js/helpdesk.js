// What every page has. Each module starts with its elements, so swapped pieces just work.
// Imports end with a semicolon: only then does the manifest give them the name that changes with their content.
import "./sla-clock.js";
import "./announce.js";
import "./dialogs.js";
import "./keyboard.js";
import "./busy.js";
