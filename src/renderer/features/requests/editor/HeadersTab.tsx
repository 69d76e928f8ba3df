import { Stack } from '@mantine/core';
import { useWorkbench } from '../WorkbenchContext.ts';
import { askedParameters } from './askedParameter.ts';
import { ExtraPairs } from './ExtraPairs.tsx';
import { ParameterRow } from './ParameterRow.tsx';

const usualHeaders = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Cache-Control',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'Prefer',
  'User-Agent',
  'X-Request-Id',
];

/** Headers and cookies: those that the operation declares as a form, others as pairs. */
export function HeadersTab() {
  const { detail } = useWorkbench();
  const asked = askedParameters(detail, ['header', 'cookie']);
  const namesIn = (place: string) => asked.filter((one) => one.in === place).map((one) => one.name);
  return (
    <Stack gap="sm">
      {asked.length === 0 ? null : (
        <div>
          {asked.map((parameter) => (
            <ParameterRow key={`${parameter.in}:${parameter.name}`} parameter={parameter} />
          ))}
        </div>
      )}
      <ExtraPairs place="header" title="Headers" declared={namesIn('header')} names={usualHeaders} />
      <ExtraPairs place="cookie" title="Cookies" declared={namesIn('cookie')} />
    </Stack>
  );
}
