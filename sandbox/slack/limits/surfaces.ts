import type { Surface } from './rule.ts';

const everywhere: readonly Surface[] = ['message', 'modal', 'home', 'unfurl'];

/**
 * The surfaces that accept each block. For unfurls only `rich_text` is known to be refused. Whether newer blocks render
 * there is not documented, so only the classic ones are accepted. `file` appears in messages from Slack and is never
 * accepted.
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const blockSurfaces: Record<string, readonly Surface[]> = {
  section: everywhere,
  header: everywhere,
  context: everywhere,
  actions: everywhere,
  divider: everywhere,
  image: everywhere,
  video: everywhere,
  input: ['message', 'modal', 'home'],
  rich_text: ['message', 'modal', 'home'],
  card: ['message', 'home'],
  carousel: ['message', 'home'],
  container: ['message', 'home'],
  data_visualization: ['message', 'home'],
  table: ['message'],
  data_table: ['message'],
  markdown: ['message'],
  plan: ['message'],
  task_card: ['message'],
  context_actions: ['message'],
  alert: ['modal'],
};

export const maxBlocks: Record<Surface, number> = { message: 50, unfurl: 50, modal: 100, home: 100 };
