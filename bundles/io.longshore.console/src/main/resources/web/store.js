// SPDX-License-Identifier: Apache-2.0
// What is known of containers, tasks and what they use, and who is told of changes.

export const store = (() => {
  const known = new Map();
  const listeners = new Set();
  const eventListeners = new Set();
  const sampleListeners = new Set();
  const reloadListeners = new Set();
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
      // fails if what else is shown could not be read anew: then all is not known yet
      return Promise.all([...reloadListeners].map(listener => listener()));
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
    // all was read anew: events may have come and gone that nobody told us; the listener returns a promise
    onReload: listener => reloadListeners.add(listener),
    offReload: listener => reloadListeners.delete(listener),
  };
})();
