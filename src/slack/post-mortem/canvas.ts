import type { WebClient } from '@slack/web-api';
import { AppError } from '../../errors.ts';
import { fields, text } from '../../gate/fields.ts';
import { isSlackRefusal, toSlackError } from '../../web-api/fault.ts';

const asSlackError = (error: unknown): never => {
  throw toSlackError(error);
};

/**
 * Makes a canvas that is a tab of a channel, and that its members may edit.
 * @returns its id
 * @throws AppError `slack_refused` or `slack_scope_missing` where Slack allows no canvases
 * @see https://docs.slack.dev/reference/methods/canvases.create
 */
export async function createCanvas(
  slack: WebClient,
  channel: string,
  title: string,
  markdown: string,
): Promise<string> {
  const content = { type: 'markdown' as const, markdown };
  const made = await slack.canvases
    .create({ title, channel_id: channel, document_content: content })
    .catch(asSlackError);
  const id = made.canvas_id ?? '';
  if (id === '') throw new AppError('slack_refused', 'Slack made no canvas.');
  return id;
}

/** Lets the members of the channel edit the canvas, if Slack allows that. @throws AppError for a failure that can pass */
export async function openToChannel(slack: WebClient, id: string, channel: string): Promise<void> {
  try {
    await slack.canvases.access.set({ canvas_id: id, access_level: 'write', channel_ids: [channel] });
  } catch (error) {
    const fault = toSlackError(error);
    if (!isSlackRefusal(fault)) throw fault;
  }
}

/** The sections of a canvas that contain a text. Their ids are valid until the next edit. @throws AppError */
async function sectionsWith(slack: WebClient, id: string, wanted: string): Promise<string[]> {
  const criteria = { contains_text: wanted };
  const found = await slack.canvases.sections
    .lookup({ canvas_id: id, criteria: criteria as never })
    .catch(asSlackError);
  return (found.sections ?? []).flatMap((section) => section.id ?? []);
}

/**
 * Finds a canvas of the channel that contains a text, after the answer to its creation was lost.
 * @throws AppError if Slack does not answer, or does not let the app look
 */
export async function findCanvas(slack: WebClient, channel: string, wanted: string): Promise<string | undefined> {
  const { channel: found } = await slack.conversations.info({ channel }).catch(asSlackError);
  const { tabs } = fields(fields(found).properties);
  for (const tab of Array.isArray(tabs) ? tabs.map(fields) : []) {
    const id = text(fields(tab.data).file_id);
    if (tab.type === 'canvas' && id !== '' && (await sectionsWith(slack, id, wanted)).length > 0) return id;
  }
  return undefined;
}

/**
 * Replaces the one section that contains a text. If there is none or more than one, people have changed it, and nothing is
 * replaced.
 * @returns whether it was replaced
 * @throws AppError
 */
export async function replaceSection(slack: WebClient, id: string, wanted: string, markdown: string): Promise<boolean> {
  const [section, ...more] = await sectionsWith(slack, id, wanted);
  if (section === undefined || more.length > 0) return false;
  const content = { type: 'markdown' as const, markdown };
  const change = { operation: 'replace' as const, section_id: section, document_content: content };
  await slack.canvases.edit({ canvas_id: id, changes: [change] }).catch(asSlackError);
  return true;
}

/** The address of a canvas. @throws AppError */
export async function canvasLink(slack: WebClient, id: string): Promise<string> {
  const { url = '', team_id = '' } = await slack.auth.test().catch(asSlackError);
  return `${url.replace(/\/$/, '')}/docs/${team_id}/${id}`;
}
