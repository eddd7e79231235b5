// The map of a page moves and zooms under the pointer; where it comes to rest, the page is asked for that part of the world. Links do the
// same without script.

/** South, west, north, east, degrees. */
type Frame = [number, number, number, number];

const REST = 500;

export function moves(map: SVGSVGElement): void {
  const frame = (map.dataset.map ?? '').split(',').map(Number) as Frame;
  const [, , wide, high] = (map.getAttribute('viewBox') ?? '').split(' ').map(Number) as Frame;
  let [x, y, scale] = [0, 0, 1];
  let held: { x: number; y: number } | null = null;
  let moved = false;
  let timer = 0;
  map.dataset.moves = '';

  /** Pixels of the drawing for one of the screen. */
  const ratio = () => wide / (map.clientWidth || wide);

  function show(): void {
    map.setAttribute('viewBox', `${x} ${y} ${wide / scale} ${high / scale}`);
    clearTimeout(timer);
    timer = window.setTimeout(ask, REST);
  }

  function ask(): void {
    if (held) return;
    const [south, west, north, east] = frame;
    const [perX, perY] = [(east - west) / wide, (north - south) / high];
    const area = [north - (y + high / scale) * perY, west + x * perX, north - y * perY, west + (x + wide / scale) * perX];
    const limits = [90, 180, 90, 180];
    const to = new URL(location.href);
    to.searchParams.set('area', area.map((degrees, i) => Math.max(-(limits[i] ?? 0), Math.min(limits[i] ?? 0, degrees)).toFixed(4)).join(','));
    to.searchParams.delete('after');
    location.assign(to);
  }

  map.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    held = { x: event.clientX, y: event.clientY };
    moved = false;
  });
  addEventListener('pointermove', (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!moved && Math.abs(dx) + Math.abs(dy) < 5) return;
    moved = true;
    x -= (dx * ratio()) / scale;
    y -= (dy * ratio()) / scale;
    held = { x: event.clientX, y: event.clientY };
    show();
  });
  addEventListener('pointerup', () => {
    held = null;
    if (moved) show();
  });
  // a drag that ends on a circle opens nothing
  map.addEventListener('click', (event) => moved && event.preventDefault(), true);
  map.addEventListener('dragstart', (event) => event.preventDefault());
  map.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = map.getBoundingClientRect();
      const [px, py] = [(event.clientX - box.left) * ratio(), (event.clientY - box.top) * ratio()];
      const next = Math.min(16, Math.max(0.25, scale * (event.deltaY < 0 ? 1.25 : 0.8)));
      x += px / scale - px / next;
      y += py / scale - py / next;
      scale = next;
      show();
    },
    { passive: false },
  );
}
