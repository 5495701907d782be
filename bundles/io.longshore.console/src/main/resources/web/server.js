// SPDX-License-Identifier: Apache-2.0
// Talks to the server: requests, the session, and what comes by itself.

export const session = {user: null, roles: [], token: null};

let onEnd = () => {};

export function onSessionEnd(listener) {
  onEnd = listener;
}

export class ServerError extends Error {
  constructor(status, kind, message) {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

export function may(role) {
  return session.roles.includes(role);
}

export async function resume() {
  Object.assign(session, await ask('GET', 'session'));
}

export async function login(user, password) {
  Object.assign(session, await ask('POST', 'login', {user, password}));
}

export async function logout() {
  await ask('POST', 'logout', {});
  ended('');
}

// background: nobody has asked for it, so it does not keep the session from ending
export function get(path, {background = false} = {}) {
  return ask('GET', path, undefined, background);
}

export function post(path, body = {}) {
  return ask('POST', path, body);
}

export function taskPath(task, rest = '') {
  return `tasks/${encodeURIComponent(task.namespace)}/${encodeURIComponent(task.id)}${rest}`;
}

async function ask(method, path, body, background = false) {
  const headers = {};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (session.token && method !== 'GET') {
    headers['X-Longshore-Token'] = session.token;
  }
  if (background) {
    headers['X-Longshore-Background'] = '1';
  }
  let response;
  try {
    response = await fetch(`api/${path}`, {method, headers, body: body && JSON.stringify(body), credentials: 'same-origin'});
  } catch {
    throw new ServerError(0, 'Unavailable', 'The server does not answer.');
  }
  const answer = await response.json().catch(() => ({kind: 'Internal', message: `The server answered ${response.status}.`}));
  if (response.ok) {
    return answer;
  }
  if (response.status === 401 && session.user !== null) {
    ended('Your session has ended. Log in again.');
  }
  throw new ServerError(response.status, answer.kind, answer.message);
}

function ended(why) {
  Object.assign(session, {user: null, roles: [], token: null});
  onEnd(why);
}

// Events until close() or the end; then onEnd is called with the reason, or with '' if the connection broke.
export function events(path, listeners, onEnd) {
  const source = new EventSource(`api/${path}`);
  const finish = why => {
    source.close();
    if (why === 'session' && session.user !== null) {
      ended('Your session has ended. Log in again.');
    }
    onEnd(why);
  };
  for (const [name, listener] of Object.entries(listeners)) {
    source.addEventListener(name, event => listener(JSON.parse(event.data)));
  }
  source.addEventListener('end', event => finish(JSON.parse(event.data)));
  source.addEventListener('error', () => finish(''));
  return source;
}
