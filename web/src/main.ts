// Puts the page together: reads the data, lays out the parts, opens the first finding where there is room.

import './css/base.css';
import './css/page.css';
import './css/filter.css';
import './css/list.css';
import './css/views.css';
import './css/matrix.css';
import './css/network.css';
import './css/detail.css';
import './css/narrow.css';
import './css/paper.css';

import { App, type Part } from './app.ts';
import { Detail } from './detail.ts';
import { h } from './dom.ts';
import { Facets } from './facets.ts';
import { Keys } from './keys.ts';
import { firstLanguage, LANGUAGES } from './language.ts';
import { FindingList } from './list.ts';
import { printing } from './print.ts';
import { read } from './report.ts';
import { Foot, Summary, TopBar } from './top.ts';
import { MapView } from './views/map.ts';
import { Matrix } from './views/matrix.ts';
import { Network } from './views/network.ts';
import { RecordTable } from './views/table.ts';
import { Timeline } from './views/timeline.ts';

async function start(): Promise<void> {
  const still = document.getElementById('still');
  let app: App;
  try {
    app = new App(await read());
  } catch (error) {
    still?.prepend(h('p', { class: 'unfit', role: 'alert' }, LANGUAGES[firstLanguage()].ui.unfit));
    throw error;
  }
  performance.mark('comity-data');
  const facets = new Facets(app);
  const detail = new Detail(app);
  const keys = new Keys(app, detail, facets);
  const roomy = window.matchMedia('(min-width: 1100px)').matches;
  if (app.state.finding < 0 && app.state.record < 0 && roomy && app.report.findings) {
    app.store.state = { ...app.state, finding: app.sifted.findings[0] ?? -1 };
  }
  const filters = h('details', { class: 'rail' }, h('summary', {}, app.words.m.ui.filter), facets.element);
  filters.open = window.matchMedia('(min-width: 800px)').matches;
  const naming: Part = {
    element: filters,
    update: () => {
      const summary = filters.querySelector('summary');
      if (summary) summary.textContent = app.words.m.ui.filter;
    },
  };
  const views = [new MapView(app), new Timeline(app), new RecordTable(app), new Matrix(app), new Network(app)];
  const list = new FindingList(app);
  const top = new TopBar(app, () => keys.show());
  const summary = new Summary(app, facets);
  const foot = new Foot(app);
  const shown: Part = { element: document.body, update: () => show(app) };
  const page = h(
    'div',
    { class: 'page' },
    top.element,
    filters,
    h('main', { id: 'main' }, summary.element, ...views.map((view) => view.element), list.element, foot.element),
    detail.element,
  );
  still?.remove();
  document.body.append(page, printing(app), keys.help, h('div', { id: 'said', role: 'status', 'aria-live': 'polite' }));
  for (const part of [top, naming, shown, facets, summary, ...views, list, detail, foot]) app.add(part);
  document.documentElement.classList.add('ready');
  performance.mark('comity-ready');
}

/** The view stands on the body, for the style sheet; a selection of nothing has no view. */
function show(app: App): void {
  document.body.setAttribute('data-view', app.state.view);
  document.body.classList.toggle('none', !app.sifted.findings.length && !app.sifted.records.length);
}

void start();
