import type { SandboxState } from '../../page-api.ts';
import { mentionName } from '../text/mention-name.ts';
import { parseToken } from '../text/parse-token.ts';
import { unescapeEntities } from '../text/unescape-entities.ts';

/** A stored message's text as a user would type it: `<@U1>` as `@ana`, `<https://…>` as the bare URL. */
export function typedText(stored: string, workspace: SandboxState): string {
  const typed = stored.replace(/<([^<>\n]+)>/g, (whole, inner: string) => {
    const token = parseToken(inner);
    if (token === undefined) return whole;
    if (token.kind === 'link') return inner.split('|')[0] ?? inner;
    return token.kind === 'date' ? token.fallback : mentionName(token, workspace);
  });
  return unescapeEntities(typed);
}
