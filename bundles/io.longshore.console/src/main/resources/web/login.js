// SPDX-License-Identifier: Apache-2.0
import {el, field, setText} from './dom.js';
import {login} from './server.js';

export function loginView(onLogin, why) {
  const user = el('input', {name: 'user', autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false'});
  const password = el('input', {name: 'password', type: 'password', autocomplete: 'current-password', required: true});
  const error = el('p', {class: 'error', role: 'alert'});
  const button = el('button', {type: 'submit'}, 'Log in');
  const submit = async event => {
    event.preventDefault();
    button.disabled = true;
    setText(error, '');
    try {
      await login(user.value, password.value);
      onLogin();
    } catch (e) {
      password.value = '';
      setText(error, e.message);
      password.focus();
    } finally {
      button.disabled = false;
    }
  };
  const view = el('form', {class: 'card login', submit},
    el('h1', {}, 'Log in to Longshore'),
    why ? el('p', {}, why) : null,
    field('User', user), field('Password', password), error, button,
    el('p', {class: 'hint'}, 'A user of this Karaf with the role viewer, manager or admin.'));
  return {view, opened: () => user.focus(), closed: () => {}};
}
