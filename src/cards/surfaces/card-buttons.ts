import { type ButtonFacts, type ButtonName, buttonFacts, cardOrder } from '../../actions.ts';
import { parseAlarmArn } from '../../incidents/alarm.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { stateOf } from '../../incidents/state.ts';
import { actionId, elementIds } from '../block-kit/action-ids.ts';
import { actions, type ButtonOptions, button, type CardBlock, overflow } from '../block-kit/blocks.ts';
import { encodeButtonValue, encodeOptionValue } from '../block-kit/button-value.ts';
import { limits } from '../block-kit/limits.ts';
import { awaitsApproval } from '../words/runbook-words.ts';
import { titleOf } from '../words/state-words.ts';
import type { CardOptions } from './card-options.ts';

const fewestButtons = 4;

/**
 * The row under a card: what is done most at night as buttons, the rest behind `···`. No two buttons differ only by
 * colour, and a label alone tells a screen reader which incident it is about.
 */
export function cardButtons(snapshot: IncidentSnapshot, options: CardOptions): CardBlock[] {
  const names = drawn(snapshot, options);
  if (names.length === 0) return [];
  const value = encodeButtonValue({ arn: snapshot.record.arn, seenMs: snapshot.record.modifiedAtMs });
  const inMenu = names.length > fewestButtons + 1 ? names.slice(Math.max(fewestButtons, names.length - 5)) : [];
  const menu = inMenu.map((name) => ({ text: labelOf(name), value: encodeOptionValue(name, value) }));
  // A very long plan name does not fit into an option: all become buttons then.
  const fits = menu.every((option) => option.value.length <= limits.optionValue.max);
  const title = titleOf(snapshot.record);
  const buttons = (fits ? names.slice(0, names.length - menu.length) : names).map((name) =>
    button(actionId(name), labelOf(name), {
      value,
      label: `${labelOf(name)}: ${title}`,
      ...emphasis(buttonFacts(name)),
    }),
  );
  return [actions(fits && menu.length > 0 ? [...buttons, overflow(elementIds.more, menu)] : buttons)];
}

function drawn(snapshot: IncidentSnapshot, options: CardOptions): ButtonName[] {
  const order = cardOrder(stateOf(snapshot.record) === 'resolved' ? 'resolved' : 'open');
  const absent = new Set<ButtonName>([options.watched === true ? 'watch' : 'unwatch']);
  if (!(snapshot.runbooks ?? []).some(awaitsApproval)) absent.add('approve');
  if (parseAlarmArn(snapshot.record.source.resourceArn) === undefined) absent.add('chart');
  return order.filter((name) => options.actions.has(name) && !absent.has(name));
}

const labelOf = (name: ButtonName): string => buttonFacts(name)?.label ?? name;

function emphasis({ primary, confirm }: Pick<ButtonFacts, 'primary' | 'confirm'> = {}): ButtonOptions {
  return { ...(primary && { style: 'primary' as const }), ...(confirm && { confirm }) };
}
