// SPDX-License-Identifier: Apache-2.0
// The processes that were added to a task, by whatever means; they are told with it.
import {el, setText} from './dom.js';
import {exit} from './format.js';
import {setState, state} from './list.js';

const COLUMNS = ['Id', 'State', 'Process', 'Exit'];

export function processesView() {
  const rows = new Map();
  const body = el('tbody');
  const view = el('section', {class: 'card', 'aria-labelledby': 'processes-title', hidden: true},
    el('h2', {id: 'processes-title'}, 'Further processes'),
    el('div', {class: 'scroll'}, el('table', {class: 'list processes'},
      el('thead', {}, el('tr', {}, COLUMNS.map(name => el('th', {scope: 'col'}, name)))), body)));

  function draw(processes) {
    const ids = new Set(processes.map(process => process.id));
    for (const [id, row] of rows) {
      if (!ids.has(id)) {
        row.view.remove();
        rows.delete(id);
      }
    }
    for (const process of processes) {
      if (!rows.has(process.id)) {
        rows.set(process.id, row(process.id));
      }
      const {view: line, update} = rows.get(process.id);
      update(process);
      // by id, as the server sends them; what stands already in its place is left in peace
      const place = body.children[processes.indexOf(process)];
      if (place !== line) {
        body.insertBefore(line, place ?? null);
      }
    }
    view.hidden = processes.length === 0;
  }

  return {view, draw};
}

function row(id) {
  const badge = state(null);
  const cells = COLUMNS.map(name => el('td', {'data-label': name}));
  setText(cells[0], id);
  cells[1].append(badge);
  return {
    view: el('tr', {'data-process': id}, cells),
    update(process) {
      setState(badge, process);
      setText(cells[2], process.pid ? String(process.pid) : '');
      setText(cells[3], exit(process));
    },
  };
}
