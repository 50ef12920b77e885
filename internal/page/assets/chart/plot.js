// What uPlot is given. Lines are drawn from their points of change alone.

const plot = $("plot"), readout = $("readout");

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

// heights returns the range of counts for one of days, with a little above.
function heights(min, max) {
  let top = 0;
  for (const line of drawn) {
    if (!line.shown) continue;
    for (let i = Math.max(0, at(line, min / DAY)); i < line.days.length && line.days[i] * DAY <= max; i++) top = Math.max(top, line.counts[i]);
  }
  return [0, Math.max(1, top * 1.04)];
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
    padding: [history.events.length ? 24 : 12, () => labelRoom(), 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 6 },
      bind: { dblclick: () => () => zoom(x[0], x[x.length - 1]) } },
    scales: {
      x: { time: true, range: (u, min, max) => [min, max] },
      y: { auto: false, range: (u, min, max) => max == null ? heights(x[0], x[x.length - 1]) : [min, max] },
    },
    axes: [
      {
        stroke: () => colours.muted, font: font(400, 12), size: 32, gap: 6, values: ticks,
        space: (u, axis, min, max, room) => room * 365 * DAY / (max - min) < 72 ? 40 : 72, // years are short
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
      drawClear: [drawEvents, drawCounted],
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
  const day = figure.counted;
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
  const text = `counted daily from ${long.format(date(day))}`, wide = ctx.measureText(text).width, top = u.bbox.top / p + 6;
  const from = left / p + (half ? -6 - wide : 6);
  ctx.textAlign = "left";
  ctx.clearRect(from - 2, top - 10, wide + 4, 14); // no event goes through it
  ctx.fillStyle = colours.muted;
  ctx.fillText(text, from, top);
  ctx.restore();
}
