import { GraphQLError, type GraphQLErrorExtensions, type GraphQLSchema } from 'graphql'
import { isOverloaded } from '../posting/fault.ts'
import { type Asked, badVariables, pathOfBadLiteral, refusesVariable } from './bad-input.ts'
import { codeOf, messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { withoutValues } from './without-values.ts'

/** What errors are answered by. */
export interface Circumstances {
  readonly schema: GraphQLSchema
  /** Whether messages may suggest names of the schema. */
  readonly suggests: boolean
  readonly log: Log
  readonly requestId: string
  /** Undefined where the request could not be read so far. */
  readonly asked: Asked | undefined
}

/** An error of the whole request, answered with that status whatever the client accepts. */
export const requestError = (
  status: number,
  code: string,
  sentence: string,
  headers: Record<string, string> = {},
): GraphQLError => new GraphQLError(sentence, { extensions: { code, http: { status, headers } } })

/**
 * The errors of a result as they are promised: each with a code, bad values with
 * their path, and of our own faults no detail but the request's id. What is
 * hidden here is logged.
 */
export function answerErrors(
  data: unknown,
  errors: readonly GraphQLError[],
  circumstances: Circumstances,
): GraphQLError[] {
  const { asked, schema } = circumstances
  const told = asked && errors.some(isOfVariable) ? badVariables(schema, asked) : errors
  const answered = told.map((error) => answerError(error, circumstances))
  return isOverloadAlone(data, answered) ? answered.map(asUnavailable) : answered
}

// Rules of validation may name a variable's definition too.
const isOfVariable = (error: GraphQLError): boolean =>
  refusesVariable(error) && error.extensions.code !== 'GRAPHQL_VALIDATION_FAILED'

function answerError(error: GraphQLError, circumstances: Circumstances): GraphQLError {
  const path = circumstances.asked && pathOfBadLiteral(error, circumstances.asked.document)
  if (path) return rewrite(error, { code: 'BAD_USER_INPUT', path, ...httpOf(error) })
  const fault = faultIn(error)
  if (isOverloaded(fault)) return rewrite(error, { code: 'OVERLOADED' }, fault.message)
  if (isOfDepth(error, fault))
    return rewrite(error, badDocument, 'The document is nested too deeply.')
  const code = codeFor(error)
  if (fault || !code) return hide(error, fault ?? error, circumstances)
  const { originalError: _, path: told, ...extensions } = error.extensions
  const sentence = circumstances.suggests ? error.message : withoutSuggestion(error.message)
  const where = Array.isArray(told) ? { path: told.map(String) } : {}
  return rewrite(error, { ...extensions, ...where, code, ...httpOf(error) }, sentence)
}

/** Reading a document overflows the stack where it is nested without end. */
const isOfDepth = ({ path }: GraphQLError, fault: Error | undefined): boolean =>
  !path && fault?.name === 'RangeError'

const badDocument = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } }

/** What went wrong of ourselves: whatever was thrown that is no GraphQL error. */
function faultIn(error: GraphQLError): Error | undefined {
  const cause = error.originalError
  return cause instanceof GraphQLError ? faultIn(cause) : (cause ?? undefined)
}

// Yoga's names for what it can't read. The API has one for whatever is malformed.
const malformed: readonly unknown[] = ['BAD_REQUEST', 'REQUEST_ENTITY_TOO_LARGE']

/** Undefined for an error of a field that nobody gave a code: it was not meant to be seen. */
function codeFor({ extensions: { code, http }, path }: GraphQLError): unknown {
  if (malformed.includes(code)) return 'BAD_USER_INPUT'
  if (code !== undefined || path) return code
  return http?.status === 403 ? 'FORBIDDEN' : 'BAD_USER_INPUT'
}

/** `spec` says: by the specification it is 200 where the client accepts application/json alone. */
function httpOf({ extensions: { code, http }, path }: GraphQLError): GraphQLErrorExtensions {
  if (!http) return path ? {} : { http: { status: 400, spec: true } }
  const { spec, ...rest } = http
  return { http: malformed.includes(code) ? rest : http }
}

function hide(error: GraphQLError, fault: Error, { log, requestId }: Circumstances): GraphQLError {
  logFault(log, requestId, fault)
  const http = error.path ? {} : { http: { status: 500 } }
  return rewrite(error, { code: 'INTERNAL_SERVER_ERROR', requestId, ...http }, hidden)
}

const hidden =
  'Something went wrong here. It is safe to try again with the same idempotency key; ' +
  'if it goes on, tell the operator the requestId.'

/** Its message and stack alone: its other properties may hold what was asked. */
export const logFault = (log: Log, requestId: string, fault: unknown): void =>
  log.error(
    { requestId, code: codeOf(fault), stack: fault instanceof Error ? fault.stack : undefined },
    messageOf(fault),
  )

const withoutSuggestion = (sentence: string): string => sentence.replace(/ Did you mean .*$/s, '')

const rewrite = (
  { nodes, source, positions, path, message }: GraphQLError,
  extensions: GraphQLErrorExtensions,
  sentence = message,
): GraphQLError =>
  new GraphQLError(withoutValues(sentence), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
  })

const isOverloadAlone = (data: unknown, errors: readonly GraphQLError[]): boolean =>
  errors.every(({ extensions }) => extensions.code === 'OVERLOADED') &&
  Object.values(data ?? {}).every((value) => value === null)

const asUnavailable = (error: GraphQLError): GraphQLError =>
  rewrite(error, { ...error.extensions, http: { status: 503, headers: { 'retry-after': '1' } } })
