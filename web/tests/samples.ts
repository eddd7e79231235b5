// The sample pages, written by a test of the Rust side; made here when they are missing or older than the page.

import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Sample = 'small' | 'large' | 'hostile' | 'empty';

export function sample(name: Sample): string {
  return `${root}target/report-samples/${name}.html`;
}

export default function setup(): void {
  const page = statSync(`${root}crates/comity/assets/report.html`).mtimeMs;
  const names: Sample[] = ['small', 'large', 'hostile', 'empty'];
  if (names.every((name) => existsSync(sample(name)) && statSync(sample(name)).mtimeMs >= page)) return;
  execFileSync('cargo', ['test', '--locked', '-p', 'comity', 'samples_for_the_browser'], { cwd: root, stdio: 'inherit' });
}
