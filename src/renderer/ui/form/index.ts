export { ActionRow, Form, FormActions, FormFault } from './Form.tsx';
export { Conflict } from './MeanwhileNotice.tsx';
export { valueWords } from './meanwhileWords.ts';
export { type FormOptions, type SaveForm, useForm } from './useForm.ts';
