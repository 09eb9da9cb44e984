import { app } from './app.ts';
import { canvases } from './canvases.ts';
import { channelChanges } from './channel-changes.ts';
import { channelItems } from './channel-items.ts';
import { chatUnfurl } from './chat-unfurl.ts';
import { chatWrite } from './chat-write.ts';
import { conversations } from './conversations.ts';
import { entity } from './entity.ts';
import { entityComments } from './entity-comments.ts';
import { files } from './files.ts';
import type { Methods } from './method.ts';
import { people } from './people.ts';
import { reactions } from './reactions.ts';
import { views } from './views.ts';

/** All implemented Web API methods; others answer `unknown_method`. */
export const methods: Methods = {
  ...app,
  ...canvases,
  ...channelChanges,
  ...channelItems,
  ...chatUnfurl,
  ...chatWrite,
  ...conversations,
  ...entity,
  ...entityComments,
  ...files,
  ...people,
  ...reactions,
  ...views,
};
