// The keyboard. One table of keys, from which the help is made too.

import type { App } from './app.ts';
import type { Detail } from './detail.ts';
import { announce, h } from './dom.ts';
import type { Facets } from './facets.ts';
import type { View } from './state.ts';

const GO: Record<string, View> = { l: 'list', m: 'map', t: 'timeline', b: 'table', x: 'matrix', n: 'network' };

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'range', 'radio'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export class Keys {
  readonly help = h('dialog', { class: 'keys', 'aria-labelledby': 'keys-title' });
  private goes = false;

  constructor(
    private readonly app: App,
    private readonly detail: Detail,
    private readonly facets: Facets,
  ) {
    document.addEventListener('keydown', (event) => this.press(event));
  }

  /** Shows the keys. */
  show(): void {
    const { ui } = this.app.words.m;
    const row = (keys: string[], says: string) => h('tr', {}, h('td', {}, ...keys.map((key) => h('kbd', {}, key))), h('td', {}, says));
    const close = h('button', { type: 'button', class: 'plain', click: () => this.help.close() }, ui.close);
    this.help.replaceChildren(
      h('h2', { id: 'keys-title' }, ui.keys),
      h(
        'table',
        {},
        row(['j', 'k'], ui.keyNext),
        row(['Enter'], ui.keyOpen),
        row(['c', 'r', 'u'], ui.keyVerdict),
        row(['z'], ui.keyUndo),
        row(['m', 'd'], ui.keyNode),
        row(['/'], ui.keySearch),
        row(['g', Object.keys(GO).join(' ')], ui.keyGo),
        row(['Esc'], ui.keyClose),
        row(['?'], ui.keyHelp),
      ),
      close,
    );
    this.help.showModal();
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    if (event.key === 'Escape') return this.leave(event);
    if (typing(event.target)) return;
    if (this.goes) {
      this.goes = false;
      const view = GO[event.key];
      if (view) this.app.store.set({ view });
      return;
    }
    const act = this.acts[event.key];
    // Enter on a button or link is that button's
    if (!act || (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a, summary, input, [role=button]'))) return;
    event.preventDefault();
    act();
  }

  private readonly acts: Record<string, () => void> = {
    j: () => this.app.step(1),
    k: () => this.app.step(-1),
    c: () => this.detail.decide('confirm'),
    r: () => this.detail.decide('reject'),
    u: () => this.detail.decide('unsure'),
    z: () => this.undo(),
    '/': () => this.facets.focus(),
    g: () => {
      this.goes = true;
    },
    Enter: () => this.open(),
    '?': () => this.show(),
  };

  /** Opens the first finding where none is open, and goes to it. */
  private open(): void {
    if (this.app.state.finding < 0 && this.app.state.record < 0) this.app.step(1);
    this.detail.focus();
  }

  private leave(event: KeyboardEvent): void {
    if (typing(event.target)) (event.target as HTMLElement).blur();
    else this.app.open({});
  }

  private undo(): void {
    const { ui } = this.app.words.m;
    const done = this.app.verdicts.takeBack();
    announce(done ? ui.undone : ui.undoNothing);
    if (done) this.app.tell('verdict');
  }
}
