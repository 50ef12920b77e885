// The lines, the largest first, as in the table.

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

// sum returns what all lines had together, from the first day on.
function sum(lines) {
  const growth = new Float64Array(last - first + 1);
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

const all = history.series.map((s) => ({ name: s.name, own: s.hue, shown: true }));
const total = { name: "Total", hue: -1, shown: false };
let lines, drawn, x; // of the figure; days in seconds

// take makes a figure's the lines, without those of which it is not known.
function take(chosen) {
  figure = chosen;
  first = figure.first;
  x = Float64Array.from({ length: last - first + 1 }, (_, i) => (first + i) * DAY);
  all.forEach((l, i) => Object.assign(l, decode(figure.points[i])));
  lines = all.filter((l) => l.days.length).sort((a, b) => b.counts.at(-1) - a.counts.at(-1));
  drawn = [...lines].reverse().concat(total); // the largest on top
  Object.assign(total, sum(lines));
  handOut();
}

// handOut gives the largest lines a hue: the one that they have in the first
// chart, or one that none of them has.
function handOut() {
  const hues = all.filter((l) => l.own >= 0).map((l) => l.own);
  if (figure === figures[0]) return all.forEach((l) => l.hue = l.own);
  for (const l of all) l.hue = -1;
  const top = lines.slice(0, hues.length);
  for (const l of top) l.hue = l.own;
  const free = hues.filter((hue) => !top.some((l) => l.hue === hue));
  for (const l of top.filter((l) => l.hue < 0).sort((a, b) => a.name < b.name ? -1 : 1)) l.hue = free.shift();
}

// at returns the place of the point that holds on a day; -1 before the first.
function at({ days }, day) {
  let low = 0, high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1; else high = middle;
  }
  return low - 1;
}
