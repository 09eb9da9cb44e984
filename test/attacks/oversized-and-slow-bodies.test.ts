import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fronts, slackHeaders, startFronts } from './start-fronts.ts';

const patienceMs = 600;
let fronts: Fronts;
const sockets: Socket[] = [];
beforeEach(async () => {
  fronts = await startFronts({ patienceMs });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await fronts.stop();
});

/** Sends bytes as they are. @returns the whole answer, when the server has closed the connection */
function send(write: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(fronts.port, '127.0.0.1', () => write(socket));
    sockets.push(socket);
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
    });
    // Further writes after the answer may be answered by a reset.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

const head = (lines: string) => `POST /slack/events HTTP/1.1\r\nhost: app\r\n${lines}\r\n`;

describe('too large', () => {
  test('a body with a too large Content-Length is refused before it is read', async () => {
    const received = await send((socket) => socket.write(head('content-length: 1000000000\r\n')));
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a chunked body is cut off at one megabyte', async () => {
    let written = 0;
    const received = await send((socket) => {
      socket.write(head('transfer-encoding: chunked\r\n'));
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
      const more = (): void => {
        if (written > 1e9 || !socket.writable) return;
        written += 0x10000;
        socket.write(chunk, more);
      };
      more();
    });
    expect(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(written).toBeLessThan(50_000_000);
  });

  test('endless headers are cut off', async () => {
    const received = await send((socket) => socket.write(`${head('').slice(0, -2)}x-long: ${'x'.repeat(100_000)}`));
    expect(received).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('contradicting lengths are refused', async () => {
    const received = await send((socket) => socket.write(head('content-length: 5\r\ntransfer-encoding: chunked\r\n')));
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('too slow', () => {
  const drip = (first: string, drop: string) =>
    send((socket) => {
      socket.write(first);
      const dripping = setInterval(() => socket.write(drop), 100);
      socket.on('close', () => clearInterval(dripping));
    });

  test.each([
    ['headers, a line at a time', 'POST /slack/events HTTP/1.1\r\n', 'x-more: x\r\n'],
    ['a body, a byte at a time', head('content-length: 100000\r\n'), 'x'],
    ['nothing at all after a connection', '', ''],
  ])('the connection ends, and others are served in the meantime: %s', async (_, first, drop) => {
    let ended = 0;
    const slow = Array.from({ length: 50 }, () => drip(first, drop).finally(() => (ended += 1)));
    const body = 'command=%2Fincident&text=help&user_id=U1&trigger_id=1';
    expect((await fronts.postSlack(body, slackHeaders(body))).status).toBe(200);
    expect(ended).toBeLessThan(slow.length);
    for (const received of await Promise.all(slow)) expect(received).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await fronts.jobs()).toBe(1);
  });
});

test('a sender that disconnects leaves nothing behind, and its body is not logged', async () => {
  await send((socket) => {
    socket.write(`${head('content-length: 1000\r\n')}secret words`);
    setTimeout(() => socket.destroy(), 50);
  });
  const body = 'command=%2Fincident&text=help&user_id=U1&trigger_id=1';
  expect((await fronts.postSlack(body, slackHeaders(body))).status).toBe(200);
  expect(fronts.logged.join()).not.toContain('secret words');
});
