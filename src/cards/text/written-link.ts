import { httpsOnly } from '../../incidents/links/console-links.ts';
import { isRightToLeft, oneLine } from './clean-text.ts';
import { truncate } from './truncate.ts';

/** An untrusted link in a form that cannot mislead: its text always shows the host. */
export interface WrittenLink {
  /** Text before the link: the author's words, if they name another host than the link's. */
  before: string;
  /** The text of the link; contains its host. */
  label: string;
  after: string;
  /** An https URL. */
  url: string;
}

/** The longest host: people do not read a longer one to its end, which is what counts. */
const longestHost = 80;
const hostName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?$/;
const longestAddress = 60;
/** Characters that resemble the dot or the slash of a URL, after compatibility normalization. */
const hostLike = /[\p{L}\p{N}][.\u2024\u2027\u00B7\u3002\u0589\u06D4\u0701\uA4F8/\u2044\u2215\u29F8:@][\p{L}\p{N}/\\]/u;

/** An untrusted address as it may be live: https, with a host that people can read. @returns `undefined` for any other */
export function liveAddress(address: string): string | undefined {
  const url = httpsOnly(address);
  if (url === undefined) return undefined;
  const { host } = new URL(url);
  return host.length <= longestHost && hostName.test(host) ? url : undefined;
}

/**
 * The form in which a link in untrusted text is live: `Dashboard (grafana.example.com)`. Where the words name another
 * host than the one it leads to, that host alone reads as the link.
 * @param words what the author wants it to read as; empty for a bare address
 * @returns `undefined` for what is not live: no https address, or a host that cannot be read
 */
export function writtenLink(words: string, address: string): WrittenLink | undefined {
  const url = liveAddress(address);
  if (url === undefined) return undefined;
  const { host } = new URL(url);
  const text = oneLine(words);
  if (text === '' || text === address || text === url)
    return { before: '', label: shortened(url, host), after: '', url };
  if (text === host) return { before: '', label: host, after: '', url };
  const plain = text.normalize('NFKC');
  if (hostLike.test(plain) || isRightToLeft(text)) {
    return namesNothingElse(text, url, host)
      ? { before: '', label: text, after: '', url }
      : { before: `${text} (`, label: host, after: ')', url };
  }
  return { before: '', label: `${text} (${host})`, after: '', url };
}

/** Whether the words are the URL itself, possibly without its scheme or truncated. */
function namesNothingElse(text: string, url: string, host: string): boolean {
  const start = /^https:\/\//i.test(text) ? text.slice('https://'.length) : text;
  return start.startsWith(`${host}/`) && url.startsWith(`https://${start.replace(/(?:…|\.\.\.)$/, '')}`);
}

/** A URL shortened to one line of a phone; the host is never truncated. */
function shortened(url: string, host: string): string {
  const whole = url === `https://${host}/` ? `https://${host}` : url;
  return whole.length <= longestAddress ? whole : truncate(whole, Math.max(longestAddress, host.length + 12));
}
