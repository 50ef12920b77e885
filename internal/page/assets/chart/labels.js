// The names at the ends of the lines.

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
  const numbers = measure.measureText(number(Math.round(heights(x[0], x[x.length - 1])[1]))).width;
  return Math.ceil(widest + Math.max(64, numbers + 28));
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
