import { expect, it } from 'vitest';
import { costWords } from './costWords.ts';

it.each([
  ['{"monthly_limit": 500.00}', 'at most USD 500 a month (no currency given; USD assumed)'],
  [
    '{"max_monthly_cost": 1000, "cost_per_token": 0.0001}',
    'at most USD 1,000 a month, USD 0.0001 a token (no currency given; USD assumed)',
  ],
  ['{"monthly_limit": 500, "alert_threshold": 0.8, "currency": "EUR"}', 'at most EUR 500 a month, a warning at 80 %'],
  [
    '{"currency": "USD", "inputPerMillion": 2.5, "outputPerMillion": 10}',
    'USD 2.5 per million tokens in, USD 10 per million tokens out',
  ],
  ['{"team": "search"}', null],
  ['{"broken', null],
  [null, null],
])('says %s in words', (text, words) => expect(costWords(text)).toBe(words));
