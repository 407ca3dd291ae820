// What every page has. Each module starts with its elements, so swapped pieces just work.
import "./sla-clock.js"
import "./announce.js"
import "./dialogs.js"
import "./keyboard.js"
import "./busy.js"
