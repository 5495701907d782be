// SPDX-License-Identifier: Apache-2.0
// What a task writes: the last lines, and what follows.
import {el, setText} from './dom.js';
import {live} from './live.js';
import {get, taskPath} from './server.js';

const MOST_CHARACTERS = 500000;
const MORE = 'There is more before this.';

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
  let following = null;
  let next = null;

  // background: nobody has asked for it
  function load(background = false) {
    following?.close();
    const which = `stream=${stream.value}`;
    next = null;
    following = live(async () => {
      if (next === null) {
        const tail = await get(taskPath(task, `/output?${which}&lines=${lines.value}`), {background});
        setText(note, tail.cut ? MORE : '');
        pre.textContent = tail.text;
        next = tail.next;
        toEnd();
      } else {
        // whether there still is one
        await get(taskPath(task, `/output?${which}&lines=1`), {background: true});
      }
      return follow.checked ? taskPath(task, `/follow?${which}&from=${next}`) : null;
    }, {output: append}, {onError: failed, onEnd: ended});
  }

  function failed(e) {
    if (next === null) {
      pre.textContent = '';
    }
    setText(note, e.message);
  }

  function append({text, next: after}) {
    next = after;
    setText(note, note.textContent === MORE ? MORE : '');
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
    pre.append(text);
    if (pre.textContent.length > MOST_CHARACTERS) {
      pre.textContent = pre.textContent.slice(-MOST_CHARACTERS / 2);
      setText(note, MORE);
    }
    if (atEnd) {
      toEnd();
    }
  }

  function ended(why) {
    setText(note, why === 'deleted' ? 'The task was deleted.' : 'The output cannot be read any more.');
  }

  function toEnd() {
    pre.scrollTop = pre.scrollHeight;
  }

  return {
    view,
    load(info, background) {
      stream.parentElement.hidden = !info || info.stdout === info.stderr;
      load(background);
    },
    stop() {
      following?.close();
      following = null;
    },
  };
}
