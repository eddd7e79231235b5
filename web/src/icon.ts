// One shape for each kind of finding, so that colour never speaks alone.

import { s } from './dom.ts';
import type { Kind } from './report.ts';

const ring = (cx: number, r: number, more: Record<string, string | number> = {}) => s('circle', { cx, cy: 8, r, ...more });
const path = (d: string, more: Record<string, string | number> = {}) => s('path', { d, ...more });

const shapes: Record<Kind, () => SVGElement[]> = {
  same: () => [path('M2 5.5h12M2 10.5h12')],
  chain: () => [
    path('M7 5H4.5a3 3 0 0 0 0 6H7M9 5h2.5a3 3 0 0 1 0 6H9M5.5 8h5'),
  ],
  part: () => [path('M2 2h12v12H2zM5 5h6v6H5z')],
  overlap: () => [ring(5.7, 4.2), ring(10.3, 4.2)],
  conflict: () => [path('M3 3l10 10M13 3L3 13')],
  complement: () => [path('M8 2a6 6 0 0 0 0 12z', { class: 'solid' }), path('M8 2a6 6 0 0 1 0 12')],
  gap: () => [ring(8, 5.8, { 'stroke-dasharray': '3 2.6' })],
  untied: () => [path('M1 8h4.5M10.5 8H15M6.5 11l3-6')],
};

/** The kind's shape in its colour. */
export function icon(kind: Kind, size = 16): SVGSVGElement {
  return s(
    'svg',
    { viewBox: '0 0 16 16', width: size, height: size, class: `icon k-${kind}`, 'aria-hidden': 'true', focusable: 'false' },
    ...shapes[kind](),
  );
}
