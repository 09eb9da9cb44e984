import { SocketModeClient } from '@slack/socket-mode';
import { AppError } from '../../errors.ts';
import { silentLogger, webClientOptions } from '../../web-api/client.ts';
import { toSlackError } from '../../web-api/fault.ts';
import { type Envelope, readSocketFrame, type SocketFrame } from './frame.ts';

export interface SocketConnectionOptions {
  appToken: string;
  slackApiUrl: string;
  /** Takes an envelope; `acknowledge` answers it on the connection by which it came. */
  onEnvelope: (envelope: Envelope, acknowledge: (answer?: object) => Promise<void>) => void;
  /** A message of a shape that Slack does not document. */
  onUnknown: (shape: string) => void;
  /** How long opening a connection may take until Slack has said hello, in milliseconds. */
  helloMs: number;
  /** Ends an opening that is under way. */
  signal: AbortSignal;
}

/** One connection to Slack, from its hello to its end. It never opens another by itself. */
export interface SocketConnection {
  /** Resolves, with the reason, when another should take its place: Slack asks for it, or this one has ended. */
  readonly leaving: Promise<string>;
  /** Resolves when it has ended, with the reason. */
  readonly ended: Promise<string>;
  close(): void;
}

/**
 * Slack's own client for one connection: it asks for the address, opens the WebSocket, and ends it when Slack is silent.
 * What it does with the messages themselves is left out, because one of an unknown shape ends the process (an unhandled
 * rejection), and every `disconnect` closes the connection at once with nothing in its place for five seconds.
 */
class Client extends SocketModeClient {
  private frames: (frame: SocketFrame) => void = () => undefined;

  hear(frames: (frame: SocketFrame) => void): void {
    this.frames = frames;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const frame = readSocketFrame(data);
    if (frame.kind === 'hello') await super.onWebSocketMessage(data, isBinary);
    this.frames(frame);
  }

  /** @throws Error when the connection is no longer open */
  acknowledge(id: string, answer: object = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.websocket?.isActive()) return reject(new Error('the connection has ended'));
      const text = JSON.stringify({ envelope_id: id, payload: answer });
      this.websocket.send(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/**
 * Opens a connection.
 * @throws AppError why there is none: Slack's refusal of `apps.connections.open`, or `slack_unavailable`
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function openSocketConnection(options: SocketConnectionOptions): Promise<SocketConnection> {
  const { appToken, slackApiUrl, onEnvelope, onUnknown, helloMs, signal } = options;
  let lastWords = 'Slack closed the connection';
  const hear = (...words: unknown[]): void => {
    lastWords = words.filter((word) => typeof word === 'string').join(' ');
  };
  const client = new Client({
    appToken,
    autoReconnectEnabled: false,
    clientOptions: webClientOptions(slackApiUrl),
    logger: { ...silentLogger, warn: hear, error: hear },
  });
  let leave: (reason: string) => void = () => undefined;
  const asked = new Promise<string>((resolve) => {
    leave = resolve;
  });
  const ended = new Promise<string>((resolve) => client.once('disconnected', () => resolve(lastWords)));
  client.hear((frame) => {
    if (frame.kind === 'disconnect') leave(frame.reason);
    if (frame.kind === 'unknown') onUnknown(frame.shape);
    if (frame.kind !== 'envelope') return;
    onEnvelope(frame.envelope, (answer) => client.acknowledge(frame.envelope.id, answer));
  });
  const close = (): void => void client.disconnect().catch(() => undefined);

  const opening = client.start();
  const timeout = AbortSignal.timeout(helloMs);
  try {
    await Promise.race([opening, rejectOn(AbortSignal.any([signal, timeout]))]);
  } catch (error) {
    // If it opens all the same, nobody is there to use it.
    opening.then(close, () => undefined);
    close();
    throw error instanceof Error && !timeout.aborted ? toSlackError(error) : unanswered(lastWords, error);
  }
  return { ended, leaving: Promise.race([asked, ended]), close };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const unanswered = (words: string, cause: unknown) =>
  new AppError('slack_unavailable', `Slack opened no Socket Mode connection: ${words}.`, { cause });
