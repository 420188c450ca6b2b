// Signing in: by fetch, because the token against forged requests goes in a header.

import { csrfToken } from './api.js';

const form = document.getElementById('form');
const error = document.getElementById('error');
const button = form.querySelector('button');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { username, password } = form.elements;
  if (!username.value || !password.value) {
    return say('Give a user and a password.', username.value ? password : username);
  }
  button.disabled = true;
  const words = await signIn();
  button.disabled = false;
  if (words) say(words, password);
  else location.replace('./');
});

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
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get('Retry-After'));
    return `Too many wrong passwords. ${seconds > 0 ? `Try again in ${seconds} s.` : 'Try again in a minute.'}`;
  }
  if (answer.status === 401) return 'User or password is wrong.';
  if (answer.status === 403) return 'This page was open too long. Reload it, then sign in.';
  return `Trunkpilot answered ${answer.status}. Its log says more.`;
}

function say(words, field) {
  // Emptied first, so that the same words are announced again.
  error.textContent = '';
  requestAnimationFrame(() => (error.textContent = words));
  field.select();
  field.focus();
}
