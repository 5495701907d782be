// SPDX-License-Identifier: Apache-2.0
// A line over the last minutes.
import {el, setText, svg} from './dom.js';

const WIDTH = 480;
const HEIGHT = 170;
const LEFT = 72;
const BOTTOM = 22;
const TOP = 8;

// value(sample) may be null, which leaves a gap; limit(sample) likewise
export function chart(title, format, value, {limit = () => null, least = 1, minutes = 10} = {}) {
  const now = el('span', {class: 'quiet'});
  const plot = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': title});
  const view = el('figure', {class: 'chart'}, el('figcaption', {}, title, now), plot);

  function draw(samples) {
    const end = samples.at(-1)?.at ?? Date.now();
    // the line begins at the left as soon as there is one, and moves on when the time is over
    const span = Math.min(minutes * 60000, Math.max(30000, end - (samples[0]?.at ?? end)));
    const begin = end - span;
    const shown = samples.filter(sample => sample.at >= begin);
    const highest = nice(Math.max(least, ...shown.map(sample => value(sample) ?? 0)));
    const x = at => LEFT + (WIDTH - LEFT - 4) * (at - begin) / span;
    const y = number => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * number / highest;

    const parts = [0, .5, 1].flatMap(part => [
      svg('line', {class: 'grid', x1: LEFT, x2: WIDTH - 4, y1: y(highest * part), y2: y(highest * part)}),
      svg('text', {x: LEFT - 6, y: y(highest * part) + 4, 'text-anchor': 'end'}, format(highest * part).replace('.0 ', ' ')),
    ]);
    parts.push(svg('text', {x: LEFT, y: HEIGHT - 4}, `${ago(span)} ago`));
    parts.push(svg('text', {x: WIDTH - 4, y: HEIGHT - 4, 'text-anchor': 'end'}, 'now'));
    const runs = pieces(shown.filter(sample => value(sample) !== null));
    for (const run of runs) {
      const points = run.map(sample => `${x(sample.at).toFixed(1)},${y(value(sample)).toFixed(1)}`);
      const [first, last] = [points[0].split(',')[0], points.at(-1).split(',')[0]];
      parts.push(svg('polygon', {class: 'area', points: `${first},${y(0)} ${points.join(' ')} ${last},${y(0)}`}));
      parts.push(svg('polyline', {class: 'line', points: points.join(' ')}));
    }
    const most = shown.length > 0 ? limit(shown.at(-1)) : null;
    if (most !== null && most <= highest) {
      parts.push(svg('line', {class: 'limit', x1: LEFT, x2: WIDTH - 4, y1: y(most), y2: y(most)}));
    }
    plot.replaceChildren(...parts);
    const current = shown.length > 0 ? value(shown.at(-1)) : null;
    const text = current === null ? '' : format(current) + (most === null ? '' : ` of ${format(most)}`);
    setText(now, text);
    plot.setAttribute('aria-label', `${title}: ${text || 'no figures yet'}`);
    plot.dataset.points = runs.flat().length;
  }

  draw([]);
  return {view, draw};
}

// nobody has looked for a while: no line leads across that
function pieces(samples) {
  const result = [];
  const usual = Math.min(...samples.slice(1).map((sample, index) => sample.at - samples[index].at));
  samples.forEach((sample, index) => {
    if (index === 0 || sample.at - samples[index - 1].at > Math.max(10000, 3 * usual)) {
      result.push([]);
    }
    result.at(-1).push(sample);
  });
  return result;
}

// the next 1, 2, 5 or 10 times a power of ten, or power of two for what is counted in KiB and more
function nice(value) {
  if (value >= 1024) {
    return 2 ** Math.ceil(Math.log2(value));
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find(step => step * power >= value - 1e-9);
}

function ago(millis) {
  return millis < 90000 ? `${Math.round(millis / 1000)} s` : `${Math.round(millis / 60000)} min`;
}
