export { Form, FormActions, FormFault } from './Form.tsx';
export { type FormOptions, type SaveForm, useForm } from './useForm.ts';
