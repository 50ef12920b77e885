// Draws the growth with uPlot. Lines are drawn from their points of change
// alone; uPlot gets a scale of days and looks after axes, cursor and zoom.
(function () {
  "use strict";
  const section = document.getElementById("growth");
  if (!section) return;
  const history = JSON.parse(document.getElementById("history").textContent);
  const DAY = 86400, HUES = 10;
  const { first, last } = history;
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

  // ---- The lines: the largest first, as in the table.

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) VALUE[DIGITS.charCodeAt(i)] = i;

  // decode reads the days on which a count changed: see points in data.go.
  function decode(text) {
    const days = [], counts = [];
    let day = first - 1, count = 0, gap = 0, shift = 0;
    for (let i = 0; i < text.length;) {
      let v = VALUE[text.charCodeAt(i++)];
      if (v & 32) {
        gap += (v & 31) * 2 ** shift;
        shift += 5;
        continue;
      }
      let change = v >> 1;
      for (let s = 4; v & 1; s += 4) {
        v = VALUE[text.charCodeAt(i++)];
        change += (v >> 1) * 2 ** s;
      }
      day += gap + 1;
      count += change % 2 ? -(change + 1) / 2 : change / 2;
      days.push(day);
      counts.push(count);
      gap = shift = 0;
    }
    return { days, counts };
  }

  // sum returns what all lines had together.
  function sum(lines) {
    const growth = new Int32Array(last - first + 1);
    for (const { days, counts } of lines) {
      for (let i = 0; i < days.length; i++) growth[days[i] - first] += counts[i] - (i ? counts[i - 1] : 0);
    }
    const days = [], counts = [];
    let n = 0;
    growth.forEach((change, i) => {
      n += change;
      if (change || !i) {
        days.push(first + i);
        counts.push(n);
      }
    });
    return { days, counts };
  }

  const lines = history.series.map((s) => ({ name: s.name, hue: s.hue, shown: true, ...decode(s.points) }));
  const total = { name: "Total", hue: -1, shown: false, ...sum(lines) };
  const drawn = [...lines].reverse().concat(total); // the largest on top

  // at returns the place of the point that holds on a day; -1 before the first.
  function at({ days }, day) {
    let low = 0, high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle] <= day) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  // ---- Colours, by the reader's theme.

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

  // ---- uPlot.

  const plot = $("plot"), readout = $("readout");
  const x = Float64Array.from({ length: last - first + 1 }, (_, i) => (first + i) * DAY);
  const nothing = new Uint8Array(x.length); // heights come from the points of change

  // steps returns the path of a line; what moves by less than a pixel is left out.
  function steps(u, line) {
    const path = new Path2D(), { days, counts } = line;
    const px = (day) => Math.round(u.valToPos(day * DAY, "x", true)), py = (n) => Math.round(u.valToPos(n, "y", true));
    const from = u.scales.x.min / DAY, to = Math.min(u.scales.x.max / DAY, last);
    let i = Math.max(0, at(line, from));
    if (!days.length || days[i] > to) return path;
    let y = py(counts[i]);
    path.moveTo(px(Math.max(days[i], from)), y);
    while (++i < days.length && days[i] <= to) {
      const next = py(counts[i]);
      if (next === y) continue;
      const at = px(days[i]);
      path.lineTo(at, y);
      path.lineTo(at, y = next);
    }
    path.lineTo(px(to), y);
    return path;
  }

  function highest(u, min, max) {
    let top = 0;
    for (const line of drawn) {
      if (!line.shown) continue;
      for (let i = Math.max(0, at(line, min / DAY)); i < line.days.length && line.days[i] * DAY <= max; i++) top = Math.max(top, line.counts[i]);
    }
    return top;
  }

  // ticks writes days as the step between them asks.
  function ticks(u, values, axis, space, step) {
    let before;
    return values.map((v) => {
      const d = new Date(v * 1000), year = d.getUTCFullYear(), other = before !== year;
      before = year;
      if (step >= 365 * DAY) return String(year);
      if (step >= 28 * DAY) return d.getUTCMonth() === 0 ? String(year) : month.format(d) + (other ? ` ${year}` : "");
      return `${d.getUTCDate()} ${month.format(d)}` + (other ? ` ${year}` : "");
    });
  }

  const font = (weight, size) => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  const GAP = 10;

  function series(line) {
    return {
      scale: "y", label: line.name, show: line.shown, auto: false, points: { show: false },
      stroke: () => stroke(line),
      get width() { return line === total || line.now >= 0 ? 2 : 1; },
      get alpha() { return line !== total && line.now < 0 ? restAlpha : 1; },
      paths: (u) => ({ stroke: steps(u, line), fill: null, clip: null, band: null, gaps: null, flags: 0 }),
    };
  }

  // size leaves room at the right for the names of the largest lines.
  function size() {
    const width = plot.clientWidth;
    return { width, height: Math.round(Math.max(300, Math.min(520, width * 0.5))) };
  }

  function options() {
    return {
      ...size(),
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
      padding: [12, () => labelRoom(), 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 6 },
        bind: { dblclick: () => () => zoom(x[0], x[x.length - 1]) } },
      scales: {
        x: { time: true, range: (u, min, max) => [min, max] },
        y: { auto: false, range: (u) => [0, Math.max(1, highest(u, u.scales.x.min ?? x[0], u.scales.x.max ?? x[x.length - 1]) * 1.04)] },
      },
      axes: [
        {
          stroke: () => colours.muted, font: font(400, 12), size: 32, gap: 6, values: ticks,
          space: (u, axis, min, max) => max - min > 1500 * DAY ? 40 : 72, // years are short
          incrs: [1, 2, 7, 14, 30, 90, 180, 365, 730, 1825, 3650, 7300, 18250].map((n) => n * DAY),
          grid: { show: false }, ticks: { stroke: () => colours.axis, size: 4, width: 1 }, border: { show: true, stroke: () => colours.axis, width: 1 },
        },
        {
          stroke: () => colours.muted, font: font(400, 12), gap: 8, space: 48,
          incrs: [0, 1, 2, 3, 4, 5, 6].flatMap((k) => [1, 2, 5].map((n) => n * 10 ** k)),
          size: (u, values) => 16 + 7.2 * Math.max(1, ...(values || [""]).map((v) => v.length)),
          values: (u, values) => values.map(number),
          grid: { stroke: () => colours.grid, width: 1 }, ticks: { show: false },
        },
      ],
      series: [{}, ...drawn.map(series)],
      hooks: {
        drawClear: [drawCounted],
        draw: [drawLabels],
        ready: [() => performance.mark("org-growth drawn")],
        setCursor: [follow],
        setSelect: [(u) => {
          const { left, width } = u.select;
          if (width > 0) {
            zoom(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          }
        }],
      },
    };
  }

  // drawCounted marks the day from which counts are observed, not derived.
  function drawCounted(u) {
    const day = history.counted;
    if (!day || day * DAY < u.scales.x.min || day * DAY > u.scales.x.max) return;
    const { ctx } = u, p = uPlot.pxRatio, left = Math.round(u.valToPos(day * DAY, "x", true));
    ctx.save();
    ctx.strokeStyle = colours.axis;
    ctx.setLineDash([p, 3 * p]);
    ctx.lineWidth = p;
    ctx.beginPath();
    ctx.moveTo(left, u.bbox.top);
    ctx.lineTo(left, u.bbox.top + u.bbox.height);
    ctx.stroke();
    ctx.scale(p, p);
    const half = left > u.bbox.left + u.bbox.width / 2;
    ctx.font = font(400, 11);
    ctx.fillStyle = colours.muted;
    ctx.textAlign = half ? "right" : "left";
    ctx.fillText(`counted daily from ${long.format(date(day))}`, left / p + (half ? -6 : 6), u.bbox.top / p + 6);
    ctx.restore();
  }

  // ---- The names at the ends of the lines.

  const LABEL = 16;
  const measure = document.createElement("canvas").getContext("2d");

  function labelled() {
    return drawn.filter((l) => l.shown && (l === total || l.now >= 0)).reverse();
  }

  function fit(text, room) {
    if (measure.measureText(text).width <= room) return text;
    while (text && measure.measureText(text + "…").width > room) text = text.slice(0, -1);
    return text + "…";
  }

  function labelRoom() {
    const width = plot.clientWidth;
    if (width < 640) return 12;
    measure.font = font(500, 12);
    let widest = 0;
    for (const l of labelled()) {
      l.label = fit(l.name, width * 0.2);
      widest = Math.max(widest, measure.measureText(l.label).width);
    }
    return Math.ceil(widest) + 24 + 40;
  }

  // drawLabels sets the names apart from each other, each as near as can be to
  // the end of its line.
  function drawLabels(u) {
    if (plot.clientWidth < 640) return;
    const end = Math.min(u.scales.x.max / DAY, last), p = uPlot.pxRatio, { ctx, bbox } = u;
    const labels = [];
    for (const l of labelled()) {
      const i = at(l, end);
      if (i >= 0) labels.push({ l, n: l.counts[i], y: u.valToPos(l.counts[i], "y", true) / p });
    }
    labels.sort((a, b) => a.y - b.y);
    // together sets labels that touch around the middle of their ends, inside
    // the chart.
    const together = (some) => {
      const half = some.length * LABEL / 2, middle = some.reduce((sum, { y }) => sum + y, 0) / some.length;
      return { labels: some, y: Math.max(bbox.top / p - 4 + half, Math.min(middle, (bbox.top + bbox.height) / p + 8 - half)) };
    };
    const groups = [];
    for (const label of labels) {
      let g = together([label]);
      for (let top; (top = groups.at(-1)) && top.y + top.labels.length * LABEL / 2 > g.y - g.labels.length * LABEL / 2; groups.pop()) {
        g = together(top.labels.concat(g.labels));
      }
      groups.push(g);
    }
    ctx.save();
    ctx.scale(p, p);
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const right = Math.round(u.valToPos(end * DAY, "x", true)) / p;
    for (const g of groups) {
      g.labels.forEach(({ l, n, y }, i) => {
        const to = g.y + (i - (g.labels.length - 1) / 2) * LABEL, hue = stroke(l);
        ctx.globalAlpha = 0.55;
        ctx.strokeStyle = hue;
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(right + 4, y);
        ctx.lineTo(right + 16, to);
        ctx.stroke();
        ctx.globalAlpha = 1;
        ctx.fillStyle = hue;
        ctx.beginPath();
        ctx.arc(right, y, 3, 0, 7);
        ctx.fill();
        ctx.font = font(500, 12);
        ctx.fillStyle = l === total ? colours.fg : colours.text[l.now];
        ctx.fillText(l.label, right + 20, to);
        const wide = ctx.measureText(l.label).width;
        ctx.font = font(400, 12);
        ctx.fillStyle = colours.muted;
        ctx.fillText(number(n), right + 26 + wide, to);
      });
    }
    ctx.restore();
  }

  // ---- Reading a day.

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

  function line(i) {
    if (!pool[i]) {
      const row = make("div"), swatch = make("span", "swatch"), who = make("bdi", "who"), n = make("span");
      row.append(swatch, who, n);
      pool[i] = { row, swatch, who, n };
      list.append(row);
    }
    return pool[i];
  }
  const head = make("div", "day"), headDay = make("span"), headTotal = make("span"), list = make("section"), more = make("div", "more");
  list.style.margin = "0";
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
      const { row, swatch, who, n } = line(i);
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

  // ---- The keyboard: the chart is a slider over its days.

  let keyed = false;
  const PAGE = 30;
  plot.setAttribute("aria-valuemin", first);
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
    go(day === null ? now : to);
  });
  plot.addEventListener("blur", () => u.setCursor({ left: -10, top: -10 }));

  // ---- Names: press to hide or show, twice to show alone.

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
  }

  function list10() {
    const some = lines.filter((l) => l.hue >= 0), rest = lines.filter((l) => l.hue < 0);
    names.append(...some.map(toggle), reset);
    if (!rest.length) return;
    const details = make("details"), inner = make("div");
    details.append(make("summary", "", `${number(rest.length)} more ${rest.length === 1 ? "organisation" : "organisations"}`), inner);
    inner.append(...rest.map(toggle));
    names.append(details);
  }

  reset.addEventListener("click", () => choose(lines, true));
  $("total").addEventListener("click", () => choose([total], !total.shown));

  // ---- Ranges.

  const ranges = Array.from($("ranges").children, (button) => {
    const months = Number(button.dataset.months), since = date(last);
    since.setUTCMonth(since.getUTCMonth() - months);
    const from = months ? since / 1000 : x[0];
    button.disabled = from < x[0];
    button.addEventListener("click", () => zoom(from, x[x.length - 1]));
    return { button, from };
  });

  function zoom(min, max) {
    min = Math.max(min, x[0]);
    max = Math.min(max, x[x.length - 1]);
    if (max - min < DAY) return;
    u.setScale("x", { min, max });
    for (const { button, from } of ranges) button.setAttribute("aria-pressed", min === from && max === x[x.length - 1]);
  }

  // ---- Begin.

  let u = null;
  section.hidden = false;
  readColours();
  list10();
  paint();
  refresh();
  u = new uPlot(options(), [x, ...drawn.map(() => nothing)], plot);
  u.root.append(over);
  zoom(x[0], x[x.length - 1]);
  say(last);

  function recolour() {
    readColours();
    u.redraw(false);
    highlight(u);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  for (const [event, printing] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(event, () => {
      document.documentElement.classList.toggle("printing", printing);
      recolour();
    });
  }
  new ResizeObserver(() => {
    if (plot.clientWidth && plot.clientWidth !== u.width) u.setSize(size());
  }).observe(plot);
})();
