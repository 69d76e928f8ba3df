import { Fieldset, Stack } from '@mantine/core';
import type { IntegrationId } from '#contract/common.ts';
import { kindWords } from '#renderer/entities/connection/words.ts';
import { PartFields } from './kinds/PartFields.tsx';
import type { PartDraft } from './partDraft.ts';

interface PartListProps {
  integrationId: IntegrationId;
  parts: readonly PartDraft[];
  stored: boolean;
  onChange(part: PartDraft, index: number): void;
}

/** Everything that has to be typed; where the API asks for several secrets, each under its own heading. */
export function PartList({ integrationId, parts, stored, onChange }: PartListProps) {
  const [only, another] = parts;
  if (only !== undefined && another === undefined) {
    return (
      <PartFields
        key={`${only.schemeKey} ${only.kind}`}
        integrationId={integrationId}
        draft={only}
        stored={stored}
        onChange={(part) => onChange(part, 0)}
      />
    );
  }
  return parts.map((draft, index) => (
    <Fieldset
      key={`${draft.schemeKey} ${draft.kind}`}
      legend={`${index + 1}. ${kindWords[draft.kind]} · ${draft.title}`}
    >
      <Stack gap="md">
        <PartFields
          integrationId={integrationId}
          draft={draft}
          stored={stored}
          onChange={(part) => onChange(part, index)}
        />
      </Stack>
    </Fieldset>
  ));
}
