// Reading a day: the box beside the pointer.

const over = document.createElement("canvas"); // the line under the pointer, on top of all
over.id = "over";
let day = null, near = null;
const pool = [], ROW = 18;

function valuesOn(day) {
  const values = [];
  for (const l of lines) {
    if (!l.shown) continue;
    const i = at(l, day);
    if (i >= 0) values.push({ l, n: l.counts[i] });
  }
  return values.sort((a, b) => b.n - a.n);
}

function follow(u) {
  const { idx, left, top } = u.cursor;
  if (idx == null || left < 0) return leave();
  const width = u.bbox.width / uPlot.pxRatio, height = u.bbox.height / uPlot.pxRatio;
  day = first + idx;
  if (!keyed && width - left < 3) day = Math.floor(u.scales.x.max / DAY); // a pixel may be a week
  const values = valuesOn(day);
  if (!keyed) near = nearest(values, (height - top) / height * u.scales.y.max, 12 / height * u.scales.y.max);
  show(u, values);
  highlight(u);
}

// nearest returns the line whose count is nearest to n, if one is near enough.
function nearest(values, n, within) {
  let best = null;
  for (const v of values) {
    const distance = Math.abs(v.n - n);
    if (distance < within) [best, within] = [v.l, distance];
  }
  return best;
}

function leave() {
  day = near = null;
  readout.hidden = true;
  if (u) highlight(u);
}

function rowOf(i) {
  if (!pool[i]) {
    const row = make("div"), swatch = make("span", "swatch"), who = make("bdi", "who"), n = make("span");
    row.append(swatch, who, n);
    pool[i] = { row, swatch, who, n };
    list.append(row);
  }
  return pool[i];
}
const head = make("div", "day"), headDay = make("span"), headTotal = make("span"), list = make("div", "rows"), more = make("div", "more");
head.append(headDay, headTotal);
readout.append(head, list, more);

function show(u, values) {
  const all = total.counts[at(total, day)];
  headDay.textContent = long.format(date(day));
  headTotal.textContent = `${number(all)} in total`;
  // All, or as many as stand beside the chart.
  const fits = values.length <= (innerHeight - 64) / ROW;
  const rows = fits ? values.length : Math.max(5, Math.floor((Math.min(u.height, innerHeight) - 80) / ROW));
  for (let i = 0; i < Math.max(rows, pool.length); i++) {
    const { row, swatch, who, n } = rowOf(i);
    row.hidden = i >= rows;
    if (row.hidden) continue;
    const v = values[i];
    swatch.className = `swatch ${v.l.now < 0 ? "rest" : `hue-${v.l.now}`}`;
    who.textContent = v.l.name;
    n.textContent = number(v.n);
    row.classList.toggle("near", v.l === near);
  }
  more.hidden = rows === values.length;
  if (!more.hidden) more.textContent = `and ${number(values.length - rows)} more with ${number(values.slice(rows).reduce((sum, v) => sum + v.n, 0))}`;
  readout.hidden = false;
  place(u);
}

// place puts the readout beside the cursor, inside the window.
function place(u) {
  const box = plot.getBoundingClientRect(), { width, height } = readout.getBoundingClientRect();
  const cursor = u.bbox.left / uPlot.pxRatio + u.cursor.left;
  let left = cursor + 16;
  if (left + width > box.width) left = cursor - 16 - width;
  left = Math.max(8 - box.left, Math.min(left, box.width - width));
  const top = Math.max(8 - box.top, Math.min(8, innerHeight - 8 - height - box.top));
  readout.style.transform = `translate(${Math.round(left)}px,${Math.round(top)}px)`;
}

// highlight draws the line that is pointed at, and where the cursor meets
// the coloured ones.
function highlight(u) {
  const { width, height } = u.ctx.canvas, p = uPlot.pxRatio;
  if (over.width !== width || over.height !== height) { over.width = width; over.height = height; }
  const ctx = over.getContext("2d");
  ctx.clearRect(0, 0, width, height);
  if (near && near.shown) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    ctx.clip();
    ctx.strokeStyle = near.now < 0 ? colours.fg : stroke(near);
    ctx.lineWidth = (near.now < 0 ? 2 : 3) * p;
    ctx.stroke(steps(u, near));
    ctx.restore();
  }
  if (day === null) return;
  const left = u.valToPos(day * DAY, "x", true);
  for (const l of drawn) {
    const i = l.shown && (l === near || l === total || l.now >= 0) ? at(l, day) : -1;
    if (i < 0) continue;
    ctx.beginPath();
    ctx.arc(left, u.valToPos(l.counts[i], "y", true), 3.5 * p, 0, 7);
    ctx.fillStyle = l === near && l.now < 0 ? colours.fg : stroke(l);
    ctx.fill();
    ctx.strokeStyle = colours.canvas;
    ctx.lineWidth = 1.5 * p;
    ctx.stroke();
  }
}
