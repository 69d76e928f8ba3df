import { costConfiguration } from '#contract/integrations.ts';

/** Amounts without a currency are in this one. */
const assumedCurrency = 'USD';

/** A cost configuration in one line, with the currency that its amounts are in; null where it says no amount. */
export function costWords(text: string | null): string | null {
  const read = text === null ? undefined : costConfiguration.safeParse(parsed(text)).data;
  if (read === undefined) return null;
  const currency = read.currency ?? assumedCurrency;
  const money = (amount: number) => `${currency} ${amount.toLocaleString('en', { maximumSignificantDigits: 12 })}`;
  const limit = read.monthly_limit ?? read.max_monthly_cost;
  const words: (string | null)[] = [
    amountWords(limit, (amount) => `at most ${money(amount)} a month`),
    amountWords(read.alert_threshold, (share) => `a warning at ${Math.round(share * 1_000) / 10} %`),
    amountWords(read.cost_per_token, (amount) => `${money(amount)} a token`),
    amountWords(read.inputPerMillion, (amount) => `${money(amount)} per million tokens in`),
    amountWords(read.cachedInputPerMillion, (amount) => `${money(amount)} per million cached tokens in`),
    amountWords(read.outputPerMillion, (amount) => `${money(amount)} per million tokens out`),
  ];
  const said = words.filter((each) => each !== null);
  if (said.length === 0) return null;
  return `${said.join(', ')}${read.currency ? '' : ` (no currency given; ${assumedCurrency} assumed)`}`;
}

const amountWords = (amount: number | null | undefined, words: (amount: number) => string): string | null =>
  typeof amount === 'number' ? words(amount) : null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
