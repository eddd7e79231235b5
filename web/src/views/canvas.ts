// What the drawn views share: a canvas that is sharp on every screen, in the page's colours, drawn once a frame.

import { h } from '../dom.ts';
import { KINDS, type Kind } from '../report.ts';

export interface Inks {
  ink: string;
  soft: string;
  faint: string;
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
  return { ink: colour('ink'), soft: colour('soft'), faint: colour('faint'), paper: colour('paper'), land: colour('land'), font: getComputedStyle(document.body).fontFamily, kinds };
}

/** The position of a pointer inside an element. */
export function inside(event: MouseEvent, element: Element): [number, number] {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** A text cut so that it fits; whole where it does. */
export function fitted(context: CanvasRenderingContext2D, words: string, width: number): string {
  if (context.measureText(words).width <= width) return words;
  let cut = words;
  while (cut.length > 1 && context.measureText(`${cut}…`).width > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}
