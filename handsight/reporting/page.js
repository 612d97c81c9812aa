// SPDX-FileCopyrightText: 2026 The handsight authors
// SPDX-License-Identifier: Apache-2.0
"use strict";

// Draws every <script class="chart"> of the page with uPlot, in a box before it.

const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d3b", "#7f7f7f"];

// uPlot wants all series on one x axis: the union of theirs. A line goes on over x where its series
// has no point (undefined) and is broken where the point is no number (null).
function aligned(series) {
  const xs = [...new Set(series.flatMap((s) => s.x))].sort((a, b) => a - b);
  const row = new Map(xs.map((x, i) => [x, i]));
  const columns = series.map((s) => {
    const column = new Array(xs.length).fill(undefined);
    s.x.forEach((x, i) => { column[row.get(x)] = s.y[i]; });
    return column;
  });
  return [xs, ...columns];
}

function axis(label, names) {
  const options = { label, stroke: "#888", grid: { stroke: "#8884", width: 1 }, ticks: { stroke: "#8884" } };
  if (names.length > 0) {
    options.splits = () => names.map((_, i) => i);
    options.values = (_, splits) => splits.map((x) => names[x] ?? "");
    options.size = 60; // names may have two lines
  }
  return options;
}

function draw(box, chart) {
  const named = chart.x_names.length;
  const options = {
    title: chart.title,
    width: box.clientWidth,
    height: 300,
    // room beside the first and the last name
    scales: { x: { time: false, range: named > 0 ? [-0.4, named - 0.6] : undefined } },
    legend: { show: chart.legend },
    axes: [axis(chart.x_label, chart.x_names), axis(chart.y_label, [])],
    series: [
      { label: chart.x_label || "x" },
      ...chart.series.map((s, i) => ({
        label: s.name,
        stroke: s.colour || COLOURS[i % COLOURS.length],
        width: 1.5,
        points: { show: s.x.length < 60 },
      })),
    ],
  };
  return new uPlot(options, aligned(chart.series), box);
}

for (const node of document.querySelectorAll("script.chart")) {
  const box = document.createElement("div");
  box.className = "chart";
  node.before(box);
  const plot = draw(box, JSON.parse(node.textContent));
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: 300 })).observe(box);
}
document.documentElement.dataset.charts = document.querySelectorAll(".chart canvas").length;
