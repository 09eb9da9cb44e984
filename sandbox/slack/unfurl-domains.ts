/**
 * The registered domain of a URL: the same domain or a parent domain, whatever the port; never an IP address.
 * @param url as it appears in a message, `&` escaped
 * @see https://docs.slack.dev/messaging/unfurling-links-in-messages#configuring_domains
 */
export function unfurlDomain(url: string, domains: readonly string[]): string | undefined {
  let host: string;
  try {
    host = new URL(url.replaceAll('&amp;', '&')).hostname;
  } catch {
    return undefined;
  }
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`)) ? host : undefined;
}
