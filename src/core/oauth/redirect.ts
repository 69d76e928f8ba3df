/** Where the browser brings the answer of a sign-in: a port of 127.0.0.1 (0 is any), or a link of the desktop program. */
type Redirect =
  | { readonly kind: 'loopback'; readonly port: number; readonly path: string }
  | { readonly kind: 'scheme' };

/** The address to register at the server. Where any port will do, none is in it (RFC 8252 section 7.3). */
export function redirectToRegister(redirect: Redirect): string {
  if (redirect.kind === 'scheme') return 'patchbay://oauth/callback';
  return `http://127.0.0.1${redirect.port === 0 ? '' : `:${redirect.port}`}${redirect.path}`;
}

/**
 * Providers that compare the redirect address whole, the port included, as their documentation has it; each stands for its
 * subdomains too.
 */
const comparesWhole = [
  ...['auth0.com', 'okta.com', 'oktapreview.com', 'okta-emea.com', 'onelogin.com', 'pingone.com', 'amazoncognito.com'],
  ...['atlassian.com', 'salesforce.com', 'force.com', 'hubspot.com', 'hubapi.com', 'slack.com', 'gitlab.com'],
  ...['zoom.us', 'notion.com', 'linear.app', 'asana.com', 'dropbox.com', 'box.com', 'discord.com', 'figma.com'],
  ...['linkedin.com', 'facebook.com', 'x.com', 'twitter.com', 'twitch.tv', 'zendesk.com', 'pipedrive.com', 'xero.com'],
  ...['stripe.com', 'shopify.com', 'myshopify.com', 'airtable.com', 'reddit.com', 'docusign.com', 'intuit.com'],
];

/** Providers that take any port of a loopback address, as RFC 8252 section 7.3 asks. */
const takesAnyPort = ['google.com', 'googleapis.com', 'github.com', 'spotify.com', 'microsoftonline.com'];

/** Whether a provider takes any port of 127.0.0.1, or only the address that is registered; null where that is not known. */
export function portsOf(addresses: readonly (string | null | undefined)[]): 'any' | 'registered' | null {
  const hosts = addresses.flatMap((address) => URL.parse(address ?? '')?.hostname.toLowerCase() ?? []);
  const isOf = (domains: readonly string[]) =>
    hosts.some((host) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`)));
  if (isOf(comparesWhole)) return 'registered';
  return isOf(takesAnyPort) ? 'any' : null;
}
