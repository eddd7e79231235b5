// The timeline: a lane for each party, a bar for each record, soft where no end is stated; a conflict as a line
// through the lanes it joins.

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { dayOf, precisions } from '../language.ts';
import { Canvas, fitted, type Inks, inside } from './canvas.ts';

const LANES = 60;
const LABEL = 170;
const ROW = 12;
const PAD = 8;
const DEEPEST = 10;

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
  private kindOf = new Map<number, string>();

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
    this.canvas.draw();
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
    let [least, most] = [Infinity, -Infinity];
    for (const record of sifted.records) {
      const start = records.start[record] ?? records.end[record];
      if (start === null || start === undefined) {
        undated += 1;
        continue;
      }
      const lane = lanes.get(records.party[record] ?? 0) ?? [];
      lane.push(record);
      lanes.set(records.party[record] ?? 0, lane);
      least = Math.min(least, start);
      most = Math.max(most, records.end[record] ?? Math.max(on, start + 365));
    }
    this.span = least < most ? [least, most] : [on - 365, on];
    const ordered = [...lanes.entries()].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    let y = 28;
    this.lanes = ordered.slice(0, LANES).map(([party, all]) => {
      const rows = packed(all, records.start, records.end, on);
      const height = Math.max(28, rows.length * ROW + PAD);
      const lane = { party, rows, y, height };
      y += height;
      return lane;
    });
    this.canvas.frame.style.height = `${y + 6}px`;
    this.kindOf = new Map();
    for (const finding of sifted.findings)
      for (const record of findings.records[finding] ?? []) if (!this.kindOf.has(record)) this.kindOf.set(record, findings.kind[finding] ?? 'same');
    this.canvas.element.setAttribute('aria-label', `${ui.timelineLabel}. ${ui.nParties(this.lanes.length, words)}. ${ui.table}: g b`);
    this.element.querySelector('.scroll')?.setAttribute('aria-label', ui.timelineLabel);
    this.note.replaceChildren(
      h('span', {}, ui.softEnd),
      h('span', {}, ui.crossLine),
      h('span', {}, undated ? ui.undated(undated, words) : ''),
      h('span', {}, ordered.length > LANES ? ui.moreLanes(ordered.length - LANES, words) : ''),
    );
  }

  private x(day: number): number {
    const [least, most] = this.span;
    return LABEL + ((day - least) / (most - least)) * (this.canvas.width - LABEL - 12);
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
    const every = Math.max(1, Math.ceil((last - first) / Math.max(2, (this.canvas.width - LABEL) / 64)));
    context.font = `12px ${inks.font}`;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
    for (let year = Math.ceil(first / every) * every; year <= last + 1; year += every) {
      const x = this.x(Date.UTC(year, 0, 1) / 86_400_000);
      if (x < LABEL - 1 || x > this.canvas.width - 30) continue;
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
    context.font = `13px ${inks.font}`;
    context.textBaseline = 'top';
    context.fillText(fitted(context, words.partyShort(lane.party), LABEL - 14), 4, lane.y + 7);
    const opened = new Set(state.finding >= 0 ? findings.records[state.finding] : [state.record]);
    lane.rows.forEach((row, depth) => {
      for (const record of row) {
        const start = records.start[record] ?? records.end[record] ?? 0;
        const stated = records.end[record] ?? null;
        const x = this.x(start);
        const end = stated === null ? this.x(this.span[1]) : this.x(stated);
        const bar: Bar = { x, y: lane.y + PAD / 2 + depth * ROW + 2, width: Math.max(3, end - x), record };
        this.bars.push(bar);
        const kind = this.kindOf.get(record);
        const colour = kind ? inks.kinds[kind as keyof Inks['kinds']] : inks.soft;
        this.bar(context, bar, colour, stated === null, records.precision[record] ?? 0);
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
