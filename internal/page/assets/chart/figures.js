// The switch between the figures, and the address that says which one it is.

let u = null;
const choice = $("figure");

// draw begins anew with a figure. Lines that are hidden stay so, and the range
// stays where the figure has it.
function draw(chosen) {
  const range = u && (u.scales.x.min > x[0] || u.scales.x.max < x[x.length - 1]) ? [u.scales.x.min, u.scales.x.max] : null;
  if (u) {
    leave();
    u.destroy();
    u = null;
  }
  take(chosen);
  if (choice) choice.value = figure.key;
  $("told").textContent = figure.text;
  plot.setAttribute("aria-label", `Day of the chart of ${figure.noun}`);
  plot.setAttribute("aria-valuemin", first);
  listNames();
  refresh();
  const nothing = new Uint8Array(x.length); // heights come from the points of change
  u = new uPlot(options(), [x, ...drawn.map(() => nothing)], plot);
  u.root.append(over);
  press(x[0], x[x.length - 1]);
  if (range) zoom(...range);
  say(last);
}

function asked() {
  const key = new URLSearchParams(location.hash.slice(1)).get("figure");
  return figures.find((f) => f.key === key);
}

if (choice) choice.addEventListener("change", () => {
  draw(figures.find((f) => f.key === choice.value));
  window.history.replaceState(null, "", figure === figures[0] ? location.pathname + location.search : `#figure=${figure.key}`);
});
addEventListener("hashchange", () => {
  const chosen = asked();
  if (chosen && chosen !== figure) draw(chosen);
});
