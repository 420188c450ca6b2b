// Signing in: by fetch, because the token against forged requests goes in a header.

import { csrfToken } from './api.js';

const form = document.getElementById('form');
const error = document.getElementById('error');
const button = form.querySelector('button');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { username, password } = form.elements;
  if (!username.value || !password.value) {
    say('Give a user and a password.', username.value ? password : username);
    return;
  }
  button.disabled = true;
  const words = await signIn();
  button.disabled = false;
  if (words) say(words, password);
  else location.replace(wanted());
});

/** The page that was asked for before signing in; only ever one of our own. */
function wanted() {
  const to = new URL(new URLSearchParams(location.search).get('to') ?? '/', location.origin);
  return to.origin === location.origin ? to.pathname + to.search : '/';
}

/** @returns what went wrong; nothing when signed in */
async function signIn() {
  let answer;
  try {
    answer = await fetch('login', {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-XSRF-TOKEN': csrfToken() },
      body: new URLSearchParams(new FormData(form)),
      credentials: 'same-origin',
    });
  } catch {
    return 'Trunkpilot does not answer. See whether the service runs.';
  }
  if (answer.ok) return undefined;
  const problem = await answer.json().catch(() => ({}));
  return problem.detail ?? `Trunkpilot answered ${answer.status}; its log says more.`;
}

function say(words, field) {
  // Emptied first, so that the same words are announced again.
  error.textContent = '';
  requestAnimationFrame(() => (error.textContent = words));
  field.focus();
  field.select();
}
