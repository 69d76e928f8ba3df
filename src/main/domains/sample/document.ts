import { failurePaths } from './failures.ts';
import { genres } from './library.ts';

const json = (schema: object, example?: unknown) => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, schema: object) => ({ description, content: json(schema) });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
const refused = { '401': problem('The key is missing or wrong.') };
const invalid = { '422': problem('The input does not fit the schema.') };
const missing = { '404': problem('There is no such thing.') };
const conflict = { '409': problem('Something stands in the way.') };

const line = { type: 'string', minLength: 1, maxLength: 200 };
const year = { type: 'integer', minimum: 1450, maximum: 2100 };
const genre = { type: 'string', enum: [...genres] };
const copies = { type: 'integer', minimum: 0, maximum: 1000, description: 'Shown to those who have the key.' };
const isbn = { type: 'string', pattern: '^\\d{13}$' };
const bookFields = { isbn, title: line, author: line, genre, year, copies };
const { isbn: _isbn, ...changeable } = bookFields;

const schemas = {
  Book: { type: 'object', required: ['isbn', 'title', 'author', 'genre', 'year'], properties: bookFields },
  NewBook: {
    type: 'object',
    required: ['isbn', 'title', 'author', 'genre', 'year'],
    properties: { ...bookFields, copies: { ...copies, default: 1 } },
    additionalProperties: false,
    example: { isbn: '9780000000095', title: 'The Quiet Engine', author: 'Noor Haddad', genre: 'fiction', year: 2021 },
  },
  BookChange: { type: 'object', properties: changeable, additionalProperties: false, example: { copies: 5 } },
  BookPage: {
    type: 'object',
    required: ['books', 'page', 'per_page', 'total'],
    properties: {
      books: { type: 'array', items: ref('Book') },
      page: { type: 'integer' },
      per_page: { type: 'integer' },
      total: { type: 'integer' },
    },
  },
  Loan: {
    type: 'object',
    required: ['id', 'isbn', 'borrower', 'due', 'returned'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      isbn,
      borrower: line,
      due: { type: 'string', format: 'date' },
      returned: { type: 'boolean' },
    },
  },
  NewLoan: {
    type: 'object',
    required: ['isbn', 'borrower'],
    properties: { isbn, borrower: line, days: { type: 'integer', minimum: 1, maximum: 90, default: 14 } },
    additionalProperties: false,
    example: { isbn: '9780000000019', borrower: 'A. Reader' },
  },
  LoanList: {
    type: 'object',
    required: ['loans', 'total'],
    properties: { loans: { type: 'array', items: ref('Loan') }, total: { type: 'integer' } },
  },
  Status: { type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['open'] } } },
  Problem: {
    type: 'object',
    required: ['title', 'status', 'detail'],
    properties: { title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' } },
  },
};

const query = (name: string, schema: object, description: string, more: object = {}) => ({
  name,
  in: 'query',
  schema,
  description,
  ...more,
});
const inPath = (name: string, schema: object, example: string) => ({
  name,
  in: 'path',
  required: true,
  schema,
  example,
});
const needsKey = { security: [{ apiKey: [] }] };

const listBooks = {
  operationId: 'listBooks',
  summary: 'Search the shelves',
  tags: ['Books'],
  description: 'Works without a key; with it, the answer also says how many copies there are.',
  security: [{}, { apiKey: [] }],
  parameters: [
    query('q', { type: 'string' }, 'Words in the title or the author.'),
    query('genre', { type: 'array', items: genre }, 'One or several.', { style: 'form', explode: true }),
    query('sort', { type: 'string', enum: ['title', 'author', 'year'], default: 'title' }, 'What comes first.'),
    query('page', { type: 'integer', minimum: 1, default: 1 }, 'Counts from 1.'),
    query('per_page', { type: 'integer', minimum: 1, maximum: 100, default: 20 }, 'Books on a page.'),
  ],
  responses: { '200': answer('A page of books.', ref('BookPage')), ...invalid },
};

const paths = {
  '/status': {
    get: {
      operationId: 'getStatus',
      summary: 'Whether the library is open',
      tags: ['Library'],
      security: [],
      responses: { '200': answer('It is.', ref('Status')) },
    },
  },
  '/books': {
    get: listBooks,
    post: {
      operationId: 'addBook',
      summary: 'Add a book',
      tags: ['Books'],
      ...needsKey,
      requestBody: { required: true, content: json(ref('NewBook')) },
      responses: { '201': answer('The book.', ref('Book')), ...refused, ...conflict, ...invalid },
    },
  },
  '/books/{isbn}': {
    parameters: [inPath('isbn', isbn, '9780000000019')],
    get: {
      operationId: 'getBook',
      summary: 'Read a book’s card',
      tags: ['Books'],
      security: [],
      responses: { '200': answer('The book.', ref('Book')), ...missing },
    },
    patch: {
      operationId: 'changeBook',
      summary: 'Change a book’s card',
      tags: ['Books'],
      ...needsKey,
      requestBody: { required: true, content: json(ref('BookChange')) },
      responses: { '200': answer('The book.', ref('Book')), ...refused, ...missing, ...invalid },
    },
    delete: {
      operationId: 'removeBook',
      summary: 'Take a book off the shelf',
      tags: ['Books'],
      ...needsKey,
      responses: { '204': { description: 'It is gone.' }, ...refused, ...missing, ...conflict },
    },
  },
  '/loans': {
    get: {
      operationId: 'listLoans',
      summary: 'See what is lent',
      tags: ['Loans'],
      ...needsKey,
      parameters: [query('open', { type: 'boolean' }, 'Only those not returned, or only those returned.')],
      responses: { '200': answer('The loans.', ref('LoanList')), ...refused },
    },
    post: {
      operationId: 'lendBook',
      summary: 'Lend a book',
      tags: ['Loans'],
      ...needsKey,
      requestBody: { required: true, content: json(ref('NewLoan')) },
      responses: { '201': answer('The loan.', ref('Loan')), ...refused, ...missing, ...conflict, ...invalid },
    },
  },
  '/loans/{id}/return': {
    parameters: [inPath('id', { type: 'string', format: 'uuid' }, '00000000-0000-4000-8000-000000000000')],
    post: {
      operationId: 'returnBook',
      summary: 'Give a book back',
      tags: ['Loans'],
      ...needsKey,
      responses: { '200': answer('The loan.', ref('Loan')), ...refused, ...missing },
    },
  },
  ...failurePaths,
};

/** The sample API's own description, in OpenAPI 3.1, for the address it is served at. */
export function document(origin: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sample library',
      version: '1.0.0',
      description: 'A small library on this computer, to try things out. It forgets everything when Patchbay ends.',
    },
    servers: [{ url: origin, description: 'This computer' }],
    tags: [
      { name: 'Library' },
      { name: 'Books' },
      { name: 'Loans' },
      { name: 'Failures', description: 'Answers that go wrong on purpose.' },
    ],
    paths,
    components: {
      schemas,
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'The key of this library.' },
      },
    },
  };
}
