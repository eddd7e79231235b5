// The network: parties placed the same way each time, ties in force on a day, findings between parties, and the ties
// that are missing as broken lines.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';

import type { App, Change, Part } from '../app.ts';
import { h } from '../dom.ts';
import { icon } from '../icon.ts';
import { dayOf } from '../language.ts';
import { type Kind, KINDS } from '../report.ts';
import { Canvas, type Inks, inside } from './canvas.ts';

const MOST = 32;
const TICKS = 260;

interface Node extends SimulationNodeDatum {
  party: number;
  state: boolean;
}
interface Link {
  from: number;
  to: number;
  kind: Kind | 'tie';
  finding: number;
  count: number;
}

export class Network implements Part {
  readonly element = h('section', { class: 'view network' });
  private readonly canvas = new Canvas((context, inks) => this.paint(context, inks));
  private readonly tools = h('div', { class: 'tools' });
  private readonly note = h('p', { class: 'note' });
  private nodes = new Map<number, Node>();
  private day: number;
  private withStates = false;
  private withFindings = true;

  constructor(private readonly app: App) {
    this.day = dayOf(app.report.columns.meta.on);
    this.element.append(this.tools, this.canvas.frame, this.note);
    const { element } = this.canvas;
    element.addEventListener('mousemove', (event) => {
      const party = this.at(event);
      element.style.cursor = party === undefined ? 'default' : 'pointer';
      element.title = party === undefined ? '' : app.words.partyName(party);
    });
    element.addEventListener('click', (event) => {
      const party = this.at(event);
      if (party !== undefined) app.store.toggle('party', party);
    });
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'network';
    if (this.element.hidden) return;
    if (!this.nodes.size) this.place();
    if (change !== 'selection' && change !== 'filter') this.drawTools();
    this.describe();
    this.canvas.draw();
  }

  /** Which parties stand in the network: those of findings and ties, the busiest where there are too many. */
  private place(): void {
    const { findings, ties, dictionary, records } = this.app.report.columns;
    const weight = new Map<number, number>();
    const add = (party: number, by: number) => weight.set(party, (weight.get(party) ?? 0) + by);
    const isState = (party: number) => dictionary.parties[party]?.kind === 'state';
    findings.parties.forEach((parties, i) => {
      const all = new Set([...parties, ...(findings.records[i] ?? []).slice(0, 20).map((record) => records.party[record] ?? 0)]);
      for (const party of all) add(party, 3);
    });
    for (const tie of ties) for (const party of [tie.from, tie.to]) add(party, 1);
    const chosen = [...weight].filter(([party]) => this.withStates || !isState(party)).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST);
    const nodes: Node[] = chosen.map(([party]) => ({ party, state: isState(party) }));
    const at = new Map(nodes.map((node) => [node.party, node]));
    const links = this.links().filter((link) => at.has(link.from) && at.has(link.to)).map((link) => ({ source: at.get(link.from) as Node, target: at.get(link.to) as Node }));
    // d3's generator is a fixed linear congruential one, and begins on a spiral: the same parties, the same places
    forceSimulation(nodes)
      .force('link', forceLink<Node, { source: Node; target: Node }>(links).distance(110).strength(0.08))
      .force('charge', forceManyBody().strength(-420))
      .force('collide', forceCollide(46))
      .force('x', forceX().strength(0.05))
      .force('y', forceY().strength(0.09))
      .force('center', forceCenter(0, 0))
      .stop()
      .tick(TICKS);
    this.nodes = at;
  }

  private links(): Link[] {
    const { findings, records, ties } = this.app.report.columns;
    const links: Link[] = [];
    for (const tie of ties) if ((tie.start ?? -Infinity) <= this.day && this.day < (tie.end ?? Infinity)) links.push({ from: tie.from, to: tie.to, kind: 'tie', finding: -1, count: 1 });
    const pairs = new Map<string, Link>();
    for (const finding of this.app.sifted.findings) {
      const kind = findings.kind[finding] ?? 'same';
      const parties = findings.parties[finding]?.length ? (findings.parties[finding] ?? []) : [...new Set((findings.records[finding] ?? []).slice(0, 2).map((record) => records.party[record] ?? 0))];
      const [from, to] = parties;
      if (from === undefined || to === undefined || from === to || kind === 'gap') continue;
      if (kind !== 'untied' && !this.withFindings) continue;
      const key = `${Math.min(from, to)}|${Math.max(from, to)}|${kind}`;
      const link = pairs.get(key) ?? { from, to, kind, finding, count: 0 };
      link.count += 1;
      pairs.set(key, link);
    }
    return [...links, ...[...pairs.values()].sort((a, b) => Number(a.kind === 'untied') - Number(b.kind === 'untied'))];
  }

  private drawTools(): void {
    const { words, report } = this.app;
    const { ui } = words.m;
    const { ties, meta } = report.columns;
    const parts: HTMLElement[] = [];
    if (ties.length) {
      const days = ties.flatMap((tie) => [tie.start, tie.end]).filter((day) => day !== null);
      const on = dayOf(meta.on);
      const shown = h('output', { for: 'day' }, words.date(this.day));
      const slider = h('input', { type: 'range', id: 'day', min: Math.min(on, ...days), max: Math.max(on, ...days), value: this.day });
      slider.value = String(this.day);
      slider.setAttribute('aria-valuetext', words.date(this.day));
      slider.addEventListener('input', () => {
        this.day = Number(slider.value);
        shown.textContent = words.date(this.day);
        slider.setAttribute('aria-valuetext', words.date(this.day));
        this.canvas.draw();
      });
      parts.push(h('label', { for: 'day' }, ui.onDay), slider, shown, this.box(ui.states, this.withStates, (on) => this.states(on)));
    }
    parts.push(this.box(ui.findingLinks, this.withFindings, (on) => this.findings(on)));
    this.tools.replaceChildren(...parts);
  }

  private box(label: string, on: boolean, act: (on: boolean) => void): HTMLElement {
    const input = h('input', { type: 'checkbox' });
    input.checked = on;
    input.addEventListener('change', () => act(input.checked));
    return h('label', { class: 'box' }, input, label);
  }

  private states(on: boolean): void {
    this.withStates = on;
    this.place();
    this.describe();
    this.canvas.draw();
  }

  private findings(on: boolean): void {
    this.withFindings = on;
    this.canvas.draw();
  }

  /** The legend, and the missing ties as a list that opens: the same for those who can't see the drawing. */
  private describe(): void {
    const { words, report, sifted } = this.app;
    const { ui } = words.m;
    const { findings, ties } = report.columns;
    this.canvas.element.setAttribute('aria-label', `${ui.networkLabel}. ${ui.nParties(this.nodes.size, words)}`);
    const missing = [...sifted.findings].filter((finding) => findings.kind[finding] === 'untied').slice(0, 8);
    const items = missing.map((finding) =>
      h('button', { type: 'button', class: 'link', click: () => this.app.open({ finding }) }, icon('untied'), ` ${words.list((findings.parties[finding] ?? []).slice(0, 2).map((party) => words.partyShort(party)))}`),
    );
    this.note.replaceChildren(
      ties.length ? h('span', { class: 'legend-tie' }, ui.tie) : h('span', {}, ui.noTies),
      missing.length ? h('span', {}, `${ui.missing}: `, ...items) : '',
    );
  }

  /** Positions on the screen; the layout is stretched to the room there is. */
  private screen(): Map<number, [number, number]> {
    const nodes = [...this.nodes.values()];
    const range = (pick: (node: Node) => number) => [Math.min(...nodes.map(pick)), Math.max(...nodes.map(pick))] as const;
    const [left, right] = range((node) => node.x ?? 0);
    const [top, bottom] = range((node) => node.y ?? 0);
    const { width, height } = this.canvas;
    const scale = (value: number, from: number, to: number, pad: number, size: number) => pad + ((value - from) / (to - from || 1)) * (size - 2 * pad);
    const spots = nodes.map((node): [number, number] => [scale(node.x ?? 0, left, right, 74, width), scale(node.y ?? 0, top, bottom, 30, height)]);
    apart(spots, width, height);
    return new Map(nodes.map((node, i) => [node.party, spots[i] ?? [0, 0]]));
  }

  private at(event: MouseEvent): number | undefined {
    const [x, y] = inside(event, this.canvas.element);
    for (const [party, [px, py]] of this.screen()) if (Math.abs(px - x) < 40 && Math.abs(py - y) < 13) return party;
    return undefined;
  }

  private paint(context: CanvasRenderingContext2D, inks: Inks): void {
    const { width, height } = this.canvas;
    context.clearRect(0, 0, width, height);
    if (!this.nodes.size) return;
    const at = this.screen();
    const { state, report } = this.app;
    const opened = new Set(state.finding >= 0 ? report.columns.findings.parties[state.finding] : []);
    for (const link of this.links()) {
      const [from, to] = [at.get(link.from), at.get(link.to)];
      if (!from || !to) continue;
      const chosen = link.finding >= 0 && opened.has(link.from) && opened.has(link.to);
      context.strokeStyle = link.kind === 'tie' ? inks.soft : inks.kinds[link.kind];
      context.globalAlpha = link.kind === 'tie' ? 0.55 : chosen || link.kind === 'untied' ? 1 : 0.5;
      context.lineWidth = chosen ? 4 : link.kind === 'tie' ? 1 : Math.min(4, 1.2 + Math.log2(link.count));
      context.setLineDash(link.kind === 'untied' ? [7, 6] : []);
      const bend = link.kind === 'tie' || link.kind === 'untied' ? 0 : 0.06 + 0.03 * KINDS.indexOf(link.kind);
      context.beginPath();
      context.moveTo(from[0], from[1]);
      context.quadraticCurveTo((from[0] + to[0]) / 2 + (to[1] - from[1]) * bend, (from[1] + to[1]) / 2 - (to[0] - from[0]) * bend, to[0], to[1]);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    for (const [party, spot] of at) this.name(context, inks, party, spot, opened.has(party));
  }

  private name(context: CanvasRenderingContext2D, inks: Inks, party: number, [x, y]: [number, number], opened: boolean): void {
    const { words, state } = this.app;
    const small = this.nodes.get(party)?.state;
    context.font = `${opened ? 700 : 500} ${small ? 11 : 13}px ${inks.font}`;
    const full = words.partyShort(party);
    const label = full.length > 20 ? `${full.slice(0, 19).trimEnd()}…` : full;
    const wide = context.measureText(label).width + 12;
    context.fillStyle = inks.paper;
    context.strokeStyle = opened || state.filter.party.includes(party) ? inks.ink : inks.faint;
    context.lineWidth = opened ? 2 : 1;
    context.beginPath();
    context.roundRect(x - wide / 2, y - 11, wide, 22, small ? 11 : 3);
    context.fill();
    context.stroke();
    context.fillStyle = inks.ink;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(label, x, y + 0.5);
  }
}

/** Moves labels that cover each other apart, a little at a time and always in the same order. */
function apart(spots: [number, number][], width: number, height: number): void {
  const [wide, high] = [Math.min(150, width / 5), 27];
  for (let pass = 0; pass < 120; pass += 1) {
    let moved = false;
    for (const [i, a] of spots.entries())
      for (const b of spots.slice(i + 1)) {
        const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
        if (Math.abs(dx) >= wide || Math.abs(dy) >= high) continue;
        moved = true;
        // along the shorter way out
        const axis = (wide - Math.abs(dx)) / wide < (high - Math.abs(dy)) / high ? 0 : 1;
        const push = (axis === 0 ? wide - Math.abs(dx) : high - Math.abs(dy)) * 0.26 * ((axis === 0 ? dx : dy) < 0 ? -1 : 1);
        a[axis] -= push;
        b[axis] += push;
      }
    for (const spot of spots) {
      spot[0] = Math.min(width - 74, Math.max(74, spot[0]));
      spot[1] = Math.min(height - 18, Math.max(18, spot[1]));
    }
    if (!moved) return;
  }
}
