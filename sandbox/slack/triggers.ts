import { keep, type SlackState } from './state.ts';

/** The interaction that a trigger id was issued for. */
export interface Trigger {
  user: string;
  /** The modal of the interaction, if any: `views.push` goes on top of it. */
  viewId?: string;
  /** The Work Object of the interaction. */
  entity?: { url: string; id?: string; channel?: string; ts?: string };
  /** What the person does with the Work Object's comments; `id`: with this one. */
  comment?: { action: 'list' | 'post' | 'edit' | 'delete'; id?: string };
}

type TriggerError = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

export interface Triggers {
  issue(trigger: Trigger): string;
  /** Consumes a trigger id: once, within 3 s. */
  exchange(id: string): Trigger | TriggerError;
  /** A trigger's Work Object, within 30 minutes, until it is spent. */
  entity(id: string): Trigger | undefined;
  /** Marks a trigger as used: the app presents a Work Object, or answers about a comment, once for each. */
  spend(id: string): void;
}

const lifetimeMs = 3000;
const entityLifetimeMs = 30 * 60_000;

/** @see https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
export function createTriggers(state: SlackState): Triggers {
  const issued = new Map<string, { trigger: Trigger; atMs: number; used: boolean }>();
  let count = 0;
  return {
    issue(trigger) {
      count += 1;
      const id = `${Math.floor(state.now())}${count}.${state.team.id.length}${count}.${state.newSecret(32)}`;
      keep(issued, id, { trigger, atMs: state.now(), used: false }, 1000);
      return id;
    },
    exchange(id) {
      const found = issued.get(id);
      if (found === undefined) return 'invalid_trigger_id';
      if (found.used) return 'exchanged_trigger_id';
      if (state.now() - found.atMs > lifetimeMs) return 'expired_trigger_id';
      found.used = true;
      return found.trigger;
    },
    entity(id) {
      const found = issued.get(id);
      if (found === undefined || found.used || state.now() - found.atMs > entityLifetimeMs) return undefined;
      return found.trigger.entity && found.trigger;
    },
    spend(id) {
      const found = issued.get(id);
      if (found !== undefined) found.used = true;
    },
  };
}
