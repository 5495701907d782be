// SPDX-License-Identifier: Apache-2.0
// One container and its task.
import {chart} from './chart.js';
import {checkpointDialog, confirm, deleteTaskDialog, killDialog, updateDialog} from './dialogs.js';
import {el, field, setText} from './dom.js';
import {bytes, command, exit, percent, shortTime, time, words} from './format.js';
import {setState, state} from './list.js';
import {outputView} from './output.js';
import {processesView} from './processes.js';
import {get, may, mayPass, post, taskPath} from './server.js';

const KEPT = 600;
const MOST_EVENTS = 500;

export function taskView(store, say, namespace, id) {
  const name = {namespace, id};
  const badge = state(null);
  const toolbar = el('div', {class: 'row', role: 'group', 'aria-label': 'Actions'});
  const facts = el('dl', {class: 'facts'});
  const memory = chart('Memory', bytes, sample => sample.memory, {limit: sample => sample.memoryLimit, least: 1024});
  const cpu = chart('CPU', value => percent(value), sample => sample.cpu, {least: 10});
  const charts = el('section', {class: 'card', 'aria-label': 'Charts', hidden: true}, el('div', {class: 'charts'}, memory.view, cpu.view));
  const output = outputView(name);
  const processes = processesView();
  const happened = el('tbody');
  const result = el('div', {'aria-live': 'polite'});
  const commandLine = el('input', {name: 'command', placeholder: 'ps', required: true, autocomplete: 'off', spellcheck: 'false'});
  const execButton = el('button', {type: 'submit'}, 'Run');
  const exec = el('form', {class: 'card', hidden: true, submit: runCommand},
    el('h2', {}, 'Run a command in it'), el('div', {class: 'row'}, field('Command', commandLine), execButton), result);
  const view = el('div', {class: 'head'}, el('h1', {}, namespace === 'default' ? id : `${namespace}/${id}`), badge);
  const all = [
    el('p', {class: 'way'}, el('a', {href: '#/'}, '‹ All containers')),
    el('section', {class: 'card'}, view, el('div', {class: 'head'}, toolbar), facts),
    charts,
    output.view,
    exec,
    processes.view,
    el('section', {class: 'card', 'aria-labelledby': 'events-title'}, el('h2', {id: 'events-title'}, 'Events'),
      el('div', {class: 'scroll'}, el('table', {class: 'events'}, el('thead', {}, el('tr', {}, ['When', 'What', 'Details'].map(each => el('th', {scope: 'col'}, each)))), happened))),
  ];
  let samples = [];
  let shown = '';
  let seenTask = null;
  let drawn = false;
  const eventRows = new Map();

  function draw() {
    const entry = store.get(namespace, id);
    const task = entry?.task;
    setState(badge, task);
    const stateNow = `${task?.state} ${entry?.container !== undefined && entry?.container !== null}`;
    if (stateNow !== shown) {
      shown = stateNow;
      const focused = toolbar.contains(document.activeElement);
      toolbar.replaceChildren(...actions(entry));
      if (focused) {
        toolbar.querySelector('button')?.focus();
      }
    }
    exec.hidden = !(may('manager') && task?.state === 'RUNNING');
    drawFacts(entry);
    processes.draw(task?.processes ?? []);
    // another task of the same container writes to another place, or at another time
    const taskNow = task ? `${task.createdAt} ${task.stdout}` : null;
    if (taskNow !== seenTask) {
      seenTask = taskNow;
      if (task) {
        output.load(task, drawn);
      }
    }
    drawn = true;
  }

  function drawFacts(entry) {
    const {container, task} = entry ?? {};
    const rows = [
      ['Command', container ? command(container.args) : null, true],
      ['Exit', task?.exit ? `${exit(task)}${task.exit.detail ? `: ${task.exit.detail}` : ''}, ${time(task.exit.at)}` : null],
      ['Why unknown', task?.reason],
      ['Process', task ? `${task.pid}` : null],
      ['Started', time(task?.startedAt)],
      ['Created', time(task?.createdAt ?? container?.createdAt)],
      ['Shim', task ? `${task.shimKind}${task.shimPid ? `, process ${task.shimPid}` : ''}` : null],
      ['Labels', Object.entries(container?.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(', ')],
      ['Image', container?.image],
      ['Bundle', task?.bundle, true],
    ].filter(row => row[1]);
    const text = JSON.stringify(rows);
    if (facts.dataset.shown !== text) {
      facts.dataset.shown = text;
      facts.replaceChildren(...rows.flatMap(([term, value, mono]) => [el('dt', {}, term), el('dd', {class: mono ? 'mono' : false}, value)]));
    }
  }

  function actions(entry) {
    const task = entry?.task;
    const live = task && task.state !== 'STOPPED';
    const button = (role, when, label, action, kind = 'plain') =>
      may(role) && when ? el('button', {type: 'button', class: kind, click: action}, label) : null;
    const send = (operation, done) => async body => {
      await post(taskPath(name, `/${operation}`), body);
      say(done);
    };
    const now = (operation, done) => () => send(operation, done)({}).catch(e => say(e.message, true));
    return [
      button('admin', entry?.container && !task, 'Create task', now('create', `The task of ${id} is created; start it.`), false),
      button('manager', task?.state === 'CREATED', 'Start', now('start', `${id} is started.`), false),
      button('manager', task?.state === 'RUNNING', 'Pause', now('pause', `${id} is paused.`)),
      button('manager', task?.state === 'PAUSED', 'Resume', now('resume', `${id} goes on.`), false),
      button('manager', live, 'Kill…', () => killDialog(id, send('kill', `The signal is sent to ${id}.`)), 'danger'),
      button('admin', live, 'Limits…', () => updateDialog(id, send('update', `The limits of ${id} are changed.`))),
      button('admin', task?.state === 'RUNNING', 'Checkpoint…', () => checkpointDialog(id, send('checkpoint', `The checkpoint of ${id} is written.`))),
      button('admin', task, 'Delete task…', () => deleteTaskDialog(id, live && task.state !== 'CREATED', send('delete', `The task ${id} is deleted.`)), 'danger'),
      button('admin', entry?.container && !task, 'Delete container…', () => confirm(`Delete the container ${id}?`,
        'Its record, and the output that was kept of it, are removed.', 'Delete', async () => {
          await post(`containers/${encodeURIComponent(namespace)}/${encodeURIComponent(id)}/delete`);
          say(`The container ${id} is deleted.`);
          location.hash = '#/';
        }), 'danger'),
    ].filter(each => each !== null);
  }

  async function runCommand(event) {
    event.preventDefault();
    execButton.disabled = true;
    result.replaceChildren(el('p', {class: 'hint'}, 'It runs…'));
    try {
      const done = await post(taskPath(name, '/exec'), {args: words(commandLine.value)});
      result.replaceChildren(
        el('p', {}, done.killed ? 'It took too long, and was killed.' : `It ended with ${exit({exit: done.exit})}.`, done.cut ? ' The output is cut off.' : ''),
        el('pre', {class: 'output', tabindex: '0', 'aria-label': 'Output of the command'}, done.stdout + done.stderr));
    } catch (e) {
      result.replaceChildren(el('p', {class: 'error'}, e.message));
    } finally {
      execButton.disabled = false;
    }
  }

  function tell(event) {
    if (event.namespace === namespace && event.id === id) {
      addEvent(event);
    }
  }

  // the newest first; an event may be told by the stream and read with the others
  function addEvent(event) {
    if (eventRows.has(event.sequence)) {
      return;
    }
    const row = eventRow(event);
    eventRows.set(event.sequence, row);
    const older = [...happened.children].find(each => Number(each.dataset.sequence) < event.sequence);
    happened.insertBefore(row, older ?? null);
    while (happened.children.length > MOST_EVENTS) {
      eventRows.delete(Number(happened.lastChild.dataset.sequence));
      happened.lastChild.remove();
    }
  }

  function sampled(rows) {
    const mine = rows.find(row => row.namespace === namespace && row.id === id);
    if (mine && mine.sample.at > (samples.at(-1)?.at ?? 0)) {
      samples.push(mine.sample);
      samples = samples.slice(-KEPT);
      drawCharts();
    }
  }

  function drawCharts() {
    charts.hidden = samples.length === 0;
    memory.draw(samples);
    cpu.draw(samples);
  }

  async function load(background) {
    const [kept, before] = await Promise.all(
      ['/samples', '/events'].map(what => get(taskPath(name, what), {background})));
    // the server forgets its samples when nobody looks; ours are older, or newer
      const [first, last] = [kept[0]?.at ?? Infinity, kept.at(-1)?.at ?? 0];
    samples = [...samples.filter(each => each.at < first), ...kept, ...samples.filter(each => each.at > last && each.at >= first)].slice(-KEPT);
    drawCharts();
    before.forEach(addEvent);
  }

  async function reload() {
    try {
      await load(true);
    } catch (e) {
      // the connection is tried again, and this with it; what the server refuses is refused the next time too
      if (mayPass(e)) {
        throw e;
      }
      say(e.message, true);
    }
  }

  return {
    view: all,
    opened() {
      store.listen(draw);
      store.onEvent(tell);
      store.onSamples(sampled);
      store.onReload(reload);
      load(false).catch(e => say(e.message, true));
    },
    closed() {
      store.unlisten(draw);
      store.offEvent(tell);
      store.offSamples(sampled);
      store.offReload(reload);
      output.stop();
    },
  };
}

function eventRow(event) {
  const details = Object.entries(event.attributes)
    .filter(([key, value]) => key !== 'container_id' && value !== '')
    .map(([key, value]) => `${key}=${value}`).join('  ');
  return el('tr', {'data-sequence': event.sequence}, el('td', {title: time(event.time)}, shortTime(event.time)), el('td', {}, event.topic), el('td', {class: 'mono'}, details));
}
