// Colours, by the reader's theme.

let colours;
function readColours() {
  const style = getComputedStyle(document.documentElement), value = (name) => style.getPropertyValue(name).trim();
  colours = { rest: value("--line-rest") || value("--axis"), line: [], text: [] };
  for (let i = 0; i < HUES; i++) {
    colours.line.push(value(`--line-hue-${i}`));
    colours.text.push(value(`--text-hue-${i}`));
  }
  for (const name of ["canvas", "fg", "muted", "grid", "axis"]) colours[name] = value(`--${name}`);
}

// paint gives the lines their hues. As long as many are shown the largest
// alone have one; of few, each gets one that is free.
function paint() {
  const shown = lines.filter((l) => l.shown);
  const taken = new Set(shown.map((l) => l.hue));
  const free = colours.line.map((_, i) => i).filter((i) => colours.line[i] && !taken.has(i));
  for (const l of lines) l.now = l.hue;
  if (shown.length <= HUES) for (const l of shown) if (l.hue < 0 && free.length) l.now = free.shift();
  const rest = shown.filter((l) => l.now < 0).length;
  restAlpha = Math.max(0.15, Math.min(1, 40 / rest));
  for (const l of lines) l.swatch.className = `swatch ${l.now < 0 ? "rest" : `hue-${l.now}`}`;
}
let restAlpha = 1;

function stroke(line) {
  if (line === total) return colours.fg;
  return line.now < 0 ? colours.rest : colours.line[line.now];
}
