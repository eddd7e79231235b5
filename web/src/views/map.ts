// The map: light grey land, records clustered by number, the links of findings as lines in the colour of their kind.

import { geoEqualEarth, geoPath, type GeoProjection } from 'd3-geo';

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { border, borders, countryOf, land } from '../geography.ts';
import { Canvas, type Inks, inside } from './canvas.ts';

interface Cluster {
  x: number;
  y: number;
  count: number;
  rough: boolean;
  records: number[];
}

const CELL = 36;
const MOST_LINKS = 80;

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
  private sparse = true;

  constructor(private readonly app: App) {
    this.canvas.frame.append(this.tools);
    this.element.append(this.canvas.frame, this.note);
    const { element } = this.canvas;
    element.addEventListener('pointerdown', (event) => this.grab(event));
    element.addEventListener('pointermove', (event) => this.move(event));
    element.addEventListener('pointerup', (event) => this.drop(event));
    element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'map';
    if (this.element.hidden) return;
    if (change === 'filter') this.all();
    this.label();
    this.canvas.draw();
  }

  private label(): void {
    const { words, sifted, spots } = this.app;
    const { ui } = words.m;
    let unplaced = 0;
    for (const record of sifted.records) if (!spots[record]?.length) unplaced += 1;
    this.canvas.element.setAttribute('aria-label', `${ui.mapLabel}. ${ui.nRecords(sifted.records.length, words)}. ${ui.table}: g b`);
    this.note.replaceChildren(
      h('span', {}, ui.byCountry),
      h('span', {}, unplaced ? ui.unplaced(unplaced, words) : ''),
      h('span', { class: 'origin' }, ui.mapNote),
    );
    const button = (sign: string, label: string, act: () => void) => h('button', { type: 'button', 'aria-label': label, title: label, click: act }, sign);
    this.tools.replaceChildren(button('+', ui.zoomIn, () => this.scale(1.6)), button('−', ui.zoomOut, () => this.scale(1 / 1.6)), button('⌂', ui.zoomAll, () => this.all()));
  }

  private all(): void {
    this.zoom = 1;
    this.shift = [0, 0];
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

  /** Fits all records' spots of the report, then what the reader zoomed and moved. */
  private project(): void {
    const points: [number, number][] = [];
    for (const record of this.app.sifted.records) for (const spot of this.app.spots[record] ?? []) points.push([spot.lon, spot.lat]);
    const { width, height } = this.canvas;
    const middle = points.length ? points.reduce((sum, [lon]) => sum + lon, 0) / points.length : 0;
    const wide = points.length && Math.max(...sample(points).map(([lon]) => lon)) - Math.min(...sample(points).map(([lon]) => lon)) > 150;
    this.sparse = points.length < 400;
    const projection = geoEqualEarth().rotate([wide || !points.length ? -15 : -middle, 0]);
    const box: [[number, number], [number, number]] = [[48, 40], [Math.max(60, width - 48), Math.max(60, height - 40)]];
    if (points.length > 1) projection.fitExtent(box, { type: 'MultiPoint', coordinates: points });
    else projection.fitExtent(box, { type: 'Sphere' });
    const limited = Math.min(projection.scale(), 2200) ;
    if (points.length === 1 && points[0]) projection.center([0, 0]).scale(900);
    const factor = points.length > 1 ? (limited / projection.scale()) * this.zoom : this.zoom;
    const [tx, ty] = projection.translate();
    const [cx, cy] = [width / 2, height / 2];
    projection.scale(projection.scale() * factor).translate([(tx - cx) * factor + cx + this.shift[0], (ty - cy) * factor + cy + this.shift[1]]);
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
    for (const cluster of this.clusters) this.dot(context, inks, cluster);
    this.chosen(context, inks);
  }

  /** Borders and routes that the records name, where they join exactly the record's neighbouring countries. */
  private stretches(context: CanvasRenderingContext2D, inks: Inks): void {
    const { dictionary, records } = this.app.report.columns;
    const drawn = new Set<string>();
    const path = geoPath(this.projection, context);
    context.strokeStyle = inks.ink;
    context.lineWidth = 2;
    context.setLineDash([6, 3]);
    for (const record of this.sparse ? this.app.sifted.records : []) {
      const places = (records.places[record] ?? []).map((at) => dictionary.places[at]);
      if (!places.some((place) => place?.level === 'line')) continue;
      const countries = [...new Set(places.map((place) => (place ? countryOf(place) : '')).filter(Boolean))];
      if (countries.length !== 2 || drawn.has(countries.join())) continue;
      drawn.add(countries.join());
      context.beginPath();
      path(border(countries[0] ?? '', countries[1] ?? ''));
      context.stroke();
    }
    context.setLineDash([]);
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
    context.fillStyle = cluster.rough ? inks.paper : inks.ink;
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

  /** The opened finding on top: its records ringed, and joined. */
  private chosen(context: CanvasRenderingContext2D, inks: Inks): void {
    const { finding, record } = this.app.state;
    const { findings } = this.app.report.columns;
    const kind = findings.kind[finding] ?? 'same';
    const records = finding >= 0 ? (findings.records[finding] ?? []) : record >= 0 ? [record] : [];
    const colour = finding >= 0 ? inks.kinds[kind] : inks.ink;
    if (records.length > 1) for (const other of records.slice(1, 40)) this.line(context, records[0] ?? -1, other, colour, 3);
    for (const one of records.slice(0, 40)) {
      const at = this.spot(one);
      if (!at) continue;
      // around the circle that holds the record, so that its number stays readable
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
  return cluster.records.length < 2 ? 4.5 : Math.min(22, 7 + Math.log2(cluster.records.length) * 2.2);
}

/** At most a few thousand of the points, evenly taken: spreading more into a call can overflow the stack. */
function sample<T>(all: T[]): T[] {
  const every = Math.ceil(all.length / 4000);
  return every <= 1 ? all : all.filter((_, i) => i % every === 0);
}
