// What a node's pages gain by script: keys, a file dropped anywhere on its form, progress of the work. All of it works without, too.

import './desk.css';
import { passkey } from './passkeys.ts';

import { slides } from './day.ts';
import { moves } from './map.ts';
import { points } from './network.ts';

const GO: Record<string, string> = { h: '/', f: '/findings', a: '/activities', p: '/check', i: '/import', t: '/parties', c: '/councils', l: '/ledger' };

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const one = <E extends Element>(selector: string) => document.querySelector<E>(selector);
const rows = () => [...document.querySelectorAll<HTMLAnchorElement>('a.row')];

/** The row that is current: focused, else the one whose finding is opened. */
function current(): number {
  const all = rows();
  const focused = all.findIndex((row) => row === document.activeElement);
  return focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute('aria-current'));
}

function step(by: number): void {
  const all = rows();
  const next = all[Math.min(Math.max(current() + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function answer(word: string): void {
  one<HTMLButtonElement>(`[data-verdict] button[value="${word}"]`)?.click();
}

/** Opens a part of the opened finding and puts the cursor into its first field. */
function reach(selector: string): void {
  const part = one<HTMLDetailsElement>(selector);
  if (!part) return;
  part.open = true;
  part.scrollIntoView({ block: 'nearest' });
  part.querySelector<HTMLElement>('select, input:not([type="hidden"])')?.focus();
}

let goes = false;

document.addEventListener('keydown', (event) => {
  const dialog = one<HTMLDialogElement>('#keys');
  if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  if (event.key === 'Escape' && typing(event.target)) return (event.target as HTMLElement).blur();
  if (typing(event.target)) return;
  if (goes) {
    goes = false;
    const link = GO[event.key] && one<HTMLAnchorElement>(`.top nav a[href="${GO[event.key]}"]`);
    if (link) link.click();
    return;
  }
  const act: Record<string, () => void> = {
    j: () => step(1),
    k: () => step(-1),
    c: () => answer('confirm'),
    r: () => answer('reject'),
    u: () => answer('unsure'),
    x: () => {
      const row = rows()[current()];
      row?.parentElement?.querySelector<HTMLInputElement>('[name=finding]')?.click();
    },
    d: () => reach('[data-delegate]'),
    m: () => reach('[data-merge]'),
    z: () => one<HTMLFormElement>('[data-undo]')?.requestSubmit(),
    g: () => {
      goes = true;
    },
    '/': () => {
      const search = one<HTMLInputElement>('[data-search]');
      if (search) search.focus();
      else location.assign('/activities#search');
    },
    '?': () => dialog?.showModal(),
    Escape: () => one<HTMLAnchorElement>('#opened .close')?.click(),
  };
  const done = act[event.key];
  if (!done) return;
  event.preventDefault();
  done();
});

document.addEventListener('click', (event) => {
  if ((event.target as Element).closest('[data-keys]')) one<HTMLDialogElement>('#keys')?.showModal();
});

// a finding that htmx has opened: its row is the current one, narrow screens show it alone
document.addEventListener('htmx:afterSettle', () => {
  const opened = one<HTMLElement>('#opened');
  const id = opened?.dataset.finding;
  for (const row of rows()) {
    if (id && row.dataset.finding === id) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
  one('main')?.classList.toggle('with-opened', Boolean(id));
});

function drop(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    form.classList.add('over');
  });
  form.addEventListener('dragleave', () => form.classList.remove('over'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    form.classList.remove('over');
    if (input && event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}

/** Follows a delivery; when the node has done its part, the page shows what came of it. */
function followDelivery(line: HTMLElement): void {
  document.querySelector('[data-unscripted]')?.setAttribute('hidden', '');
  const bar = line.querySelector('progress');
  const stage = line.querySelector('[data-stage]');
  const events = new EventSource(`/import/${line.dataset.delivery}/events`);
  events.addEventListener('delivery', (event) => {
    const told = JSON.parse((event as MessageEvent<string>).data) as { says: string; done: number; of: number; ended: boolean };
    if (told.ended) {
      events.close();
      return location.reload();
    }
    if (stage && stage.textContent !== told.says) stage.textContent = told.says;
    if (!bar) return;
    if (told.of > 0) {
      bar.max = told.of;
      bar.value = told.done;
    } else bar.removeAttribute('value');
  });
  addEventListener('pagehide', () => events.close());
}

/** Follows the work; when a run ends, the page that waits for it is loaded again. */
function follow(line: HTMLElement): void {
  let ran = !line.hidden;
  const events = new EventSource('/work');
  events.addEventListener('work', (event) => {
    const { stage, says } = JSON.parse((event as MessageEvent<string>).data) as { stage: string; says: string };
    line.hidden = stage === 'idle';
    line.textContent = says;
    if (stage === 'idle' && ran) location.reload();
    ran = stage !== 'idle';
  });
  addEventListener('pagehide', () => events.close());
}

addEventListener('DOMContentLoaded', () => {
  one('[data-keys]')?.removeAttribute('hidden');
  const form = one<HTMLFormElement>('[data-drop]');
  if (form) drop(form);
  const map = one<SVGSVGElement>('[data-map]');
  if (map) moves(map);
  points();
  const day = one<HTMLFormElement>('[data-day]');
  if (day) slides(day);
  const line = one<HTMLElement>('[data-work]');
  if (line) follow(line);
  document.querySelectorAll<HTMLFormElement>('form[data-passkey]').forEach(passkey);
  const delivery = one<HTMLElement>('[data-delivery]');
  if (delivery) followDelivery(delivery);
  if (location.hash === '#search') one<HTMLInputElement>('[data-search]')?.focus();
  // a link is of use with its server in front
  for (const link of document.querySelectorAll<HTMLElement>('[data-link]')) link.textContent = location.origin + link.textContent;
});
