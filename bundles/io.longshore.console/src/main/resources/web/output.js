// SPDX-License-Identifier: Apache-2.0
// What a task writes: the last lines, and what follows.
import {el, setText} from './dom.js';
import {events, get, taskPath} from './server.js';

const MOST_CHARACTERS = 500000;

export function outputView(task) {
  const pre = el('pre', {class: 'output', tabindex: '0', 'aria-label': 'Output'});
  const note = el('p', {class: 'hint'});
  const lines = el('select', {'aria-label': 'How many lines', change: () => load()}, [100, 200, 500, 2000].map(number => el('option', {value: number, selected: number === 200}, `last ${number} lines`)));
  const stream = el('select', {'aria-label': 'Which stream', change: () => load()}, el('option', {}, 'stdout'), el('option', {}, 'stderr'));
  const follow = el('input', {type: 'checkbox', checked: true, change: () => load()});
  const view = el('section', {class: 'card', 'aria-labelledby': 'output-title'},
    el('div', {class: 'head'}, el('h2', {id: 'output-title'}, 'Output'),
      el('span', {}, lines), el('span', {hidden: true}, stream), el('label', {class: 'inline'}, follow, 'follow')),
    note, pre);
  let source = null;
  let asked = 0;

  async function load() {
    const mine = ++asked;
    stop();
    const which = `stream=${stream.value}`;
    try {
      const tail = await get(taskPath(task, `/output?${which}&lines=${lines.value}`));
      if (mine !== asked) {
        return;
      }
      setText(note, tail.cut ? 'There is more before this.' : '');
      pre.textContent = tail.text;
      toEnd();
      if (follow.checked) {
        source = events(taskPath(task, `/follow?${which}&from=${tail.next}`), {output: append}, why => ended(why));
      }
    } catch (e) {
      if (mine === asked) {
        pre.textContent = '';
        setText(note, e.message);
      }
    }
  }

  function append(text) {
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
    pre.append(text);
    if (pre.textContent.length > MOST_CHARACTERS) {
      pre.textContent = pre.textContent.slice(-MOST_CHARACTERS / 2);
      setText(note, 'There is more before this.');
    }
    if (atEnd) {
      toEnd();
    }
  }

  function ended(why) {
    source = null;
    if (why === 'deleted') {
      setText(note, 'The task was deleted.');
    } else if (why !== 'session' && view.isConnected) {
      setTimeout(() => view.isConnected && load(), 2000);
    }
  }

  function toEnd() {
    pre.scrollTop = pre.scrollHeight;
  }

  function stop() {
    source?.close();
    source = null;
  }

  return {
    view,
    load(info) {
      stream.parentElement.hidden = !info || info.stdout === info.stderr;
      load();
    },
    stop() {
      asked++;
      stop();
    },
  };
}
