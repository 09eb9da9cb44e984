import type { Widget } from './check-widget.ts';
import { encodePng } from './encode-png.ts';

type Colour = readonly [red: number, green: number, blue: number];

const paper: Colour = [255, 255, 255];
const grid: Colour = [233, 235, 237];
const threshold: Colour = [209, 50, 18];
const moment: Colour = [84, 91, 100];
const series: readonly Colour[] = [
  [31, 119, 180],
  [255, 127, 14],
  [44, 160, 44],
  [148, 103, 189],
];

/**
 * A picture of made-up values: a wave that rises above the threshold at the first vertical annotation. The same widget
 * gives the same picture.
 */
export function drawChart(widget: Widget): Buffer {
  const { width, height, startMs, endMs, lines, thresholds, momentsMs } = widget;
  const pixels = Buffer.alloc(width * height * 3, 0xff);
  const dot = (x: number, y: number, [red, green, blue]: Colour = paper) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    pixels.set([red, green, blue], (Math.round(y) * width + Math.round(x)) * 3);
  };
  const limit = thresholds[0] ?? 1;
  const top = Math.max(...thresholds, limit) * 2 || 2;
  const heightOf = (value: number) => Math.round((height - 1) * (1 - value / top));
  const widthOf = (ms: number) => Math.round(((ms - startMs) / (endMs - startMs)) * (width - 1));
  const riseMs = momentsMs[0] ?? startMs + (endMs - startMs) / 2;
  for (let y = 0; y < height; y += Math.ceil(height / 5)) for (let x = 0; x < width; x += 1) dot(x, y, grid);
  for (let line = 0; line < Math.min(lines, series.length); line += 1) {
    let before: number | undefined;
    for (let x = 0; x < width; x += 1) {
      const ms = startMs + ((endMs - startMs) * x) / width;
      const wave = limit * (0.5 + 0.1 * Math.sin((ms / 600_000) * (line + 1)) - 0.1 * line);
      const rise = limit * 0.9 * Math.min(1, Math.max(0, (ms - riseMs) / 600_000 + 1));
      const y = Math.min(height - 1, Math.max(0, heightOf(wave + rise)));
      const [from, to] = [Math.min(before ?? y, y), Math.max(before ?? y, y)];
      for (let step = from; step <= to; step += 1) dot(x, step, series[line]);
      before = y;
    }
  }
  for (const value of thresholds) for (let x = 0; x < width; x += 1) dot(x, heightOf(value), threshold);
  for (const ms of momentsMs) for (let y = 0; y < height; y += 1) if (y % 6 < 4) dot(widthOf(ms), y, moment);
  return encodePng(pixels, width, height);
}
