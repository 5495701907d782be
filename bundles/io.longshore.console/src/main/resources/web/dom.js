// SPDX-License-Identifier: Apache-2.0
// Makes elements. Whatever is not an element becomes a text node, so no text is ever taken for markup.

export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// An element without its text is written only if the text differs, so that selections and screen readers are left in peace.
export function setText(element, text) {
  const value = text ?? '';
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

let labels = 0;

export function field(label, control, hint) {
  control.id ||= `field-${++labels}`;
  return el('div', {class: 'field'},
    el('label', {for: control.id}, label, hint ? el('span', {class: 'hint'}, ` ${hint}`) : null), control);
}
