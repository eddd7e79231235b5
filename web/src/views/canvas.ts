// What the drawn views share: a canvas that is sharp on every screen, in the page's colours, drawn once a frame.

import { h } from '../dom.ts';
import { KINDS, type Kind } from '../report.ts';

export interface Inks {
  ink: string;
  soft: string;
  faint: string;
  /** For what has no finding. */
  quiet: string;
  /** Circles of the map. */
  dot: string;
  paper: string;
  land: string;
  font: string;
  kinds: Record<Kind, string>;
}

export class Canvas {
  readonly element = h('canvas', { role: 'img' });
  readonly frame = h('div', { class: 'frame' }, this.element);
  private asked = false;
  width = 0;
  height = 0;

  constructor(private readonly paint: (context: CanvasRenderingContext2D, inks: Inks) => void) {
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  /** Draws at the next frame; asked many times it draws once. */
  draw(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.now();
    });
  }

  private now(): void {
    const { clientWidth, clientHeight } = this.frame;
    if (!clientWidth || !clientHeight) return;
    const scale = window.devicePixelRatio || 1;
    this.width = clientWidth;
    this.height = clientHeight;
    this.element.width = Math.round(clientWidth * scale);
    this.element.height = Math.round(clientHeight * scale);
    const context = this.element.getContext('2d');
    if (!context) return;
    context.scale(scale, scale);
    this.paint(context, inks());
  }
}

/** The colours and the font in force, read from the style sheet. */
export function inks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, colour(kind)])) as Record<Kind, string>;
  return { ink: colour('ink'), soft: colour('soft'), faint: colour('faint'), quiet: colour('s3'), dot: colour('s4'), paper: colour('paper'), land: colour('land'), font: getComputedStyle(document.body).fontFamily, kinds };
}

/** The position of a pointer inside an element. */
export function inside(event: MouseEvent, element: Element): [number, number] {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** A text in lines that fit, at most so many; the last is cut where there is more. */
export function wrapped(context: CanvasRenderingContext2D, words: string, width: number, most: number): string[] {
  const fits = (line: string) => context.measureText(line).width <= width;
  const lines: string[] = [];
  // between words, and between characters where a script has no spaces
  let rest = words;
  while (rest && lines.length < most) {
    if (fits(rest)) return [...lines, rest];
    let end = rest.length;
    while (end > 1 && !fits(rest.slice(0, end))) end -= 1;
    const space = rest.lastIndexOf(' ', end);
    const at = space > 0 ? space : end;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (!rest) return lines;
  let last = lines.pop() ?? '';
  while (last.length > 1 && !fits(`${last}…`)) last = last.slice(0, -1);
  return [...lines, `${last.trimEnd()}…`];
}
