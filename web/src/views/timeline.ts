// The timeline: a lane for each party, a bar for each record, soft where no end is stated; a conflict as a line
// through the lanes it joins.

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { dayOf, precisions } from '../language.ts';
import { icon } from '../icon.ts';
import { type Kind, KINDS } from '../report.ts';
import { Canvas, type Inks, inside, wrapped } from './canvas.ts';

const LANES = 60;
const ROW = 12;
const PAD = 10;
const DEEPEST = 10;
const LEAST_LANE = 36;
const LINE = 16;

interface Bar {
  x: number;
  y: number;
  width: number;
  record: number;
}

export class Timeline implements Part {
  readonly element = h('section', { class: 'view timeline' });
  private readonly canvas = new Canvas((context, inks) => this.paint(context, inks));
  private readonly note = h('p', { class: 'note' });
  private bars: Bar[] = [];
  private lanes: { party: number; rows: number[][]; y: number; height: number }[] = [];
  private span: [number, number] = [0, 1];
  private kindOf = new Map<number, Kind>();

  constructor(private readonly app: App) {
    this.element.append(h('div', { class: 'scroll', tabindex: '0', role: 'group' }, this.canvas.frame), this.note);
    const { element } = this.canvas;
    element.addEventListener('mousemove', (event) => {
      const bar = this.at(event);
      element.style.cursor = bar ? 'pointer' : 'default';
      element.title = bar ? this.hint(bar.record) : '';
    });
    element.addEventListener('click', (event) => {
      const bar = this.at(event);
      if (bar) this.app.open({ record: bar.record });
    });
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'timeline';
    if (this.element.hidden) return;
    if (change !== 'selection') this.arrange();
    else this.reveal();
    this.canvas.draw();
  }

  /** Brings the lanes of the opened finding into sight. */
  private reveal(): void {
    const { findings, records } = this.app.report.columns;
    const { finding, record } = this.app.state;
    const party = records.party[finding >= 0 ? (findings.records[finding]?.[0] ?? -1) : record];
    const lane = this.lanes.find((lane) => lane.party === party);
    const scroll = this.canvas.frame.parentElement;
    if (!lane || !scroll) return;
    const seen = lane.y >= scroll.scrollTop && lane.y + lane.height <= scroll.scrollTop + scroll.clientHeight;
    if (!seen) scroll.scrollTop = Math.max(0, lane.y - 30);
  }

  private hint(record: number): string {
    const { records } = this.app.report.columns;
    const { words } = this.app;
    const when = words.interval(records.start[record] ?? null, records.end[record] ?? null, precisions(records.precision[record] ?? 0));
    return `${records.title[record]}\n${when}`;
  }

  private at(event: MouseEvent): Bar | undefined {
    const [x, y] = inside(event, this.canvas.element);
    return this.bars.find((bar) => x >= bar.x - 2 && x <= bar.x + bar.width + 2 && y >= bar.y - 1 && y <= bar.y + ROW - 2);
  }

  /** Which records stand in which lane and row: the first row that is free. */
  private arrange(): void {
    const { words, sifted, report } = this.app;
    const { records, findings, meta } = report.columns;
    const { ui } = words.m;
    const on = dayOf(meta.on);
    const lanes = new Map<number, number[]>();
    let undated = 0;
    const [starts, ends]: [number[], number[]] = [[], []];
    let [opens, rough] = [false, false];
    for (const record of sifted.records) {
      const start = records.start[record] ?? records.end[record];
      if (start === null || start === undefined) {
        undated += 1;
        continue;
      }
      const lane = lanes.get(records.party[record] ?? 0) ?? [];
      lane.push(record);
      lanes.set(records.party[record] ?? 0, lane);
      starts.push(start);
      ends.push(records.end[record] ?? Math.max(on, start + 365));
    }
    this.span = span(starts, ends) ?? [on - 365, on];
    this.kindOf = new Map();
    for (const finding of sifted.findings)
      for (const record of findings.records[finding] ?? []) if (!this.kindOf.has(record)) this.kindOf.set(record, findings.kind[finding] ?? 'same');
    // lanes with most to look at first
    const found = new Map([...lanes].map(([party, all]) => [party, all.filter((record) => this.kindOf.has(record)).length]));
    const ordered = [...lanes.entries()].sort((a, b) => (found.get(b[0]) ?? 0) - (found.get(a[0]) ?? 0) || b[1].length - a[1].length || a[0] - b[0]);
    let y = 28;
    this.lanes = ordered.slice(0, LANES).map(([party, all]) => {
      const rows = packed(all, records.start, records.end, on);
      const height = Math.max(LEAST_LANE, rows.length * ROW + PAD);
      const lane = { party, rows, y, height };
      y += height;
      return lane;
    });
    this.canvas.frame.style.height = `${y + 6}px`;
    this.canvas.element.setAttribute('aria-label', `${ui.timelineLabel}. ${ui.nParties(this.lanes.length, words)}. ${ui.table}: g b`);
    this.element.querySelector('.scroll')?.setAttribute('aria-label', ui.timelineLabel);
    for (const record of sifted.records) {
      opens ||= records.start[record] !== null && records.end[record] === null;
      rough ||= precisions(records.precision[record] ?? 0).includes('approximate');
    }
    const kinds = new Set(this.kindOf.values());
    const clipped = starts.some((day) => day < this.span[0]) || ends.some((day) => day > this.span[1]);
    this.note.replaceChildren(
      ...KINDS.filter((kind) => kinds.has(kind)).map((kind) => h('span', { class: `kind k-${kind}` }, icon(kind, 14), words.m.kinds[kind])),
      h('span', {}, ui.noFinding),
      opens ? h('span', {}, ui.softEnd) : '',
      rough ? h('span', {}, ui.stripes) : '',
      kinds.has('conflict') ? h('span', {}, ui.crossLine) : '',
      clipped ? h('span', {}, ui.beyond) : '',
      undated ? h('span', {}, ui.undated(undated, words)) : '',
      ordered.length > LANES ? h('span', {}, ui.moreLanes(ordered.length - LANES, words)) : '',
    );
  }

  private get label(): number {
    return Math.min(190, Math.max(112, this.canvas.width * 0.24));
  }

  private x(day: number): number {
    const [least, most] = this.span;
    return this.label + ((day - least) / (most - least)) * (this.canvas.width - this.label - 16);
  }

  private paint(context: CanvasRenderingContext2D, inks: Inks): void {
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    this.years(context, inks);
    this.bars = [];
    for (const lane of this.lanes) this.lane(context, inks, lane);
    this.conflicts(context, inks);
  }

  private years(context: CanvasRenderingContext2D, inks: Inks): void {
    const [first, last] = this.span.map((day) => new Date(day * 86_400_000).getUTCFullYear()) as [number, number];
    const room = Math.max(2, (this.canvas.width - this.label) / 56);
    const every = [1, 2, 5, 10, 20, 50, 100].find((step) => (last - first) / step <= room) ?? 200;
    context.font = `12px ${inks.font}`;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
    for (let year = Math.ceil(first / every) * every; year <= last + 1; year += every) {
      const x = this.x(Date.UTC(year, 0, 1) / 86_400_000);
      if (x < this.label - 1 || x > this.canvas.width - 36) continue;
      context.fillStyle = inks.faint;
      context.fillRect(Math.round(x), 20, 1, this.canvas.height);
      context.fillStyle = inks.soft;
      context.fillText(String(year), x + 3, 15);
    }
  }

  private lane(context: CanvasRenderingContext2D, inks: Inks, lane: { party: number; rows: number[][]; y: number; height: number }): void {
    const { words, report, state } = this.app;
    const { records, findings } = report.columns;
    context.fillStyle = inks.faint;
    context.fillRect(0, lane.y + lane.height, this.canvas.width, 1);
    context.fillStyle = inks.ink;
    context.font = `${this.canvas.width < 480 ? 12 : 13}px ${inks.font}`;
    context.textBaseline = 'top';
    const lines = wrapped(context, words.partyShort(lane.party), this.label - 14, Math.max(2, Math.floor((lane.height - 4) / LINE)));
    lines.forEach((line, i) => context.fillText(line, 4, lane.y + 5 + i * LINE));
    const opened = new Set(state.finding >= 0 ? findings.records[state.finding] : [state.record]);
    lane.rows.forEach((row, depth) => {
      for (const record of row) {
        const start = records.start[record] ?? records.end[record] ?? 0;
        const stated = records.end[record] ?? null;
        const [left, right] = [this.x(this.span[0]), this.x(this.span[1])];
        const x = Math.min(right - 3, Math.max(left, this.x(start)));
        const end = stated === null ? right : Math.min(right, Math.max(left + 3, this.x(stated)));
        const bar: Bar = { x, y: lane.y + PAD / 2 + depth * ROW + 2, width: Math.max(3, end - x), record };
        this.bars.push(bar);
        const kind = this.kindOf.get(record);
        const colour = kind ? inks.kinds[kind] : inks.quiet;
        this.bar(context, bar, colour, stated === null, records.precision[record] ?? 0);
        if (start < this.span[0]) arrow(context, left, bar.y, -1, colour);
        if (stated !== null && stated > this.span[1]) arrow(context, right, bar.y, 1, colour);
        if (opened.has(record)) {
          context.strokeStyle = inks.ink;
          context.lineWidth = 2;
          context.strokeRect(bar.x - 2, bar.y - 2, bar.width + 4, ROW - 1);
        }
      }
    });
  }

  private bar(context: CanvasRenderingContext2D, bar: Bar, colour: string, open: boolean, packedPrecision: number): void {
    const rough = precisions(packedPrecision).some((precision) => precision === 'approximate');
    if (open) {
      const fade = context.createLinearGradient(bar.x, 0, bar.x + bar.width, 0);
      fade.addColorStop(0, colour);
      fade.addColorStop(0.6, colour);
      fade.addColorStop(1, 'transparent');
      context.fillStyle = fade;
    } else context.fillStyle = colour;
    if (!rough) return context.fillRect(bar.x, bar.y, bar.width, ROW - 5);
    // approximate: broken in stripes, so that it doesn't look exact
    for (let x = bar.x; x < bar.x + bar.width; x += 6) context.fillRect(x, bar.y, Math.min(4, bar.x + bar.width - x), ROW - 5);
  }

  private conflicts(context: CanvasRenderingContext2D, inks: Inks): void {
    const { findings, records } = this.app.report.columns;
    const at = new Map(this.bars.map((bar) => [bar.record, bar]));
    let drawn = 0;
    for (const finding of this.app.sifted.findings) {
      const opened = finding === this.app.state.finding;
      if (findings.kind[finding] !== 'conflict' && !opened) continue;
      const [a, b] = (findings.records[finding] ?? []).map((record) => at.get(record));
      if (!a || !b || (drawn > 80 && !opened)) continue;
      drawn += 1;
      const day = Math.max(records.start[a.record] ?? 0, records.start[b.record] ?? 0);
      const x = this.x(day);
      context.strokeStyle = inks.kinds[findings.kind[finding] ?? 'same'];
      context.lineWidth = opened ? 3 : 1.5;
      context.beginPath();
      context.moveTo(x, Math.min(a.y, b.y) - 2);
      context.lineTo(x, Math.max(a.y, b.y) + ROW - 3);
      context.stroke();
    }
  }
}

/** A small arrow at the edge: the bar goes on outside the years that are drawn. */
function arrow(context: CanvasRenderingContext2D, x: number, y: number, way: 1 | -1, colour: string): void {
  const high = ROW - 5;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x + way * 7, y + high / 2);
  context.lineTo(x, y - 1.5);
  context.lineTo(x, y + high + 1.5);
  context.fill();
}

/** The years to draw: all, or without the outermost records where these would take more than half of the width. */
function span(starts: number[], ends: number[]): [number, number] | null {
  if (!starts.length) return null;
  const [first, last] = [[...starts].sort((a, b) => a - b), [...ends].sort((a, b) => a - b)];
  const spared = Math.floor(first.length * 0.02);
  const whole: [number, number] = [first[0] ?? 0, last.at(-1) ?? 0];
  const most: [number, number] = [first[spared] ?? 0, last[last.length - 1 - spared] ?? 0];
  const chosen = most[1] > most[0] && whole[1] - whole[0] > 1.5 * (most[1] - most[0]) ? most : whole;
  return chosen[0] < chosen[1] ? chosen : [chosen[0] - 180, chosen[0] + 180];
}

/** Records put into rows so that none covers another; what is deeper than the deepest row stays in the last. */
function packed(all: number[], starts: (number | null)[], ends: (number | null)[], on: number): number[][] {
  const sorted = [...all].sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  const rows: number[][] = [];
  const free: number[] = [];
  for (const record of sorted) {
    const start = starts[record] ?? ends[record] ?? 0;
    const end = ends[record] ?? Math.max(on, start + 365);
    let row = free.findIndex((day) => day <= start);
    if (row < 0) row = rows.length < DEEPEST ? rows.length : DEEPEST - 1;
    (rows[row] ??= []).push(record);
    free[row] = Math.max(free[row] ?? -Infinity, end);
  }
  return rows;
}
