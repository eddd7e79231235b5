// The network: parties placed the same way each time, ties in force on a day, findings between parties, and the ties
// that are missing as broken lines. Names are buttons, so that the keyboard reaches them; lines open what they count.

import type { App, Change, Part } from '../app.ts';
import { h, s } from '../dom.ts';
import { icon } from '../icon.ts';
import { dayOf } from '../language.ts';
import { type Kind, KINDS } from '../report.ts';
import { type Box, placed } from './placement.ts';

const MOST = 32;
const MOST_WITH_STATES = 56;
const LEAST_HIGH = 380;
const NAME_HIGH = 26;
const STATE_HIGH = 22;
const LINE_HIGH = 16;
/** Characters that stand on one line, and that a line holds at most. */
const LONG = 22;
const LONGEST = 34;

interface Link {
  from: number;
  to: number;
  kind: Kind | 'tie';
  findings: number[];
}

export class Network implements Part {
  readonly element = h('section', { class: 'view network' });
  private readonly tools = h('div', { class: 'tools' });
  private readonly lines = s('svg', { class: 'lines', 'aria-hidden': 'true' });
  private readonly names = h('div', { class: 'names', role: 'group' });
  private readonly frame = h('div', { class: 'frame' }, this.lines, this.names);
  private readonly note = h('p', { class: 'note' });
  private readonly gauge = document.createElement('canvas').getContext('2d');
  private boxes = new Map<number, Box>();
  private left = 0;
  private day: number;
  private withStates = false;
  private withFindings = true;
  private wide = 0;

  constructor(private readonly app: App) {
    this.day = dayOf(app.report.columns.meta.on);
    this.element.append(this.tools, this.frame, this.note);
    new ResizeObserver(() => this.frame.clientWidth !== this.wide && this.place()).observe(this.frame);
  }

  update(change: Change): void {
    this.element.hidden = this.app.state.view !== 'network';
    if (this.element.hidden) return;
    if (change === 'selection') return this.mark();
    if (change === 'verdict' || change === 'appearance') return;
    if (change !== 'filter') this.drawTools();
    this.place();
    this.describe();
  }

  private isState(party: number): boolean {
    return this.app.report.columns.dictionary.parties[party]?.kind === 'state';
  }

  /** The busiest parties of the selection: missing ties count most, then findings, then ties. */
  private chosen(links: Link[]): number[] {
    const weight = new Map<number, number>();
    const { party: filtered } = this.app.state.filter;
    const eligible = (party: number) => this.withStates || !this.isState(party) || filtered.includes(party);
    // a party that nothing visible joins to another says nothing here
    for (const link of links.filter(({ from, to }) => eligible(from) && eligible(to)))
      for (const party of [link.from, link.to]) {
        const by = link.kind === 'tie' ? 1 : link.kind === 'untied' ? 40 : 3;
        weight.set(party, (weight.get(party) ?? 0) + by);
      }
    for (const party of filtered) weight.set(party, Infinity);
    const all = [...weight];
    const most = this.withStates ? MOST_WITH_STATES : MOST;
    this.left = Math.max(0, all.length - most);
    return all.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most).map(([party]) => party);
  }

  private place(): void {
    this.wide = this.frame.clientWidth;
    if (!this.wide || this.element.hidden) return;
    const all = this.links(null);
    const parties = this.chosen(all).sort((a, b) => a - b);
    const at = new Map(parties.map((party, i) => [party, i]));
    const joined = all.filter((link) => at.has(link.from) && at.has(link.to)).map((link): [number, number] => [at.get(link.from) ?? 0, at.get(link.to) ?? 0]);
    const sizes = parties.map((party) => this.size(party));
    const { boxes, height } = placed(sizes, joined, this.wide, LEAST_HIGH);
    this.boxes = new Map(parties.map((party, i) => [party, boxes[i] ?? { wide: 0, high: 0, x: 0, y: 0 }]));
    this.frame.style.height = `${Math.ceil(height)}px`;
    this.lines.setAttribute('viewBox', `0 0 ${this.wide} ${Math.ceil(height)}`);
    this.names.replaceChildren(...parties.map((party) => this.name(party)));
    this.names.setAttribute('aria-label', `${this.app.words.m.ui.networkLabel}. ${this.app.words.m.ui.nParties(parties.length, this.app.words)}`);
    this.draw();
  }

  /** The name, on two lines where it is long. */
  private label(party: number): string {
    const words = this.app.words.partyShort(party).replace(/\s+/g, ' ').trim();
    if (words.length <= LONG) return words;
    const middle = words.length / 2;
    const spaces = [...words.matchAll(/[ /]/g)].map((found) => found.index);
    const at = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? Math.ceil(middle);
    const cut = (line: string) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1).trimEnd()}…` : line);
    return `${cut(words.slice(0, at + 1).trim())}\n${cut(words.slice(at + 1).trim())}`;
  }

  private size(party: number): { wide: number; high: number } {
    const lines = this.label(party).split('\n');
    const high = (this.isState(party) ? STATE_HIGH : NAME_HIGH) + (lines.length - 1) * LINE_HIGH;
    if (!this.gauge) return { wide: 170, high };
    this.gauge.font = `600 ${this.isState(party) ? 12 : 13}px ${getComputedStyle(document.body).fontFamily}`;
    const widths = lines.map((line) => this.gauge?.measureText(line).width ?? 0);
    return { wide: Math.min(this.wide - 16, Math.ceil(Math.max(...widths)) + 18), high };
  }

  private name(party: number): HTMLElement {
    const { words, state } = this.app;
    const box = this.boxes.get(party);
    const full = words.partyName(party);
    const button = h(
      'button',
      {
        type: 'button',
        class: this.isState(party) ? 'name state' : 'name',
        'data-party': party,
        title: full,
        'aria-pressed': state.filter.party.includes(party) ? 'true' : 'false',
        click: () => this.app.store.toggle('party', party),
      },
      this.label(party),
    );
    if (box) {
      button.style.width = `${box.wide}px`;
      button.style.height = `${box.high}px`;
      button.style.left = `${box.x - box.wide / 2}px`;
      button.style.top = `${box.y - box.high / 2}px`;
    }
    return button;
  }

  /** Ties in force on the day, or of any day where none is given; findings by pair of parties and kind. */
  private links(day: number | null): Link[] {
    const { findings, records, ties } = this.app.report.columns;
    const links: Link[] = [];
    for (const tie of ties)
      if (day === null || ((tie.start ?? -Infinity) <= day && day < (tie.end ?? Infinity))) links.push({ from: tie.from, to: tie.to, kind: 'tie', findings: [] });
    const pairs = new Map<string, Link>();
    for (const finding of this.app.sifted.findings) {
      const kind = findings.kind[finding] ?? 'same';
      const parties = findings.parties[finding]?.length ? (findings.parties[finding] ?? []) : [...new Set((findings.records[finding] ?? []).slice(0, 2).map((record) => records.party[record] ?? 0))];
      const [from, to] = parties;
      if (from === undefined || to === undefined || from === to || kind === 'gap') continue;
      if (kind !== 'untied' && !this.withFindings) continue;
      const key = `${Math.min(from, to)}|${Math.max(from, to)}|${kind}`;
      const link = pairs.get(key) ?? { from, to, kind, findings: [] };
      link.findings.push(finding);
      pairs.set(key, link);
    }
    return [...links, ...[...pairs.values()].sort((a, b) => Number(a.kind === 'untied') - Number(b.kind === 'untied'))];
  }

  private draw(): void {
    const paths: SVGElement[] = [];
    for (const link of this.links(this.day)) {
      const [from, to] = [this.boxes.get(link.from), this.boxes.get(link.to)];
      if (!from || !to) continue;
      const bend = link.kind === 'tie' || link.kind === 'untied' ? 0 : 0.06 + 0.03 * KINDS.indexOf(link.kind);
      const [mx, my] = [(from.x + to.x) / 2 + (to.y - from.y) * bend, (from.y + to.y) / 2 - (to.x - from.x) * bend];
      const way = { d: `M${from.x} ${from.y}Q${mx} ${my} ${to.x} ${to.y}`, 'data-pair': `${link.from}|${link.to}` };
      paths.push(s('path', { ...way, class: link.kind === 'tie' ? 'tie' : `k-${link.kind}`, 'stroke-width': link.kind === 'tie' ? 1.2 : Math.min(4.5, 1.4 + Math.log2(link.findings.length)) }));
      if (link.findings.length) paths.push(s('path', { ...way, class: 'touch', click: () => this.open(link) }, s('title', {}, this.says(link))));
    }
    this.lines.replaceChildren(...paths);
    this.mark();
  }

  private says(link: Link): string {
    const { words } = this.app;
    const kind = link.kind === 'tie' ? words.m.ui.tie : words.m.kinds[link.kind];
    return `${words.partyShort(link.from)} – ${words.partyShort(link.to)}: ${kind}${link.findings.length > 1 ? ` (${words.number(link.findings.length)})` : ''}`;
  }

  private open(link: Link): void {
    this.app.open({ finding: link.findings[0] ?? -1 });
  }

  /** The parties of the opened finding, and what joins them, stand out. */
  private mark(): void {
    const { state, report } = this.app;
    const opened = new Set(state.finding >= 0 ? report.columns.findings.parties[state.finding]?.slice(0, 2) : []);
    for (const name of this.names.querySelectorAll<HTMLElement>('[data-party]')) name.classList.toggle('opened', opened.has(Number(name.dataset.party)));
    for (const path of this.lines.querySelectorAll<SVGElement>('[data-pair]')) {
      const pair = (path.dataset.pair ?? '').split('|').map(Number);
      path.classList.toggle('opened', opened.size > 1 && pair.every((party) => opened.has(party)));
    }
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
      const slider = h('input', { type: 'range', id: 'day', min: Math.min(on, ...days), max: Math.max(on, ...days) });
      slider.value = String(this.day);
      slider.setAttribute('aria-valuetext', words.date(this.day));
      slider.addEventListener('input', () => {
        this.day = Number(slider.value);
        shown.textContent = words.date(this.day);
        slider.setAttribute('aria-valuetext', words.date(this.day));
        this.draw();
      });
      parts.push(h('span', { class: 'box' }, h('label', { for: 'day' }, ui.onDay), slider, shown), this.box(ui.states, this.withStates, (on) => (this.withStates = on)));
    }
    parts.push(this.box(ui.findingLinks, this.withFindings, (on) => (this.withFindings = on)));
    this.tools.replaceChildren(...parts);
  }

  private box(label: string, on: boolean, set: (on: boolean) => void): HTMLElement {
    const input = h('input', { type: 'checkbox' });
    input.checked = on;
    input.addEventListener('change', () => {
      set(input.checked);
      this.place();
      this.describe();
    });
    return h('label', { class: 'box' }, input, label);
  }

  /** The legend, and the missing ties as a list that opens: the same for those who can't see the drawing. */
  private describe(): void {
    const { words, report, sifted } = this.app;
    const { ui } = words.m;
    const { findings, ties } = report.columns;
    const missing = [...sifted.findings].filter((finding) => findings.kind[finding] === 'untied').slice(0, 12);
    const items = missing.map((finding) => {
      const [one, two] = (findings.parties[finding] ?? []).map((party) => words.partyShort(party));
      return h('button', { type: 'button', class: 'link', click: () => this.app.open({ finding }) }, icon('untied'), ` ${one} – ${two}`);
    });
    this.note.replaceChildren(
      h('span', {}, ties.length ? ui.tieHint : ui.noTies),
      this.left ? h('span', {}, ui.busiest(this.boxes.size, words)) : '',
      missing.length ? h('span', { class: 'missing' }, `${ui.missing}: `, ...items) : '',
    );
  }
}
