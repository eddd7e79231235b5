// The network under a pointer: the party that one points at, what it is joined to, and the lines between stand out; all else steps back.

const BEND = 0.08;

interface Middle {
  x: number;
  y: number;
}

function middle(name: Element | undefined): Middle | undefined {
  const box = name?.querySelector('rect');
  const at = (attribute: string) => Number(box?.getAttribute(attribute));
  return box ? { x: at('x') + at('width') / 2, y: at('y') + at('height') / 2 } : undefined;
}

/** The way of a line as the server draws it: a missing tie is bent. */
function way(from: Middle, to: Middle, untied: boolean): string {
  const start = `M${from.x} ${from.y}`;
  if (!untied) return `${start}L${to.x} ${to.y}`;
  const [mx, my] = [(from.x + to.x) / 2 + (to.y - from.y) * BEND, (from.y + to.y) / 2 - (to.x - from.x) * BEND];
  return `${start}Q${mx} ${my} ${to.x} ${to.y}`;
}

function point(svg: SVGSVGElement, name: Element | null): void {
  for (const near of svg.querySelectorAll('.near')) near.classList.remove('near');
  const over = svg.querySelector('.over');
  svg.classList.toggle('pointed', Boolean(name));
  const from = middle(name ?? undefined);
  if (!name || !from) return over?.setAttribute('d', '');
  const names = svg.querySelectorAll('.name');
  const ways: string[] = [];
  name.classList.add('near');
  for (const joint of (name.getAttribute('data-to') ?? '').split(' ').filter(Boolean)) {
    const other = names[Number.parseInt(joint, 10)];
    const to = middle(other);
    if (!other || !to) continue;
    other.classList.add('near');
    ways.push(way(from, to, joint.endsWith('u')));
  }
  over?.setAttribute('d', ways.join(''));
}

/** Listens once for all drawings, also for those that come later. */
export function points(): void {
  let now: Element | null = null;
  const pointed = (event: Event) => {
    const name = event.target instanceof Element ? event.target.closest('svg.network .name') : null;
    if (name === now) return;
    const svg = (name ?? now)?.closest('svg');
    now = name;
    if (svg) point(svg, name);
  };
  document.addEventListener('pointerover', pointed);
  document.addEventListener('focusin', pointed);
}
