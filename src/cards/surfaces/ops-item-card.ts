import type { ButtonName } from '../../actions/actions.ts';
import { buttonFacts } from '../../actions/actions.ts';
import { type IncidentLinks, incidentUrl, resourceUrl } from '../../incidents/links/console-links.ts';
import { isOpenOpsItem, type OpsItem } from '../../incidents/ops-item.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardButton, type CardMessage, context, section } from '../block-kit/blocks.ts';
import { code, date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief, ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { lockScreenText } from '../words/headline.ts';
import { opsItemMark, opsItemSeverity, opsItemStatus, opsItemTitle } from '../words/ops-item-words.ts';
import { stateMark, stateWords, titleOf } from '../words/state-words.ts';

export interface OpsItemCardOptions {
  links: IncidentLinks;
  /** The buttons that are offered. */
  actions: ReadonlySet<ButtonName>;
  /** The incident that the OpsItem is the parent of, if it could be read. */
  incident?: IncidentRecord;
}

/** The compact card of an OpsItem: state, severity, title, source, its incident, and what can be done with it. */
export function opsItemCard(item: OpsItem, options: OpsItemCardOptions): CardMessage {
  const title = truncate(opsItemTitle(item), 200);
  const severity = opsItemSeverity(item);
  const source = brief(item.source ?? '', 60);
  const facts = join(
    [
      mrkdwn`OpsItem`,
      mrkdwn`*${opsItemStatus(item)}*`,
      mrkdwn`${severity}`,
      source === '' ? undefined : mrkdwn`source ${source}`,
      mrkdwn`as of ${date(item.readAtMs)}`,
    ],
    ' · ',
  );
  const incident = incidentLine(item, options);
  const buttons = opsItemButtons(item, options);
  const story = `OpsItem, ${opsItemStatus(item).toLowerCase()}${severity === '' ? '' : `, ${severity}`}: ${title}`;
  return {
    text: lockScreenText(ended(story)),
    blocks: [
      section(mrkdwn`${opsItemMark(item)} *${title}*`),
      context(facts),
      ...(incident === undefined ? [] : [section(incident)]),
      ...(buttons.length > 0 ? [actions(buttons)] : []),
      context(code(truncate(item.arn, 300))),
    ],
  };
}

function incidentLine({ incident: arn }: OpsItem, { incident, links }: OpsItemCardOptions): Mrkdwn | undefined {
  if (arn === undefined) return undefined;
  const url = incidentUrl(arn, links);
  if (incident === undefined) return mrkdwn`Incident: ${link(url, 'open in console')} ${code(truncate(arn.arn, 300))}`;
  const title = truncate(titleOf(incident), 150);
  return mrkdwn`Incident: ${stateMark(incident)} ${link(url, title)} · ${stateWords(incident)}`;
}

function opsItemButtons(item: OpsItem, { actions: offered }: OpsItemCardOptions): CardButton[] {
  const url = resourceUrl(item.arn);
  const isOpen = isOpenOpsItem(item);
  return [
    ...(isOpen && offered.has('resolveOpsItem') ? [opsItemButton('resolveOpsItem', item)] : []),
    ...(isOpen && item.incident === undefined && offered.has('startFromOpsItem')
      ? [opsItemButton('startFromOpsItem', item)]
      : []),
    ...(url === undefined ? [] : [button(actionId('console'), 'Open in console', { url, value: item.arn })]),
  ];
}

/** A button of an OpsItem. Its value is the ARN. */
export function opsItemButton(name: 'resolveOpsItem' | 'startFromOpsItem', item: OpsItem, label?: string): CardButton {
  const { label: usual = '', confirm } = buttonFacts(name) ?? {};
  const text = label ?? usual;
  return button(actionId(name), text, {
    value: item.arn,
    label: `${text}: ${truncate(opsItemTitle(item), 60)}`,
    ...(confirm && { confirm }),
  });
}

/**
 * The answer to a person who resolved an incident whose OpsItem stays open: the result, and a button for the OpsItem.
 * @param done what was done, in one sentence
 */
export function stillOpenCard(done: string, item: OpsItem): CardMessage {
  const state = opsItemStatus(item).toLowerCase();
  const still = mrkdwn`Its OpsItem ${item.id} is still ${state}.`;
  return {
    text: mrkdwn`${done} ${still}`.text,
    blocks: [
      section(join([mrkdwn`${done}`, still], '\n')),
      actions([opsItemButton('resolveOpsItem', item, 'Resolve it too')]),
    ],
  };
}
