import { resourceUrl } from '../../incidents/console-links.ts';
import type { Finding } from '../../incidents/related.ts';
import { date, join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { resourceName } from './source-words.ts';

const kinds: Readonly<Record<string, string>> = {
  cloudFormationStackUpdate: 'Stack update',
  codeDeployDeployment: 'Deployment',
};

/** A finding as a line: `Stack update checkout, started …, ended …`. */
export function findingLine(finding: Finding): Mrkdwn {
  const known = Object.hasOwn(kinds, finding.kind) ? kinds[finding.kind] : undefined;
  const kind = known ?? (brief(finding.kind, 60) || 'Finding');
  return join(
    [
      mrkdwn`${kind} ${link(resourceUrl(finding.subject), resourceName(finding.subject))}`,
      finding.startedAtMs === undefined ? undefined : mrkdwn`started ${date(finding.startedAtMs)}`,
      finding.endedAtMs === undefined ? undefined : mrkdwn`ended ${date(finding.endedAtMs)}`,
    ],
    ', ',
  );
}
