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

// sum returns what all lines had together.
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
