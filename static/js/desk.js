// What the agents' pages have besides.
import "./list.js";
import "./selection.js";
import "./tabs.js";
import "./drafts.js";
import "./feed.js";
import "./attach.js";
import "./refused.js";
import "./toast.js";
import "./guard.js";
import "./copy.js";
