// SPDX-License-Identifier: Apache-2.0
// Server-sent events. Not by the browser's EventSource: that can send no token, and never notices a server that is silent.
import {open} from './server.js';

// the server sends something every five seconds
const SILENCE_MILLIS = 20000;

// onOpen() when it is there, onEvent(name, data) for each, onBreak() when no more will come, unless it was closed
export function events(path, {onOpen, onEvent, onBreak}) {
  const ending = new AbortController();
  let closed = false;
  let silence = null;

  function heard() {
    clearTimeout(silence);
    silence = setTimeout(() => ending.abort(), SILENCE_MILLIS);
  }

  async function read() {
    heard();
    const reader = (await open(path, ending.signal)).pipeThrough(new TextDecoderStream()).getReader();
    if (!closed) {
      onOpen();
    }
    let rest = '';
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      heard();
      const messages = (rest + piece.value).split('\n\n');
      rest = messages.pop();
      for (const message of messages) {
        // whoever is told of one may close it
        if (!closed) {
          try {
            tell(message);
          } catch (e) {
            reportError(e);
          }
        }
      }
    }
  }

  // a comment has neither field
  function tell(message) {
    const fields = Object.fromEntries(message.split('\n').map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));
    if (fields.event && fields.data) {
      onEvent(fields.event, JSON.parse(fields.data));
    }
  }

  function close() {
    closed = true;
    clearTimeout(silence);
    ending.abort();
  }

  // how it broke is all the same: it is tried again, and what is wrong then is told
  const over = () => {
    if (!closed) {
      close();
      onBreak();
    }
  };
  read().then(over, over);
  return {close};
}
