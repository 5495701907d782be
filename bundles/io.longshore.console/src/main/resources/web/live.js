// SPDX-License-Identifier: Apache-2.0
// What comes by itself. A browser has few connections to one server, for all its windows together; so a page that nobody has
// seen for a while lets go of its own, and a page has two at most: one for all tasks, one for an output.
import {events} from './events.js';
import {mayPass, sessionEnded} from './server.js';

const HIDDEN_MILLIS = 15000;
const LONGEST_WAIT = 30000;

// The server ends what this page had open before, also before a reload. A tab that is duplicated begins with the same name.
let page = sessionStorage.getItem('page') ?? newName();

function newName() {
  const name = crypto.getRandomValues(new Uint32Array(4)).join('-').slice(0, 40);
  sessionStorage.setItem('page', name);
  return name;
}

// begin() gets what is there now and says where the events after that come from, or null if none are wanted. Should it
// fail, or the connection break, it is called again after a while; not if the server says that the request itself is wrong.
// onState(true) when events come, onState(false) when they do not; onEnd(reason) when no more will come.
export function live(begin, listeners, {onState = () => {}, onError = () => {}, onEnd = () => {}} = {}) {
  let source = null;
  let retry = null;
  let hide = null;
  let failures = 0;
  let attempt = 0;
  // nothing more is to come
  let done = false;
  let waiting = false;

  async function connect() {
    const mine = ++attempt;
    disconnect();
    let path;
    try {
      path = await begin();
    } catch (e) {
      if (mine === attempt) {
        onError(e);
        if (mayPass(e)) {
          later();
        } else {
          done = true;
        }
      }
      return;
    }
    if (mine === attempt) {
      if (path === null) {
        done = true;
      } else {
        open(path);
      }
    }
  }

  function open(path) {
    source = events(`${path}&page=${page}`, {
      onOpen() {
        failures = 0;
        onState(true);
      },
      onEvent(name, data) {
        if (name === 'end') {
          finish(data);
        } else {
          listeners[name]?.(data);
        }
      },
      onBreak: () => finish(''),
    });
  }

  function finish(why) {
    disconnect();
    onState(false);
    if (why === 'session') {
      done = true;
      sessionEnded();
    } else if (why === 'time') {
      // the server ends a stream now and then; that is no failure
      connect();
    } else if (why === '' || why === 'stop' || why === 'replaced') {
      if (why === 'replaced') {
        page = newName();
      }
      later();
    } else {
      done = true;
      onEnd(why);
    }
  }

  function later() {
    retry = setTimeout(connect, Math.min(LONGEST_WAIT, 1000 * 2 ** failures++));
  }

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function seen() {
    clearTimeout(hide);
    if (!document.hidden) {
      if (waiting) {
        waiting = false;
        connect();
      }
      return;
    }
    hide = setTimeout(() => {
      if (!done) {
        waiting = true;
        attempt++;
        disconnect();
        onState(false);
      }
    }, HIDDEN_MILLIS);
  }

  document.addEventListener('visibilitychange', seen);
  if (document.hidden) {
    seen();
  }
  return {
    first: connect(),
    close() {
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(hide);
      attempt++;
      done = true;
      waiting = false;
      disconnect();
    },
  };
}
