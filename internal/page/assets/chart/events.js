// Milestones: a line for each, below the data, and its number above. Numbers
// that would touch are one.

function eventsIn(u) {
  return history.events.map(({ day, until }, i) => {
    const on = day < first && first <= until ? first : day; // a year in which the chart begins
    return { from: i + 1, to: i + 1, seconds: on * DAY };
  }).filter(({ seconds }) => seconds >= u.scales.x.min && seconds <= u.scales.x.max);
}

function drawEvents(u) {
  const { ctx, bbox } = u, p = uPlot.pxRatio;
  ctx.save();
  ctx.font = font(500, 11 * p);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  const named = ({ from, to }) => from === to ? String(from) : `${from}–${to}`;
  const together = (e) => {
    const half = ctx.measureText(named(e)).width / 2 + 2 * p, middle = (e.first + e.last) / 2;
    return { ...e, middle, left: middle - half, right: middle + half };
  };
  const numbers = [];
  for (const { from, to, seconds } of eventsIn(u)) {
    const x = Math.round(u.valToPos(seconds, "x", true));
    ctx.fillStyle = colours.rest;
    ctx.fillRect(x, bbox.top - 3 * p, Math.max(1, Math.round(p)), bbox.height + 3 * p);
    let e = together({ from, to, first: x, last: x });
    for (let before; (before = numbers.at(-1)) && before.right > e.left; numbers.pop()) {
      e = together({ from: before.from, to: e.to, first: before.first, last: e.last });
    }
    numbers.push(e);
  }
  ctx.fillStyle = colours.fg;
  for (const e of numbers) ctx.fillText(named(e), e.middle, bbox.top - 6 * p);
  ctx.restore();
}
