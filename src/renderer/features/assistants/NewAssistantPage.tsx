import { useNavigate } from 'react-router';
import type { Assistant } from '#contract/assistants.ts';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { AssistantForm } from './form/AssistantForm.tsx';
import { emptyAssistant } from './form/useAssistantForm.ts';

/** Makes an assistant; its integrations follow on its own page. */
export function NewAssistantPage() {
  const navigate = useNavigate();
  const saved = ({ id, name }: Assistant) => {
    toastDone(`${name} was created. Add the integrations that it may use.`);
    void navigate(`/assistants/${id}`, { replace: true });
  };
  return (
    <Page>
      <PageHead title="New assistant" />
      <AssistantForm initial={emptyAssistant} onSaved={saved} />
    </Page>
  );
}
