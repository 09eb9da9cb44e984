/** The server's response to a POST. */
export interface Answer {
  ok: boolean;
  error?: string;
  /** Errors of a view submission, by block id. */
  errors?: Record<string, string>;
  [more: string]: unknown;
}

/** Requests `/sandbox/<path>` and parses its JSON. Rejects when the server is unreachable or answers with an error. */
export async function getJson<Body>(path: string): Promise<Body> {
  const response = await fetch(`/sandbox/${path}`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the server answered ${response.status} to /sandbox/${path}`);
  return (await response.json()) as Body;
}

/** Posts to `/sandbox/<path>`. Failures of every kind resolve to `{ok: false, error}`. */
export async function postJson(path: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(`/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json().catch(() => undefined)) as Answer | undefined;
    if (answer && typeof answer.ok === 'boolean') return answer;
    return response.ok ? { ok: true } : { ok: false, error: `the server answered ${response.status}` };
  } catch {
    return { ok: false, error: 'the sandbox server does not answer; is it still running?' };
  }
}
