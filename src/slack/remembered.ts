import type { Store } from '../store/store.ts';
import { createLastLooks } from './catch-up/last-looks.ts';
import { createPostMortemStore } from './post-mortem/post-mortem-store.ts';
import { createNotedMessages } from './reactions/noted-messages.ts';
import { createOpenProgress } from './reports/progress.ts';
import { createPaneMemory } from './unfurls/pane-memory.ts';
import { createShownVersions } from './unfurls/shown-versions.ts';
import { createWriteJournal } from './writes/write-journal.ts';

/** What the app stores about what people did. @param now milliseconds */
export const createRemembered = (store: Store, now: () => number) => ({
  panes: createPaneMemory(store, now),
  shownVersions: createShownVersions(store, now),
  lastLooks: createLastLooks(store, now),
  notedMessages: createNotedMessages(store, now),
  postMortems: createPostMortemStore(store, now),
  journal: createWriteJournal(store, now),
  openProgress: createOpenProgress(store, now),
});
