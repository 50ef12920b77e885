// The buttons for the range.

const ranges = Array.from($("ranges").children, (button) => {
  const months = Number(button.dataset.months), since = date(last);
  since.setUTCMonth(since.getUTCMonth() - months);
  const from = months ? since / 1000 : -Infinity;
  button.addEventListener("click", () => zoom(from, x[x.length - 1]));
  return { button, from };
});

function zoom(min, max) {
  min = Math.max(min, x[0]);
  max = Math.min(max, x[x.length - 1]);
  if (max - min < DAY) return;
  const [low, high] = heights(min, max);
  u.batch(() => {
    u.setScale("x", { min, max });
    u.setScale("y", { min: low, max: high });
  });
  press(min, max);
}

// press shows which range it is, and which are longer than the data.
function press(min, max) {
  for (const { button, from } of ranges) {
    button.disabled = from < x[0] && from > -Infinity;
    button.setAttribute("aria-pressed", !button.disabled && min === Math.max(from, x[0]) && max === x[x.length - 1]);
  }
}
