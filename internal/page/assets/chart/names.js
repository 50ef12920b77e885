// Names below the chart: press to hide or show, twice to show alone.

const names = $("names");
const reset = make("button", "", "Show all");
reset.type = "button";
reset.id = "all";

function toggle(line) {
  const button = make("button"), n = make("span", "n", number(line.counts.at(-1) ?? 0));
  button.type = "button";
  line.swatch = make("span", "swatch");
  line.button = button;
  button.append(line.swatch, make("bdi", "", line.name), n);
  button.addEventListener("click", (e) => e.shiftKey ? alone(line) : choose([line], !line.shown));
  button.addEventListener("dblclick", () => alone(line));
  for (const on of ["mouseenter", "focus"]) button.addEventListener(on, () => point(line));
  for (const off of ["mouseleave", "blur"]) button.addEventListener(off, () => point(null));
  return button;
}

function point(line) {
  near = line;
  highlight(u);
}

function alone(line) {
  const others = lines.some((l) => l !== line && l.shown);
  for (const l of lines) l.shown = !others || l === line;
  refresh();
}

function choose(some, shown) {
  for (const l of some) l.shown = shown;
  refresh();
}

function refresh() {
  paint();
  for (const l of lines) l.button.setAttribute("aria-pressed", l.shown);
  $("total").setAttribute("aria-pressed", total.shown);
  reset.hidden = lines.every((l) => l.shown);
  if (!u) return;
  u.batch(() => {
    drawn.forEach((l, i) => {
      if (u.series[i + 1].show !== l.shown) u.setSeries(i + 1, { show: l.shown });
    });
    u.redraw(true, true);
    zoom(u.scales.x.min, u.scales.x.max);
  });
  highlight(u);
  say(day ?? last);
}

function listNames() {
  const some = lines.filter((l) => l.hue >= 0), rest = lines.filter((l) => l.hue < 0);
  names.replaceChildren(...some.map(toggle), reset);
  if (!rest.length) return;
  const details = make("details"), inner = make("div");
  details.append(make("summary", "", `${number(rest.length)} more ${rest.length === 1 ? "organisation" : "organisations"}`), inner);
  inner.append(...rest.map(toggle));
  names.append(details);
}

reset.addEventListener("click", (e) => {
  choose(lines, true);
  if (!e.detail) names.firstChild.focus(); // the keyboard's focus was on what is hidden now
});
$("total").addEventListener("click", () => choose([total], !total.shown));
