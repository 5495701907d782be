// SPDX-License-Identifier: Apache-2.0
// Who is logged in, whether the server tells us of changes, and which view is shown.
import {setText} from './dom.js';
import {listView} from './list.js';
import {live} from './live.js';
import {loginView} from './login.js';
import {get, logout, onSessionEnd, resume, session} from './server.js';
import {store} from './store.js';
import {taskView} from './task.js';

const main = document.getElementById('main');
const notice = document.getElementById('notice');
const light = document.getElementById('live');
const logoutButton = document.getElementById('logout');
let current = null;
let stream = null;

function say(text, isError = false) {
  setText(notice, text);
  notice.classList.toggle('error', isError);
}

function show(next) {
  current?.closed();
  current = next;
  main.replaceChildren(...[next.view].flat());
  const heading = main.querySelector('h1').textContent;
  document.title = session.user === null ? 'Longshore' : `${heading} – Longshore`;
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

async function readAll() {
  const overview = await get('overview', {background: true});
  setText(document.getElementById('instance'), overview.instance);
  await store.replace(overview);
  return `stream?since=${overview.sequence}`;
}

function connected(on) {
  light.hidden = session.user === null;
  light.classList.toggle('on', on);
  setText(light, on ? 'live' : 'not connected, trying again');
}

async function begin() {
  setText(document.getElementById('who'), `${session.user} (${session.roles.at(-1)})`);
  logoutButton.hidden = false;
  stream = live(readAll, {change: store.change, tasks: store.tasks, samples: store.samples},
    {onState: connected, onError: () => connected(false)});
  await stream.first;
  route();
}

function askToLogIn(why) {
  stream?.close();
  stream = null;
  for (const id of ['who', 'instance']) {
    setText(document.getElementById(id), '');
  }
  logoutButton.hidden = true;
  connected(false);
  say('');
  document.querySelectorAll('dialog').forEach(dialog => dialog.close());
  show(loginView(begin, why));
  // afterwards: what was shown would read all of it anew
  store.replace({containers: [], tasks: []});
}

onSessionEnd(askToLogIn);
// not by its address, which says what is shown
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
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
