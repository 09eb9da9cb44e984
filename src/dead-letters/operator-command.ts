import { oneLine } from '../cards/text/clean-text.ts';
import { truncate } from '../cards/text/truncate.ts';
import { AppError } from '../errors.ts';
import { type DeadLetter, type DeadLetters, letterNamed, shortId } from '../jobs/dead-letters.ts';
import { redact } from '../log.ts';

const usage = 'npm run jobs -- list [--json] | show ID [--json] | retry ID… | drop ID…';

export interface OperatorCommand {
  /** `list`, `show ID`, `retry ID…` or `drop ID…`. */
  words: readonly string[];
  json: boolean;
}

/** The longest line of `list`, in characters: an ARN and the first words of a reason. */
const lineLength = 300;
const done = { retry: 'Retried', drop: 'Dropped' } as const;

/**
 * Runs an operator's command on the dead letters (`npm run jobs`).
 * @param say receives each line of output as soon as it is known; lines contain no control characters
 * @throws AppError `invalid_request` for an unknown id or command
 */
export async function runOperatorCommand(
  letters: DeadLetters,
  { words, json }: OperatorCommand,
  say: (line: string) => void,
): Promise<void> {
  const [word, ...ids] = words;
  switch (word) {
    case 'list':
      if (ids.length > 0) break;
      return (await list(letters, json)).forEach(say);
    case 'show':
      if (ids.length !== 1) break;
      return (await show(letters, ids[0] ?? '', json)).forEach(say);
    case 'retry':
    case 'drop':
      if (ids.length === 0) break;
      for (const id of ids) say(`${done[word]} ${line(await letters[word](id))}`);
      return;
  }
  throw new AppError('invalid_request', `Usage: ${usage}`);
}

async function list(letters: DeadLetters, json: boolean): Promise<string[]> {
  const { letters: all, hidden } = await letters.list();
  if (json) return [toJson(all)];
  const more = `${hidden} more cannot be listed before some of these are retried or dropped.`;
  return [...(all.length === 0 ? ['No dead letters.'] : all.map(line)), ...(hidden > 0 ? [more] : [])];
}

async function show(letters: DeadLetters, id: string, json: boolean): Promise<string[]> {
  const letter = letterNamed((await letters.list()).letters, id);
  return json ? [toJson(letter)] : [line(letter), toJson(letter)];
}

/** Characters that JSON does not escape, although they control a terminal or the direction of its text. */
const controls = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--[\n]]/gv;

function toJson(value: unknown): string {
  const escaped = (text: string) =>
    text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return JSON.stringify(value, redact, 2).replace(controls, escaped);
}

/** One line: id, time, kind, attempt, subject and reason. */
function line(letter: DeadLetter): string {
  const at = new Date(letter.failedAtMs).toISOString().slice(0, 19).replace('T', ' ');
  const { kind, about } = factsOf(letter.content);
  const reason = letter.reason ?? 'crashed the worker repeatedly';
  const parts = [shortId(letter), `${at} UTC`, kind, `attempt ${letter.attempt}`, ...about, reason];
  return truncate(oneLine(String(redact('', parts.join(' ')))), lineLength);
}

function factsOf(content: unknown): { kind: string; about: string[] } {
  if (typeof content !== 'object' || content === null) return { kind: 'unreadable', about: [] };
  const job = content as Record<string, unknown>;
  const body = (typeof job.body === 'object' && job.body !== null ? job.body : {}) as Record<string, unknown>;
  const about = [job.arn, job.topicArn, job.about, job.channel, body.command, body.type, body.channel_id];
  return {
    kind: typeof job.kind === 'string' ? job.kind : 'unreadable',
    about: about.filter((each) => typeof each === 'string' && each !== '') as string[],
  };
}
