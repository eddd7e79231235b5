// Where the names of parties stand in the network: drawn together by what joins them, never one over another, and for
// the same parties always the same way.

import { forceCenter, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';

/** A name's box: its size, and where its middle stands once placed. Pixels. */
export interface Box {
  wide: number;
  high: number;
  x: number;
  y: number;
}

export interface Placed {
  boxes: Box[];
  /** Height that the boxes need; at least what was offered. */
  height: number;
}

const TICKS = 260;
/** Free room around each name. */
const ROOM = 7;
const EDGE = 6;

/** Places names of these sizes; `links` are pairs of indices. */
export function placed(sizes: { wide: number; high: number }[], links: [number, number][], width: number, least: number): Placed {
  const nodes: SimulationNodeDatum[] = sizes.map(() => ({}));
  // d3's generator is a fixed linear congruential one, and begins on a spiral: the same parties, the same places
  forceSimulation(nodes)
    .force('link', forceLink(links.map(([source, target]) => ({ source, target }))).distance(90).strength(0.1))
    .force('charge', forceManyBody().strength(-380))
    .force('x', forceX().strength(0.06))
    .force('y', forceY().strength(0.06))
    .force('center', forceCenter(0, 0))
    .stop()
    .tick(TICKS);
  const area = sizes.reduce((sum, { wide, high }) => sum + (wide + 2 * ROOM) * (high + 2 * ROOM), 0);
  let height = Math.max(least, (area * 2.4) / Math.max(1, width));
  for (let attempt = 0; attempt < 8; attempt += 1, height *= 1.3) {
    const boxes = stretched(nodes, sizes, width, height);
    if (apart(boxes, width, height)) return { boxes, height };
  }
  return { boxes: inRows(stretched(nodes, sizes, width, height), width), height };
}

function stretched(nodes: SimulationNodeDatum[], sizes: { wide: number; high: number }[], width: number, height: number): Box[] {
  const [xs, ys] = [nodes.map((node) => node.x ?? 0), nodes.map((node) => node.y ?? 0)];
  const onto = (value: number, all: number[], half: number, size: number) => {
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const pad = half + EDGE;
    return pad + ((value - least) / (most - least || 1)) * Math.max(0, size - 2 * pad);
  };
  return sizes.map(({ wide, high }, i) => ({ wide, high, x: onto(xs[i] ?? 0, xs, wide / 2, width), y: onto(ys[i] ?? 0, ys, high / 2, height) }));
}

/** How far two boxes reach into each other, on each axis; not positive where they don't. */
function overlap(a: Box, b: Box): [number, number] {
  return [(a.wide + b.wide) / 2 + ROOM - Math.abs(a.x - b.x), (a.high + b.high) / 2 + ROOM - Math.abs(a.y - b.y)];
}

/** Pushes boxes apart, a little at a time and always in the same order; says whether all are free. */
function apart(boxes: Box[], width: number, height: number): boolean {
  for (let pass = 0; pass < 400; pass += 1) {
    let moved = false;
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1)) {
        const [x, y] = overlap(a, b);
        if (x <= 0 || y <= 0) continue;
        moved = true;
        // along the shorter way out
        const axis = x < y ? 'x' : 'y';
        const push = (Math.min(x, y) / 2 + 0.5) * (a[axis] <= b[axis] ? 1 : -1);
        a[axis] -= push;
        b[axis] += push;
      }
    for (const box of boxes) {
      box.x = Math.min(width - box.wide / 2 - EDGE, Math.max(box.wide / 2 + EDGE, box.x));
      box.y = Math.min(height - box.high / 2 - EDGE, Math.max(box.high / 2 + EDGE, box.y));
    }
    if (!moved) return true;
  }
  return false;
}

/** The last resort: rows from the top, in the order of height. */
function inRows(boxes: Box[], width: number): Box[] {
  let [x, y, high] = [EDGE, EDGE, 0];
  for (const box of [...boxes].sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (x > EDGE && x + box.wide + EDGE > width) [x, y, high] = [EDGE, y + high + ROOM, 0];
    box.x = x + box.wide / 2;
    box.y = y + box.high / 2;
    x += box.wide + ROOM;
    high = Math.max(high, box.high);
  }
  return boxes;
}
