// Everything is there: begin.

let u = null;
section.hidden = false;
readColours();
listNames();
paint();
refresh();
u = new uPlot(options(), [x, ...drawn.map(() => nothing)], plot);
u.root.append(over);
press(x[0], x[x.length - 1]);
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
