// SPDX-License-Identifier: Apache-2.0
// What is known, who is told, and which view is shown.
import {setText} from './dom.js';
import {listView} from './list.js';
import {loginView} from './login.js';
import {events, get, logout, onSessionEnd, resume, session} from './server.js';
import {taskView} from './task.js';

const main = document.getElementById('main');
const notice = document.getElementById('notice');
const live = document.getElementById('live');
const logoutButton = document.getElementById('logout');
let current = null;
let source = null;
let retry = null;
let failures = 0;

const store = (() => {
  const known = new Map();
  const listeners = new Set();
  const eventListeners = new Set();
  const sampleListeners = new Set();
  let planned = false;
  const key = (namespace, id) => `${namespace}/${id}`;
  const entry = (namespace, id) => {
    const name = key(namespace, id);
    if (!known.has(name)) {
      known.set(name, {key: name, namespace, id, container: null, task: null, sample: null});
    }
    return known.get(name);
  };
  const forgetEmpty = row => {
    if (!row.container && !row.task) {
      known.delete(row.key);
    }
  };
  const changed = () => {
    if (!planned) {
      planned = true;
      // many events come at once; they are drawn once
      setTimeout(() => {
        planned = false;
        listeners.forEach(listener => listener());
      }, 50);
    }
  };
  return {
    replace({containers, tasks}) {
      known.clear();
      containers.forEach(container => { entry(container.namespace, container.id).container = container; });
      tasks.forEach(task => { entry(task.namespace, task.id).task = task; });
      changed();
    },
    change({event, container}) {
      if (event.id !== '') {
        const row = entry(event.namespace, event.id);
        row.container = container;
        forgetEmpty(row);
        changed();
      }
      eventListeners.forEach(listener => listener(event));
    },
    tasks({tasks, gone}) {
      tasks.forEach(task => {
        const row = entry(task.namespace, task.id);
        row.task = task;
        if (task.state === 'STOPPED') {
          row.sample = null;
        }
      });
      gone.forEach(({namespace, id}) => {
        const row = entry(namespace, id);
        row.task = null;
        row.sample = null;
        forgetEmpty(row);
      });
      changed();
    },
    samples(rows) {
      rows.forEach(({namespace, id, sample}) => {
        const row = known.get(key(namespace, id));
        if (row) {
          row.sample = sample;
        }
      });
      changed();
      sampleListeners.forEach(listener => listener(rows));
    },
    get: (namespace, id) => known.get(key(namespace, id)),
    entries: () => [...known.values()].sort((a, b) => a.namespace.localeCompare(b.namespace) || a.id.localeCompare(b.id)),
    listen(listener) {
      listeners.add(listener);
      listener();
    },
    unlisten: listener => listeners.delete(listener),
    onEvent: listener => eventListeners.add(listener),
    offEvent: listener => eventListeners.delete(listener),
    onSamples: listener => sampleListeners.add(listener),
    offSamples: listener => sampleListeners.delete(listener),
  };
})();

function say(text, isError = false) {
  setText(notice, text);
  notice.classList.toggle('error', isError);
}

function show(next) {
  current?.closed();
  current = next;
  main.replaceChildren(...[next.view].flat());
  next.opened();
}

function route() {
  if (session.user === null) {
    return;
  }
  say('');
  const match = /^#\/task\/([^/]+)\/([^/]+)$/.exec(location.hash);
  show(match ? taskView(store, say, decodeURIComponent(match[1]), decodeURIComponent(match[2])) : listView(store, say));
  main.focus();
}

async function connect() {
  clearTimeout(retry);
  try {
    const overview = await get('overview', {background: true});
    setText(document.getElementById('instance'), overview.instance);
    store.replace(overview);
    source = events(`stream?since=${overview.sequence}`, {change: store.change, tasks: store.tasks, samples: store.samples}, disconnected);
    failures = 0;
    connected(true);
  } catch (e) {
    disconnected(e.status === 401 ? 'session' : '');
  }
}

function disconnected(why) {
  source = null;
  connected(false);
  if (why !== 'session' && session.user !== null) {
    // the server ends a stream now and then; that is no failure
    const wait = why === 'time' ? 0 : Math.min(30000, 1000 * 2 ** failures++);
    retry = setTimeout(connect, wait);
  }
}

function connected(on) {
  live.hidden = session.user === null;
  live.classList.toggle('on', on);
  setText(live, on ? 'live' : 'not connected');
}

async function begin() {
  setText(document.getElementById('who'), `${session.user} (${session.roles.at(-1)})`);
  logoutButton.hidden = false;
  await connect();
  route();
}

function askToLogIn(why) {
  clearTimeout(retry);
  source?.close();
  source = null;
  store.replace({containers: [], tasks: []});
  for (const id of ['who', 'instance']) {
    setText(document.getElementById(id), '');
  }
  logoutButton.hidden = true;
  connected(false);
  say('');
  document.querySelectorAll('dialog').forEach(dialog => dialog.close());
  show(loginView(begin, why));
}

onSessionEnd(askToLogIn);
logoutButton.addEventListener('click', () => logout().catch(e => say(e.message, true)));
window.addEventListener('hashchange', route);
let why = '';
try {
  await resume();
} catch (e) {
  why = e.message;
}
if (session.user === null) {
  askToLogIn(why);
} else {
  await begin();
}
