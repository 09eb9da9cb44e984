/**
 * The registered domain that a URL falls under: the same domain or any subdomain of it, whatever the port; never an IP
 * address.
 * @param url as it stands in a message, `&` escaped
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
