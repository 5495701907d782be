// SPDX-License-Identifier: Apache-2.0
// Numbers and times for people.

export function bytes(value) {
  if (value === null || value === undefined) {
    return '';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let number = value;
  while (number >= 1024 && unit < units.length - 1) {
    number /= 1024;
    unit++;
  }
  return `${number.toFixed(number < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

export function percent(value) {
  return value === null || value === undefined ? '' : `${value.toFixed(1)} %`;
}

// 64M, 1.5G or a plain number of bytes; null for nothing
export function parseBytes(text) {
  const match = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)i?B?\s*$/i.exec(text);
  if (text.trim() === '') {
    return null;
  }
  if (!match) {
    throw new Error(`“${text}” is no size; write 64M or 1.5G`);
  }
  return Math.round(Number(match[1]) * 1024 ** ' KMGT'.indexOf(match[2].toUpperCase() || ' '));
}

// today's without the date
export function shortTime(iso) {
  if (!iso) {
    return '';
  }
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? date.toLocaleTimeString() : date.toLocaleString();
}

export function time(iso) {
  return iso ? new Date(iso).toLocaleString() : '';
}

const SIGNALS = {1: 'HUP', 2: 'INT', 3: 'QUIT', 4: 'ILL', 6: 'ABRT', 7: 'BUS', 8: 'FPE', 9: 'KILL', 11: 'SEGV', 13: 'PIPE', 14: 'ALRM', 15: 'TERM'};

// a shell, and a shim, tell a signal as 128 and its number
export function exit(task) {
  if (!task?.exit) {
    return '';
  }
  const {status, cause} = task.exit;
  const signal = SIGNALS[status - 128];
  const how = status === null ? 'status unknown' : `status ${status}${signal ? ` (${signal})` : ''}`;
  return cause === 'EXITED' ? how : `${how}, ${cause.toLowerCase().replaceAll('_', ' ')}`;
}

// A line of a shell: quotes keep words together
export function words(line) {
  const result = [];
  for (const match of line.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)) {
    result.push(match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3]);
  }
  return result;
}

export function command(args) {
  return args.map(arg => /^[\w./:=@%+,-]+$/.test(arg) ? arg : `'${arg}'`).join(' ');
}
