// SPDX-License-Identifier: Apache-2.0
// Questions: forms, and confirmations of what cannot be undone.
import {el, field, setText} from './dom.js';
import {parseBytes, words} from './format.js';

// Resolves when the action was done, or the dialog was left. The action may fail; then the dialog stays and says why.
function ask(title, content, label, danger, action) {
  return new Promise(resolve => {
    const error = el('p', {class: 'error', role: 'alert'});
    const button = el('button', {type: 'submit', class: danger ? 'danger' : false}, label);
    const cancel = el('button', {type: 'button', class: 'plain', click: () => dialog.close()}, 'Cancel');
    const submit = async event => {
      event.preventDefault();
      button.disabled = true;
      setText(error, '');
      try {
        await action();
        dialog.close();
      } catch (e) {
        setText(error, e.message);
      } finally {
        button.disabled = false;
      }
    };
    const heading = el('h2', {id: 'dialog-title'}, title);
    const dialog = el('dialog', {'aria-labelledby': 'dialog-title', close: () => { dialog.remove(); resolve(); }},
      el('form', {submit}, heading, content, error, el('div', {class: 'row'}, cancel, button)));
    document.body.append(dialog);
    dialog.showModal();
    // a key that is pressed once too often must not do what cannot be undone
    if (danger) {
      cancel.focus();
    }
  });
}

export function confirm(title, text, label, action) {
  return ask(title, el('p', {}, text), label, true, action);
}

export function killDialog(name, action) {
  const signal = el('select', {name: 'signal'},
    ['TERM', 'KILL', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2'].map(each => el('option', {}, each)));
  const all = el('input', {type: 'checkbox', name: 'all'});
  return ask(`Send a signal to ${name}`, el('div', {}, field('Signal', signal, 'TERM asks it to end, KILL ends it'),
    el('p', {}, el('label', {class: 'inline'}, all, 'to every process in the container'))), 'Send', true,
  () => action({signal: signal.value, all: all.checked}));
}

export function deleteTaskDialog(name, runs, action) {
  const text = runs
    ? `${name} still runs. It will be killed, and its files of this run are removed. The container's record stays.`
    : `What is left of the task ${name} is removed. The container's record stays.`;
  return confirm(runs ? `Kill and delete the task ${name}?` : `Delete the task ${name}?`, text,
    runs ? 'Kill and delete' : 'Delete', () => action({force: runs}));
}

function limits() {
  const memory = el('input', {name: 'memory', placeholder: '64M'});
  const cpu = el('input', {name: 'cpu', inputmode: 'numeric', placeholder: '100 for one core'});
  const pids = el('input', {name: 'pids', inputmode: 'numeric', placeholder: '100'});
  const view = el('div', {class: 'row'}, field('Memory limit', memory), field('CPU limit, %', cpu), field('Process limit', pids));
  return {view, read: () => ({memoryLimit: parseBytes(memory.value), cpuPercent: integer(cpu), pidsLimit: integer(pids)})};
}

function integer(input) {
  if (input.value.trim() === '') {
    return null;
  }
  if (!/^[0-9]{1,15}$/.test(input.value.trim())) {
    throw new Error(`“${input.value}” is not a whole number`);
  }
  return Number(input.value);
}

export function updateDialog(name, action) {
  const form = limits();
  return ask(`Change the limits of ${name}`,
    el('div', {}, el('p', {class: 'hint'}, 'What is left empty stays as it is.'), form.view), 'Change', false, () => action(form.read()));
}

export function checkpointDialog(name, action) {
  const directory = el('input', {name: 'directory', required: true, placeholder: '/var/lib/checkpoints/one'});
  const exit = el('input', {type: 'checkbox', name: 'exit'});
  return ask(`Write a checkpoint of ${name}`, el('div', {}, field('Directory', directory, 'on the host; needs criu'),
    el('p', {}, el('label', {class: 'inline'}, exit, 'end the task when it is written'))), 'Write', false,
  () => action({directory: directory.value, exit: exit.checked}));
}

export function createDialog(action) {
  const namespace = el('input', {name: 'namespace', value: 'default', required: true});
  const id = el('input', {name: 'id', required: true, placeholder: 'web'});
  const rootfs = el('input', {name: 'rootfs', required: true, placeholder: '/srv/rootfs/web'});
  const args = el('input', {name: 'args', required: true, placeholder: 'sh -c "echo hello"'});
  const env = el('textarea', {name: 'env', placeholder: 'NAME=value'});
  const labels = el('textarea', {name: 'labels', placeholder: 'name=value'});
  const run = el('input', {type: 'checkbox', name: 'run', checked: true});
  const form = limits();
  const lines = area => area.value.split('\n').map(line => line.trim()).filter(line => line !== '');
  return ask('New container', el('div', {},
    el('div', {class: 'row'}, field('Namespace', namespace), field('Id', id)),
    field('Root file system', rootfs, 'a directory of the host'),
    field('Command', args, 'quotes keep words together'),
    form.view,
    el('div', {class: 'row'}, field('Environment', env, 'a line each'), field('Labels', labels, 'a line each')),
    el('p', {}, el('label', {class: 'inline'}, run, 'run it now'))), 'Create', false,
  () => action({
    namespace: namespace.value.trim(), id: id.value.trim(), rootfs: rootfs.value.trim(), args: words(args.value),
    env: lines(env), labels: lines(labels), run: run.checked, ...form.read(),
  }));
}
