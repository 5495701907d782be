// SPDX-License-Identifier: Apache-2.0
// Talks to the server: requests, and the session.

export const session = {user: null, roles: [], token: null};

const READ_MILLIS = 20000;
// the server itself gives up after three minutes
const CHANGE_MILLIS = 190000;

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

// whether the same may succeed later: nobody answered, or the server has a trouble of its own
export function mayPass(error) {
  return error.status === undefined || error.status === 0 || error.status >= 500;
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
  let answer;
  try {
    response = await fetch(`api/${path}`, {
      method, headers, body: body && JSON.stringify(body), credentials: 'same-origin',
      signal: AbortSignal.timeout(method === 'GET' || path === 'login' ? READ_MILLIS : CHANGE_MILLIS),
    });
    answer = await response.json();
  } catch (e) {
    if (response && e.name === 'SyntaxError') {
      throw new ServerError(response.status, 'Internal', `The server answered ${response.status}.`);
    }
    throw new ServerError(0, 'Unavailable', e.name === 'TimeoutError' ? 'The server did not answer in time.' : 'The server does not answer.');
  }
  if (response.ok) {
    return answer;
  }
  if (response.status === 401 && session.user !== null) {
    sessionEnded();
  }
  throw new ServerError(response.status, answer.kind, answer.message);
}

function ended(why) {
  Object.assign(session, {user: null, roles: [], token: null});
  onEnd(why);
}

export function sessionEnded() {
  if (session.user !== null) {
    ended('Your session has ended. Log in again.');
  }
}
