/** Where the plot of a chart lies, for the cursor over it. */
export interface PlotLayout {
  plot: { x: number; y: number; width: number; height: number };
  /** Width of one bucket. */
  band: number;
  /** Which bucket lies at a horizontal position, or null outside the plot. */
  bucketAt: (x: number) => number | null;
  centre: (bucket: number) => number;
}

/** Equal buckets along a plot. */
export function plotLayout(plot: PlotLayout['plot'], buckets: number): PlotLayout {
  const band = plot.width / Math.max(1, buckets);
  return {
    plot,
    band,
    bucketAt: (x) => {
      const i = Math.floor((x - plot.x) / band);
      return i >= 0 && i < buckets ? i : null;
    },
    centre: (bucket) => plot.x + (bucket + 0.5) * band,
  };
}
