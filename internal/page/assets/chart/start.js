// Begins a function that draws the growth with uPlot; the files of this folder
// are its parts, in the order of assets.go. uPlot gets a scale of days and looks
// after axes, cursor and zoom.

const section = document.getElementById("growth");
if (!section) return;
const history = JSON.parse(document.getElementById("history").textContent);
const DAY = 86400, HUES = 10;
const { last, figures } = history;
let figure, first; // the one that is shown, and its first day
const comma = new Intl.NumberFormat("en"), number = (n) => comma.format(n);
const utc = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const long = utc({ day: "numeric", month: "long", year: "numeric" }), month = new Intl.DateTimeFormat("en", { timeZone: "UTC", month: "short" });
const date = (day) => new Date(day * DAY * 1000);
const $ = (id) => document.getElementById(id);

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
