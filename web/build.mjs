// Builds the report's page: one HTML file with everything in it, which the Rust side fills with data.
// `--check` only says whether the committed page is the one that these sources make.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { mesh, merge, quantize, transform } from 'topojson-client';
import { build } from 'vite';

const root = new URL('.', import.meta.url);
const LARGEST = 300_000;

/** The ISO 3166 codes of i18n-iso-countries, without what the page doesn't use. */
function countryCodes() {
  const name = 'virtual:country-codes';
  return {
    name: 'country-codes',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => {
      if (id !== `\0${name}`) return undefined;
      const codes = createRequire(import.meta.url)('i18n-iso-countries/codes.json');
      return `export default ${JSON.stringify(codes.map(([two, three, number]) => [two, three, number]))}`;
    },
  };
}

/** Grid steps of the outlines in each direction: 0.018 degrees, finer than outlines of 1:110m mean. */
const GRID = 2e4;

/** world-atlas names countries in English, where the page takes names from the reader's browser, and keeps more digits than its scale means. */
function leanAtlas() {
  return {
    name: 'lean-atlas',
    enforce: 'pre',
    transform: (code, id) => {
      if (!id.endsWith('countries-110m.json')) return undefined;
      const atlas = JSON.parse(code);
      for (const geometry of atlas.objects.countries.geometries) delete geometry.properties;
      const point = transform(atlas.transform);
      const whole = { ...atlas, arcs: atlas.arcs.map((arc) => arc.map((step, i) => point([...step], i))) };
      delete whole.transform;
      return JSON.stringify(quantize(whole, GRID));
    },
  };
}

const result = await build({
  root: root.pathname,
  configFile: false,
  logLevel: 'warn',
  plugins: [countryCodes(), leanAtlas()],
  json: { stringify: true },
  build: {
    write: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: { input: new URL('src/main.ts', root).pathname, output: { format: 'es', codeSplitting: false } },
  },
});
const { output } = Array.isArray(result) ? result[0] : result;
const script = output.find((file) => file.type === 'chunk').code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const style = String(output.find((file) => file.fileName.endsWith('.css')).source).trim();

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const template = await readFile(new URL('template.html', root), 'utf8');
const parts = { policy, style, script };
const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);

for (const mark of ['title', 'still', 'columns', 'lines']) {
  if (page.split(`[[comity:${mark}]]`).length !== 2) throw new Error(`the mark ${mark} must stand in the page exactly once`);
}
if (Buffer.byteLength(page) > LARGEST) throw new Error(`the page has ${Buffer.byteLength(page)} bytes; ${LARGEST} is the most`);

/** Land and borders as a drawing that pages of a node refer to: hundredths of a degree, east to the right, north up. */
async function outlines() {
  const atlas = JSON.parse(await readFile(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'), 'utf8'));
  const line = (points) => {
    const at = points.map(([lon, lat]) => [Math.round(lon * 100), Math.round(lat * -100)]);
    return at.map(([x, y], i) => (i ? `${x - at[i - 1][0]} ${y - at[i - 1][1]}` : `M${x} ${y}l`)).join(' ').replaceAll(' -', '-').replace('l ', 'l');
  };
  const land = merge(atlas, atlas.objects.countries.geometries).coordinates.flat().map((ring) => `${line(ring)}z`).join('');
  const borders = mesh(atlas, atlas.objects.countries, (a, b) => a !== b).coordinates.map(line).join('');
  const path = (id, d) => `<path id="${id}" vector-effect="non-scaling-stroke" d="${d}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-18000 -9000 36000 18000">${path('land', land)}${path('borders', borders)}</svg>\n`;
}

// the pages of a node: a style, a script, and htmx as its makers built it
const desk = await build({
  root: root.pathname,
  configFile: false,
  logLevel: 'warn',
  build: {
    write: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: new URL('src/desk/desk.ts', root).pathname,
      output: { format: 'es', entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});
const deskFiles = (Array.isArray(desk) ? desk[0] : desk).output;
const deskScript = deskFiles.find((file) => file.type === 'chunk' && file.fileName === 'desk.js').code;
const deskStyle = String(deskFiles.find((file) => file.fileName.endsWith('.css')).source);
const htmx = await readFile(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'), 'utf8');

const files = [
  ['comity/assets/report.html', page],
  ['comity-web/assets/desk.js', `${deskScript.trim()}\n`],
  ['comity-web/assets/desk.css', `${deskStyle.trim()}\n`],
  ['comity-web/assets/land.svg', await outlines()],
  ['comity-web/assets/htmx.js', htmx],
];
for (const [name, text] of files) {
  const target = new URL(`../crates/${name}`, root);
  const bytes = Buffer.byteLength(text);
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
    console.log(`crates/${name}: ${bytes} bytes`);
    continue;
  }
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(`crates/${name} is not what web/ makes: run \`npm run build\` in web/ and commit it`);
    process.exit(1);
  }
  console.log(`crates/${name} is what the sources make (${bytes} bytes)`);
}
