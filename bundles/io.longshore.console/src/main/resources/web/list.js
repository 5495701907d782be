// SPDX-License-Identifier: Apache-2.0
// All containers and their tasks.
import {el, setText} from './dom.js';
import {bytes, command, exit, percent, shortTime, time} from './format.js';
import {may, post} from './server.js';
import {createDialog} from './dialogs.js';

const COLUMNS = ['Container', 'State', 'Memory', 'CPU', 'Processes', 'Command', 'Started', 'Exit'];

export function listView(store, say) {
  const rows = new Map();
  const body = el('tbody');
  const empty = el('p', {class: 'quiet', hidden: true});
  const search = el('input', {type: 'search', 'aria-label': 'Filter by namespace, id, label or command', placeholder: 'Filter', input: () => draw()});
  const counts = el('span', {class: 'quiet'});
  const create = el('button', {type: 'button', click: () => createDialog(async form => {
    await post('containers', form);
    say(form.run ? `${form.id} runs.` : `${form.id} is recorded.`);
  })}, 'New container');
  const view = el('section', {class: 'card'},
    el('div', {class: 'head'}, el('h1', {}, 'Containers'), counts, el('span', {class: 'grow'}, search), may('admin') ? create : null),
    el('table', {class: 'list'}, el('thead', {}, el('tr', {}, COLUMNS.map(name => el('th', {scope: 'col'}, name)))), body), empty);

  function draw() {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    const entries = store.entries().filter(entry => words.every(word => haystack(entry).includes(word)));
    const keys = new Set(entries.map(entry => entry.key));
    for (const [key, row] of rows) {
      if (!keys.has(key)) {
        row.view.remove();
        rows.delete(key);
      }
    }
    let before = null;
    for (const entry of entries) {
      if (!rows.has(entry.key)) {
        rows.set(entry.key, row(entry));
      }
      const {view: line, update} = rows.get(entry.key);
      update(entry);
      const place = before ? before.nextSibling : body.firstChild;
      if (place !== line) {
        body.insertBefore(line, place);
      }
      before = line;
    }
    const running = store.entries().filter(entry => entry.task?.state === 'RUNNING').length;
    setText(counts, `${store.entries().length} in all, ${running} running`);
    empty.hidden = entries.length > 0;
    setText(empty, words.length > 0 ? 'Nothing matches.' : 'There are no containers yet.');
  }

  return {view, opened: () => store.listen(draw), closed: () => store.unlisten(draw)};
}

function haystack({namespace, id, container}) {
  const labels = Object.entries(container?.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(' ');
  return `${namespace}/${id} ${labels} ${(container?.args ?? []).join(' ')}`.toLowerCase();
}

function row(entry) {
  const link = el('a', {href: `#/task/${encodeURIComponent(entry.namespace)}/${encodeURIComponent(entry.id)}`},
    entry.namespace === 'default' ? entry.id : `${entry.namespace}/${entry.id}`);
  const badge = state(null);
  const cells = COLUMNS.map((name, index) => el('td', {'data-label': name, class: [2, 3, 4, 6, 7].includes(index) ? 'number' : false}));
  cells[0].append(link);
  cells[1].append(badge);
  const args = el('span');
  cells[5].classList.add('mono', 'command');
  cells[5].append(args);
  return {
    view: el('tr', {'data-task': entry.key}, cells),
    update({container, task, sample}) {
      setState(badge, task);
      setText(cells[2], bytes(sample?.memory));
      setText(cells[3], percent(sample?.cpu));
      setText(cells[4], sample?.pids === null ? '' : String(sample?.pids ?? ''));
      setText(args, command(container?.args ?? []));
      args.title = args.textContent;
      setText(cells[6], shortTime(task?.startedAt));
      cells[6].title = time(task?.startedAt);
      setText(cells[7], exit(task));
    },
  };
}

export function state(task) {
  const badge = el('span', {class: 'state'});
  setState(badge, task);
  return badge;
}

export function setState(badge, task) {
  const name = (task?.state ?? 'none').toLowerCase();
  const failed = name === 'stopped' && task.exit?.status !== 0;
  badge.className = `state ${failed ? 'failed' : name}`;
  setText(badge, task ? name : 'no task');
}
