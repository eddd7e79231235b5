// The map: light grey land, records clustered by number, the links of findings as lines in the colour of their kind. It
// begins where most records lie; the same places stand beside it as a table.

import { geoEqualEarth, geoPath, type GeoProjection } from 'd3-geo';

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { border, borders, land, middle } from '../geography.ts';
import { Canvas, type Inks, inside } from './canvas.ts';
import { extent, type Extent } from './extent.ts';
import { PlaceTable } from './places.ts';

interface Cluster {
  x: number;
  y: number;
  count: number;
  rough: boolean;
  records: number[];
}

const CELL = 36;
const MOST_LINKS = 80;
const MOST_NAMES = 20;

export class MapView implements Part {
  readonly element = h('section', { class: 'view map' });
  private readonly canvas = new Canvas((context, inks) => this.paint(context, inks));
  private readonly note = h('p', { class: 'note' });
  private readonly tools = h('div', { class: 'tools' });
  private readonly earth = land();
  private readonly lines = borders();
  private projection: GeoProjection = geoEqualEarth();
  private clusters: Cluster[] = [];
  private zoom = 1;
  private shift: [number, number] = [0, 0];
  private drag: [number, number] | null = null;
  private moved = false;
  private whole = false;
  private extent: Extent | null = null;
  private readonly table: PlaceTable;

  constructor(private readonly app: App) {
    this.table = new PlaceTable(app);
    this.canvas.frame.append(this.tools);
    this.element.append(h('div', { class: 'pair' }, this.canvas.frame, this.table.element), this.note);
    const { element } = this.canvas;
    element.addEventListener('pointerdown', (event) => this.grab(event));
    element.addEventListener('pointermove', (event) => this.move(event));
    element.addEventListener('pointerup', (event) => this.drop(event));
    element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'map';
    if (this.element.hidden) return;
    if (change !== 'selection' && change !== 'verdict' && change !== 'appearance') {
      this.fit(change === 'filter' ? false : this.whole, change === 'filter' || !this.extent);
      this.table.draw();
    }
    this.label();
    this.canvas.draw();
  }

  private label(): void {
    const { words, sifted, spots } = this.app;
    const { ui } = words.m;
    let [unplaced, outside] = [0, 0];
    for (const record of sifted.records) {
      const all = spots[record] ?? [];
      if (!all.length) unplaced += 1;
      else if (this.extent && !all.some(({ lon, lat }) => this.extent?.holds(lon, lat))) outside += 1;
    }
    this.canvas.element.setAttribute('aria-label', `${ui.mapLabel}. ${ui.nRecords(sifted.records.length, words)}. ${ui.placesLabel}`);
    this.note.replaceChildren(
      outside ? h('button', { type: 'button', class: 'link', click: () => this.all() }, ui.outside(outside, words)) : '',
      unplaced ? h('span', {}, ui.unplaced(unplaced, words)) : '',
      h('span', {}, ui.byCountry),
      h('span', {}, ui.stretch),
      h('span', { class: 'origin' }, ui.mapNote),
    );
    const button = (sign: string, label: string, act: () => void) => h('button', { type: 'button', 'aria-label': label, title: label, click: act }, sign);
    this.tools.replaceChildren(
      button('+', ui.zoomIn, () => this.scale(1.6)),
      button('−', ui.zoomOut, () => this.scale(1 / 1.6)),
      button('◎', ui.zoomFit, () => this.fit(false)),
      button('⌂', ui.zoomAll, () => this.all()),
    );
  }

  private all(): void {
    this.fit(true);
    this.tools.querySelector<HTMLElement>('button:last-child')?.focus();
  }

  /** Shows where most records lie, or all of them. */
  private fit(whole: boolean, reset = true): void {
    this.whole = whole;
    this.extent = extent([...this.app.sifted.records].map((record) => this.app.spots[record] ?? []), whole);
    if (reset) {
      this.zoom = 1;
      this.shift = [0, 0];
    }
    if (reset && !this.element.hidden) this.label();
    this.canvas.draw();
  }

  private scale(by: number, at: [number, number] = [this.canvas.width / 2, this.canvas.height / 2]): void {
    const zoom = Math.min(64, Math.max(0.25, this.zoom * by));
    const real = zoom / this.zoom;
    const middle = [this.canvas.width / 2, this.canvas.height / 2] as const;
    this.shift = [
      (this.shift[0] + middle[0] - at[0]) * real + at[0] - middle[0],
      (this.shift[1] + middle[1] - at[1]) * real + at[1] - middle[1],
    ];
    this.zoom = zoom;
    this.canvas.draw();
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey && Math.abs(event.deltaY) < 4) return;
    event.preventDefault();
    this.scale(event.deltaY < 0 ? 1.25 : 0.8, inside(event, this.canvas.element));
  }

  private grab(event: PointerEvent): void {
    this.drag = [event.clientX, event.clientY];
    this.moved = false;
    this.canvas.element.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    if (!this.drag) return this.hint(event);
    const [x, y] = [event.clientX - this.drag[0], event.clientY - this.drag[1]];
    if (Math.abs(x) + Math.abs(y) > 3) this.moved = true;
    if (!this.moved) return;
    this.shift = [this.shift[0] + x, this.shift[1] + y];
    this.drag = [event.clientX, event.clientY];
    this.canvas.draw();
  }

  private drop(event: PointerEvent): void {
    this.drag = null;
    if (this.moved) return;
    const cluster = this.at(event);
    if (!cluster) return;
    if (cluster.records.length === 1) this.app.open({ record: cluster.records[0] ?? -1 });
    else if (this.zoom < 40) this.scale(2.5, [cluster.x, cluster.y]);
    else this.app.open({ record: cluster.records[0] ?? -1 });
  }

  private at(event: MouseEvent): Cluster | undefined {
    const [x, y] = inside(event, this.canvas.element);
    return this.clusters.find((cluster) => Math.hypot(cluster.x - x, cluster.y - y) <= radius(cluster) + 3);
  }

  private hint(event: PointerEvent): void {
    const { words, report } = this.app;
    const cluster = this.at(event);
    this.canvas.element.style.cursor = cluster ? 'pointer' : 'grab';
    const titles = cluster?.records.slice(0, 5).map((record) => report.columns.records.title[record]) ?? [];
    if (cluster && cluster.count > 5) titles.push(words.m.ui.others(cluster.count - 5, words));
    this.canvas.element.title = titles.join('\n');
  }

  /** Fits the part of the world that is shown, then what the reader zoomed and moved. */
  private project(): void {
    const { width, height } = this.canvas;
    const projection = geoEqualEarth();
    const box: [[number, number], [number, number]] = [[24, 24], [Math.max(60, width - 56), Math.max(60, height - 24)]];
    if (this.extent) projection.rotate([-this.extent.middle, 0]).fitExtent(box, { type: 'MultiPoint', coordinates: this.extent.corners });
    else projection.rotate([-15, 0]).fitExtent(box, { type: 'Sphere' });
    const [tx, ty] = projection.translate();
    const [cx, cy] = [width / 2, height / 2];
    const { zoom } = this;
    projection.scale(projection.scale() * zoom).translate([(tx - cx) * zoom + cx + this.shift[0], (ty - cy) * zoom + cy + this.shift[1]]);
    this.projection = projection;
  }

  private paint(context: CanvasRenderingContext2D, inks: Inks): void {
    this.project();
    const path = geoPath(this.projection, context);
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    context.beginPath();
    path(this.earth);
    context.fillStyle = inks.land;
    context.fill();
    context.beginPath();
    path(this.lines);
    context.strokeStyle = inks.paper;
    context.lineWidth = 1;
    context.stroke();
    this.stretches(context, inks);
    this.links(context, inks);
    this.cluster();
    this.countries(context, inks);
    this.joined(context, inks);
    for (const cluster of this.clusters) this.dot(context, inks, cluster);
    this.chosen(context, inks);
  }

  /** Borders and routes that the records name: as the land is drawn where two countries share one, else by the line's own points. */
  private stretches(context: CanvasRenderingContext2D, inks: Inks): void {
    const { dictionary, records } = this.app.report.columns;
    const path = geoPath(this.projection, context);
    context.strokeStyle = inks.ink;
    context.lineWidth = 2.5;
    const drawn = new Set<number>();
    for (const record of this.app.sifted.records) for (const at of records.places[record] ?? []) if (dictionary.places[at]?.level === 'line') drawn.add(at);
    for (const at of drawn) {
      const { between, along } = dictionary.places[at] ?? {};
      const shared = between ? border(...between) : null;
      context.beginPath();
      if (shared?.coordinates.length) path(shared);
      else if (along) path({ type: 'LineString', coordinates: along.map(([lat, lon]) => [lon, lat]) });
      context.stroke();
    }
  }

  /** Names of the countries that the records name, where no circle stands in the way. */
  private countries(context: CanvasRenderingContext2D, inks: Inks): void {
    const { words, sieve, sifted } = this.app;
    const seen = new Map<string, number>();
    for (const record of sifted.records)
      for (const at of this.app.report.columns.records.places[record] ?? []) {
        const code = sieve.countries[at];
        if (code) seen.set(code, (seen.get(code) ?? 0) + 1);
      }
    const most = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_NAMES);
    const taken: [number, number, number][] = [];
    context.font = `12px ${inks.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = inks.soft;
    for (const [code] of most) {
      const centre = middle(code);
      const spot = centre && this.projection(centre);
      if (!spot) continue;
      const name = words.country(code);
      const half = context.measureText(name).width / 2 + 4;
      const [x] = spot;
      const free = [0, 22, -22, 34, -34].map((by) => spot[1] + by).find(
        (y) =>
          this.clusters.every((one) => Math.abs(one.x - x) > radius(one) + half || Math.abs(one.y - y) > radius(one) + 8) &&
          taken.every(([tx, ty, wide]) => Math.abs(tx - x) > wide + half || Math.abs(ty - y) > 15),
      );
      if (free === undefined) continue;
      taken.push([x, free, half]);
      context.fillText(name, x, free);
    }
  }

  private links(context: CanvasRenderingContext2D, inks: Inks): void {
    const { findings } = this.app.report.columns;
    context.globalAlpha = 0.45;
    let drawn = 0;
    for (const finding of this.app.sifted.findings) {
      if (drawn >= MOST_LINKS) break;
      const [a, b] = findings.records[finding] ?? [];
      if (a === undefined || b === undefined) continue;
      const kind = findings.kind[finding] ?? 'same';
      if (this.line(context, a, b, inks.kinds[kind], 1.5)) drawn += 1;
    }
    context.globalAlpha = 1;
  }

  private line(context: CanvasRenderingContext2D, a: number, b: number, colour: string, width: number): boolean {
    const [from, to] = [this.spot(a), this.spot(b)];
    if (!from || !to || Math.hypot(from[0] - to[0], from[1] - to[1]) < 4) return false;
    context.beginPath();
    context.moveTo(from[0], from[1]);
    const [mx, my] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    context.quadraticCurveTo(mx + (to[1] - from[1]) * 0.15, my - (to[0] - from[0]) * 0.15, to[0], to[1]);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
    return true;
  }

  private spot(record: number): [number, number] | null {
    const first = this.app.spots[record]?.[0];
    return first ? this.projection([first.lon, first.lat]) : null;
  }

  /** One circle for all records in a cell of the screen. */
  private cluster(): void {
    const cells = new Map<string, Cluster>();
    for (const record of this.app.sifted.records) {
      for (const spot of (this.app.spots[record] ?? []).slice(0, 12)) {
        const at = this.projection([spot.lon, spot.lat]);
        if (!at || at[0] < -CELL || at[1] < -CELL || at[0] > this.canvas.width + CELL || at[1] > this.canvas.height + CELL) continue;
        const key = `${spot.rough}|${Math.round(at[0] / CELL)}|${Math.round(at[1] / CELL)}`;
        const cell = cells.get(key) ?? { x: 0, y: 0, count: 0, rough: spot.rough, records: [] };
        cell.x += (at[0] - cell.x) / (cell.count + 1);
        cell.y += (at[1] - cell.y) / (cell.count + 1);
        cell.count += 1;
        if (cell.records.at(-1) !== record) cell.records.push(record);
        cells.set(key, cell);
      }
    }
    // neighbours whose circles would touch become one, the larger taking the smaller
    this.clusters = [];
    for (const cell of [...cells.values()].sort((a, b) => b.records.length - a.records.length)) {
      const near = this.clusters.find((other) => Math.hypot(other.x - cell.x, other.y - cell.y) < radius(other) + radius(cell));
      if (!near) this.clusters.push(cell);
      else {
        near.records.push(...cell.records.filter((record) => near.records.at(-1) !== record));
        near.count += cell.count;
        near.rough &&= cell.rough;
      }
    }
    for (const cluster of this.clusters) cluster.records = [...new Set(cluster.records)];
  }

  private dot(context: CanvasRenderingContext2D, inks: Inks, cluster: Cluster): void {
    const r = radius(cluster);
    context.beginPath();
    context.arc(cluster.x, cluster.y, r, 0, 2 * Math.PI);
    context.fillStyle = cluster.rough ? inks.paper : inks.dot;
    context.fill();
    context.strokeStyle = cluster.rough ? inks.ink : inks.paper;
    context.lineWidth = 1.25;
    context.stroke();
    if (cluster.records.length < 2) return;
    context.fillStyle = cluster.rough ? inks.ink : inks.paper;
    context.font = `600 11px ${inks.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(this.app.words.number(cluster.records.length), cluster.x, cluster.y + 0.5);
  }

  /** The records of the opened finding or record, and their colour. */
  private opened(inks: Inks): { records: number[]; colour: string } {
    const { finding, record } = this.app.state;
    const { findings } = this.app.report.columns;
    if (finding < 0) return { records: record >= 0 ? [record] : [], colour: inks.ink };
    return { records: (findings.records[finding] ?? []).slice(0, 40), colour: inks.kinds[findings.kind[finding] ?? 'same'] };
  }

  private joined(context: CanvasRenderingContext2D, inks: Inks): void {
    const { records, colour } = this.opened(inks);
    for (const other of records.slice(1)) this.line(context, records[0] ?? -1, other, colour, 3);
  }

  /** Rings around the circles that hold the opened records, so that the numbers stay readable. */
  private chosen(context: CanvasRenderingContext2D, inks: Inks): void {
    const { records, colour } = this.opened(inks);
    for (const one of records) {
      const at = this.spot(one);
      if (!at) continue;
      const cluster = this.clusters.find((cluster) => cluster.records.includes(one));
      context.beginPath();
      context.arc(cluster?.x ?? at[0], cluster?.y ?? at[1], cluster ? radius(cluster) + 3 : 8, 0, 2 * Math.PI);
      context.strokeStyle = colour;
      context.lineWidth = 3;
      context.stroke();
    }
  }
}

function radius(cluster: Cluster): number {
  return cluster.records.length < 2 ? 4.5 : Math.min(20, 7 + Math.log2(cluster.records.length) * 1.7);
}
