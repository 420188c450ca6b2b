// The HTTP door: JSON in, JSON out, problems as exceptions, and whoever is not signed in to the sign-in page.

/** An answer that is not the one hoped for (RFC 9457). Status 0: there was no answer. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || body?.title || (status ? `Trunkpilot answered ${status}.` : 'Trunkpilot does not answer.'));
    this.status = status;
    this.fields = new Map((body?.fields ?? []).map(({ field, message }) => [field, message]));
  }
}

/** And back to this page after it. */
export function toSignIn() {
  const here = location.pathname + location.search;
  location.assign(here === '/' ? '/login' : `/login?to=${encodeURIComponent(here)}`);
}

/** The token that a writing request must bring back, from the cookie that holds it. */
export function csrfToken() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`/${path}`, { ...options, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new Problem(0);
  }
  if (answer.status === 401) {
    toSignIn();
    throw new Problem(401, { detail: 'You are not signed in.' });
  }
  const json = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : undefined;
  if (!answer.ok) throw new Problem(answer.status, json);
  return { json, headers: answer.headers };
}

export async function get(path) {
  return (await ask(path, { headers: { Accept: 'application/json' } })).json;
}

/** A request that changes something. */
export async function send(method, path, body, headers = {}) {
  const { json } = await ask(path, {
    method,
    headers: {
      Accept: 'application/json',
      'X-XSRF-TOKEN': csrfToken(),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return json;
}

/** For Idempotency-Key. Not crypto.randomUUID: that is missing where the page comes over plain HTTP. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The live stream, read with fetch: unlike EventSource it shows a 401, and each heartbeat proves that the line is alive.
 * Returns when the service ends it; throws when it breaks.
 */
export async function stream(path, { signal, lastEventId, onBytes, onEvent }) {
  const answer = await fetch(`/${path}`, {
    headers: { Accept: 'text/event-stream', ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  }).catch(() => {
    throw new Problem(0);
  });
  if (answer.status === 401) toSignIn();
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => undefined));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) tell(block, onEvent);
  }
}

function tell(block, onEvent) {
  const event = { event: 'message', id: '', data: [] };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') event.data.push(value);
    else event[field] = value;
  }
  if (event.data.length > 0) onEvent(event.event, event.data.join('\n'), event.id);
}
