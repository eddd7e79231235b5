// The sample pages, written by a test of the Rust side; made here when they are missing or older than the page.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';

import type { Columns } from '../src/report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Sample = 'small' | 'large' | 'hostile' | 'empty';

export function sample(name: Sample): string {
  return `${root}target/report-samples/${name}.html`;
}

/** A sample with other data: for what the engine may send and the samples don't have. Of the lines the findings' come first. */
export function altered(name: Sample, as: string, change: (columns: Columns, lines: string[]) => void): string {
  let page = readFileSync(sample(name), 'utf8');
  const part = (id: string): [number, number] => {
    const mark = `<script type="text/plain" id="${id}">`;
    const from = page.indexOf(mark) + mark.length;
    return [from, page.indexOf('</script>', from)];
  };
  const read = (id: string) => inflateSync(Buffer.from(page.slice(...part(id)), 'base64')).toString();
  const write = (id: string, text: string) => {
    const [from, to] = part(id);
    page = page.slice(0, from) + deflateSync(text).toString('base64') + page.slice(to);
  };
  const columns = JSON.parse(read('columns')) as Columns;
  const lines = read('lines').split('\n');
  change(columns, lines);
  write('columns', JSON.stringify(columns));
  write('lines', lines.join('\n'));
  const path = `${root}target/report-samples/${as}.html`;
  writeFileSync(path, page);
  return path;
}

export default function setup(): void {
  const page = statSync(`${root}crates/comity/assets/report.html`).mtimeMs;
  const names: Sample[] = ['small', 'large', 'hostile', 'empty'];
  if (names.every((name) => existsSync(sample(name)) && statSync(sample(name)).mtimeMs >= page)) return;
  execFileSync('cargo', ['test', '--locked', '-p', 'comity', 'samples_for_the_browser'], { cwd: root, stdio: 'inherit' });
}
