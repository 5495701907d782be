// SPDX-License-Identifier: Apache-2.0
// The token of the session, which the server tells once, in the answer to the login. It is kept where a reload, and a tab that
// is duplicated, find it. A tab that is opened by hand asks the others: only pages of our own origin hear that, and those of
// other ports of this host, which get the cookie too, are of another one.

const KEY = 'token';
const ANSWER_MILLIS = 300;
const tabs = new BroadcastChannel('longshore-token');

tabs.addEventListener('message', ({data}) => {
  const mine = sessionStorage.getItem(KEY);
  if (data.question && mine !== null) {
    tabs.postMessage({token: mine});
  }
});

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: value => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

// one that has not noticed yet that its session has ended answers, too
export function tokensOfOtherTabs() {
  const told = new Set();
  const answer = ({data}) => data.token && told.add(data.token);
  tabs.addEventListener('message', answer);
  tabs.postMessage({question: true});
  return new Promise(resolve => setTimeout(() => {
    tabs.removeEventListener('message', answer);
    resolve([...told]);
  }, ANSWER_MILLIS));
}
