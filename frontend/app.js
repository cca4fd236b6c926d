import "htmx.org";
import "./js/keys.js";
import "./js/menus.js";
import "./js/find.js";
import "./js/tickets.js"; // before the lists: in the queue its key for one comes first
import "./js/lists.js";
import "./js/toasts.js";
import "./js/clock.js";
import "./js/theme.js";
import "./js/lookup.js";
import "./js/sheet.js";
import "./js/files.js";
import "./js/small.js";
import "./js/board.js";
import "./js/articles.js";
import "./js/answering.js";
import "./js/asking.js";
