/** Elements that load, navigate, submit or hold something of their own. */
const removed =
  'script, link, base, meta[http-equiv], iframe, frame, frameset, object, embed, applet, portal, form, template';

/** Nothing but what is in the document itself; the frame's sandbox and the page's policy say the same once more. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; form-action 'none'";

interface MarkupPolicy {
  createHTML(text: string): string;
}

/** The one policy of the page that makes markup from text: for the sandboxed frame of a preview alone. */
const markup: MarkupPolicy = policyOf(globalThis) ?? { createHTML: (text) => text };

function policyOf(scope: object): MarkupPolicy | null {
  if (!('trustedTypes' in scope)) return null;
  const { trustedTypes } = scope as { trustedTypes: { createPolicy(name: string, rules: MarkupPolicy): MarkupPolicy } };
  return trustedTypes.createPolicy('preview', { createHTML: (text) => text });
}

/**
 * A document for the `srcdoc` of a sandboxed frame that runs nothing, asks the network for nothing and leads nowhere. It is parsed, what
 * could do so is taken out, and a policy of its own stands before the rest.
 */
export function previewOf(html: string): string {
  const parsed = new DOMParser().parseFromString(markup.createHTML(html), 'text/html');
  for (const element of parsed.querySelectorAll(removed)) element.remove();
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name } of [...element.attributes])
      if (/^on/i.test(name) || /^(ping|srcset|background|manifest|formaction)$/i.test(name))
        element.removeAttribute(name);
    if (!/^data:image\//i.test(element.getAttribute('src') ?? 'data:image/')) element.removeAttribute('src');
    if (element.hasAttribute('href') && !element.getAttribute('href')?.startsWith('#')) element.removeAttribute('href');
  }
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">`;
  return markup.createHTML(`<!doctype html>${head}${parsed.documentElement.outerHTML}`);
}
