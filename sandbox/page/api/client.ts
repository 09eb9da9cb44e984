/** What the server answers to a POST. */
export interface Answer {
  ok: boolean;
  error?: string;
  /** Of a view's submission: what is wrong, by block. */
  errors?: Record<string, string>;
  [more: string]: unknown;
}

/** Asks `/sandbox/<path>` and gives its JSON. Rejects when the server is away or answers with an error. */
export async function getJson<Body>(path: string): Promise<Body> {
  const response = await fetch(`/sandbox/${path}`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the server answered ${response.status} to /sandbox/${path}`);
  return (await response.json()) as Body;
}

/** Posts to `/sandbox/<path>`. Failures of every kind come as `{ok: false, error}`. */
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
