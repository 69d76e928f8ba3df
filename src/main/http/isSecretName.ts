const named = /^(proxy-)?authorization$|^cookie$|api[-_]?key|token|secret|passw(or)?d|signature|credential/i;

/** Words of paging and of language models that have "token" in them and hide nothing. */
const harmless = /(page|next|prev(ious)?|continuation|cursor|sync|delta)[-_]?token$|tokens$/i;

/** Whether a header or parameter of this name holds a secret, as far as its name tells. */
export function isSecretName(name: string): boolean {
  return named.test(name) && !harmless.test(name);
}
