// SPDX-License-Identifier: Apache-2.0
// Talks to the server: requests, and the session.
import {token, tokensOfOtherTabs} from './token.js';

export const session = {user: null, roles: []};

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
  if (token.get() !== null) {
    await know();
  }
  const others = session.user === null ? await tokensOfOtherTabs() : [];
  for (const each of others) {
    if (session.user === null) {
      token.set(each);
      await know();
    }
  }
  if (session.user === null) {
    token.forget();
  }
}

async function know() {
  Object.assign(session, await ask('GET', 'session'));
}

export async function login(user, password) {
  const {token: told, ...row} = await ask('POST', 'login', {user, password});
  token.set(told);
  Object.assign(session, row);
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

function headersOf(body, background) {
  const headers = {};
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (token.get() !== null) {
    headers['X-Longshore-Token'] = token.get();
  }
  if (background) {
    headers['X-Longshore-Background'] = '1';
  }
  return headers;
}

async function ask(method, path, body, background = false) {
  const headers = headersOf(body, background);
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
  throw refused(response.status, answer);
}

function refused(status, answer) {
  if (status === 401 && session.user !== null) {
    sessionEnded();
  }
  return new ServerError(status, answer.kind, answer.message);
}

// A stream of events; it goes on until the signal aborts it.
export async function open(path, signal) {
  const response = await fetch(`api/${path}`, {headers: headersOf(undefined, true), credentials: 'same-origin', signal});
  if (!response.ok) {
    throw refused(response.status, await response.json());
  }
  return response.body;
}

function ended(why) {
  Object.assign(session, {user: null, roles: []});
  token.forget();
  onEnd(why);
}

export function sessionEnded() {
  if (session.user !== null) {
    ended('Your session has ended. Log in again.');
  }
}
