// Verdicts of the person who reads: kept in this browser by the finding's name, so that they outlive a new report.

import type { Report } from './report.ts';

export const VERDICTS = ['confirm', 'reject', 'unsure'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Given {
  verdict: Verdict;
  reason: string;
  /** When, as ISO 8601. */
  at: string;
}

const KEY = 'comity-verdicts';

export class Verdicts {
  private readonly given = new Map<string, Given>();
  private readonly undo: [string, Given | undefined][] = [];

  constructor(private readonly report: Report) {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Given>;
      for (const [name, given] of Object.entries(stored)) if (VERDICTS.includes(given.verdict)) this.given.set(name, given);
    } catch {
      // what another program left there is not ours to repair; it is written over at the first verdict
    }
  }

  of(finding: number): Given | undefined {
    return this.given.get(this.name(finding));
  }

  /** Gives a verdict, or takes it back when the same one is given again. */
  give(finding: number, verdict: Verdict): Given | undefined {
    const before = this.of(finding);
    const after = before?.verdict === verdict ? undefined : { verdict, reason: before?.reason ?? '', at: new Date().toISOString() };
    this.undo.push([this.name(finding), before]);
    this.put(this.name(finding), after);
    return after;
  }

  explain(finding: number, reason: string): void {
    const before = this.of(finding);
    if (before && before.reason !== reason) this.put(this.name(finding), { ...before, reason });
  }

  /** Takes back the last verdict given on this page. */
  takeBack(): boolean {
    const last = this.undo.pop();
    if (!last) return false;
    this.put(...last);
    return true;
  }

  /** Verdicts on findings of this report. */
  count(): number {
    return this.report.columns.findings.id.filter((name) => this.given.has(name)).length;
  }

  /** The file to send: each verdict with the records it is about. */
  file(): string {
    const { findings, records, dictionary } = this.report.columns;
    const verdicts = findings.id.flatMap((name, i) => {
      const given = this.given.get(name);
      if (!given) return [];
      return {
        finding: name,
        kind: findings.kind[i],
        ...given,
        records: (findings.records[i] ?? []).map((at) => ({ id: records.id[at], reporter: dictionary.parties[records.party[at] ?? -1]?.id })),
        parties: (findings.parties[i] ?? []).map((at) => dictionary.parties[at]?.id),
      };
    });
    return `${JSON.stringify({ report: this.report.columns.meta, verdicts }, null, 2)}\n`;
  }

  private name(finding: number): string {
    return this.report.columns.findings.id[finding] ?? '';
  }

  private put(name: string, given: Given | undefined): void {
    if (given) this.given.set(name, given);
    else this.given.delete(name);
    try {
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(this.given)));
    } catch {
      // a browser that keeps nothing for local files still holds them until the page closes
    }
  }
}
