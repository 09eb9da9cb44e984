import { SocketModeClient } from '@slack/socket-mode';
import { AppError } from '../../errors.ts';
import type { Metrics } from '../../metrics.ts';
import { silentLogger, webClientOptions } from '../../web-api/client.ts';
import { toSlackError } from '../../web-api/fault.ts';
import { type Envelope, parseSocketFrame, type SocketFrame } from './frame.ts';

export interface SocketConnectionOptions {
  appToken: string;
  slackApiUrl: string;
  /** Called for each envelope. `acknowledge` answers it on the same connection. */
  onEnvelope: (envelope: Envelope, acknowledge: (answer?: object) => Promise<void>) => void;
  /** Called for a message of a shape that Slack does not document. */
  onUnknown: (shape: string) => void;
  /** The time limit for opening a connection, until Slack's `hello`, in milliseconds. */
  helloMs: number;
  /** Aborts opening. */
  signal: AbortSignal;
  metrics?: Metrics;
}

/** One connection to Slack. It does not reconnect. */
export interface SocketConnection {
  /** Resolves with the reason when a new connection should replace it: Slack requested that, or it ended. */
  readonly leaving: Promise<string>;
  /** Resolves with the reason when it ended. */
  readonly ended: Promise<string>;
  close(): void;
}

/**
 * Slack's client for one connection: it gets the URL, opens the WebSocket, and closes it when pings fail. Its own message
 * handling is replaced: a message of unknown shape would end the process (an unhandled rejection), and a `disconnect` would
 * close the connection five seconds before the next one opens.
 */
class Client extends SocketModeClient {
  private frames: (frame: SocketFrame) => void = () => undefined;

  onFrame(frames: (frame: SocketFrame) => void): void {
    this.frames = frames;
  }

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const frame = parseSocketFrame(data);
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
 * @throws AppError for an error of `apps.connections.open`, or `slack_unavailable`
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function openSocketConnection(options: SocketConnectionOptions): Promise<SocketConnection> {
  const { appToken, slackApiUrl, onEnvelope, onUnknown, helloMs, signal } = options;
  let lastLogged = 'Slack closed the connection';
  const keepLast = (...words: unknown[]): void => {
    lastLogged = words.filter((word) => typeof word === 'string').join(' ');
  };
  const client = new Client({
    appToken,
    autoReconnectEnabled: false,
    clientOptions: webClientOptions(slackApiUrl, options.metrics),
    logger: { ...silentLogger, warn: keepLast, error: keepLast },
  });
  let leave: (reason: string) => void = () => undefined;
  const requested = new Promise<string>((resolve) => {
    leave = resolve;
  });
  const ended = new Promise<string>((resolve) => client.once('disconnected', () => resolve(lastLogged)));
  client.onFrame((frame) => {
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
    // If it still opens, close it.
    opening.then(close, () => undefined);
    close();
    throw error instanceof Error && !timeout.aborted ? toSlackError(error) : unanswered(lastLogged, error);
  }
  return { ended, leaving: Promise.race([requested, ended]), close };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const unanswered = (words: string, cause: unknown) =>
  new AppError('slack_unavailable', `Slack opened no Socket Mode connection: ${words}.`, { cause });
