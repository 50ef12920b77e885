// The keyboard: the chart is a slider over its days.

let keyed = false;
const PAGE = 30;
plot.setAttribute("aria-valuemax", last);

function say(d) {
  const values = valuesOn(d), words = values.slice(0, HUES).map(({ l, n }) => `${l.name} ${number(n)}`);
  if (values.length > HUES) words.push(`and ${number(values.length - HUES)} more`);
  plot.setAttribute("aria-valuenow", d);
  plot.setAttribute("aria-valuetext", `${long.format(date(d))}: ${number(total.counts[at(total, d)])} in total. ${words.join(", ")}`);
}

function go(d) {
  const min = Math.ceil(u.scales.x.min / DAY), max = Math.floor(u.scales.x.max / DAY);
  d = Math.max(min, Math.min(max, d));
  keyed = true;
  u.setCursor({ left: u.valToPos(d * DAY, "x"), top: 0 });
  keyed = false;
  say(d);
}

plot.addEventListener("keydown", (e) => {
  const now = day ?? Math.floor(u.scales.x.max / DAY);
  const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageUp: now + PAGE, PageDown: now - PAGE, Home: first, End: last }[e.key];
  if (e.key === "Escape") u.setCursor({ left: -10, top: -10 });
  if (to === undefined || e.altKey || e.ctrlKey || e.metaKey) return;
  e.preventDefault();
  go(day === null && e.key.startsWith("Arrow") ? now : to); // the first arrow reads the last day
});
plot.addEventListener("blur", () => u.setCursor({ left: -10, top: -10 }));
