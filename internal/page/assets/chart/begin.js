// Everything is there: begin.

section.hidden = false;
readColours();
draw(asked() ?? figures[0]);

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
