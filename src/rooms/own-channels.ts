import type { WebClient } from '@slack/web-api';
import { fields, text } from '../gate/fields.ts';
import type { FindInstallation } from '../gate/installation.ts';
import { toSlackError } from '../web-api/fault.ts';

export interface ChannelListing {
  slack: WebClient;
  findInstallation: FindInstallation;
}

/** A channel that the app created and is a member of. */
export interface OwnChannel {
  id: string;
  name: string;
  previousNames: readonly string[];
  /** In epoch milliseconds. */
  createdMs: number;
}

/** The tolerated difference to Slack's clock, in milliseconds. */
const clockSlackMs = 330_000;
const perPage = 999;
const maxPages = 20;

/**
 * The channels that the app created since a time, archived ones included.
 * @param sinceMs in epoch milliseconds
 * @throws AppError
 */
export async function* ownChannels(
  { slack, findInstallation }: ChannelListing,
  isPrivate: boolean,
  sinceMs: number,
): AsyncGenerator<OwnChannel> {
  const { botUserId } = await findInstallation();
  const types = isPrivate ? 'private_channel' : 'public_channel';
  let cursor = '';
  for (let page = 0; page < maxPages; page += 1) {
    const { channels = [], response_metadata } = await slack.users
      .conversations({ types, limit: perPage, ...(cursor && { cursor }) })
      .catch((error: unknown) => {
        throw toSlackError(error);
      });
    for (const channel of channels) {
      const { id, name = '', creator, created = 0 } = channel;
      const isOwn = creator === botUserId && created * 1000 >= sinceMs - clockSlackMs;
      if (id !== undefined && isOwn) yield { id, name, previousNames: namesBefore(channel), createdMs: created * 1000 };
    }
    cursor = response_metadata?.next_cursor ?? '';
    if (cursor === '') return;
  }
}

function namesBefore(channel: unknown): string[] {
  const names = fields(channel).previous_names;
  return Array.isArray(names) ? names.map(text) : [];
}
