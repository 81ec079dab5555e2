import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
} from 'graphql'
import {
  createYoga,
  type GraphQLParams,
  isAsyncIterable,
  type Plugin,
  type YogaServerInstance,
} from 'graphql-yoga'
import { answerErrors, requestError } from './answer-errors.ts'
import type { Asked } from './bad-input.ts'
import type { Log } from './log.ts'

/** What the server itself needs in a request's context; the schema's own comes with it. */
export interface Identified {
  readonly requestId: string
}

/** What Yoga and the plugins below add to it. */
type Noted = Identified & { params?: GraphQLParams; document?: DocumentNode }

type Yoga = YogaServerInstance<Identified, Identified>

export interface YogaOptions {
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  readonly log: Log
}

export interface Carrying {
  readonly yoga: Yoga
  /** The result with its errors in the form that is promised. */
  readonly finish: (result: ExecutionResult, context: Identified) => ExecutionResult
}

/** Yoga with everything closed that nobody asked for: CORS, uploads, batches, pages of its own. */
export function openYoga({ schema, introspection, log }: YogaOptions): Carrying {
  const finish = (result: ExecutionResult, context: Noted): ExecutionResult => {
    if (!result.errors) return result
    const { requestId } = context
    const circumstances = {
      schema,
      suggests: introspection,
      log,
      requestId,
      asked: askedIn(context),
    }
    return { ...result, errors: answerErrors(result.data, result.errors, circumstances) }
  }
  const yoga = createYoga<Identified, Identified>({
    schema,
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    multipart: false,
    batching: false,
    maxRequestBodySize: false,
    maskedErrors: { maskError: asGraphQLError },
    parserAndValidationCache: { documentCache: rememberDocuments(), errorCache: noCache },
    plugins: [
      preventForgery(),
      explainBadUrls,
      noteDocument,
      introspection ? {} : forbidIntrospection,
      { onResultProcess: finishing(finish) },
    ],
  })
  return { yoga, finish }
}

const askedIn = ({ document, params }: Noted): Asked | undefined =>
  document && {
    document,
    operationName: params?.operationName ?? undefined,
    variables: params?.variables ?? {},
  }

/** Kept as it is until the answer: only there the request's id is known. */
const asGraphQLError = (error: unknown): Error =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('fault', { originalError: error instanceof Error ? error : undefined })

const finishing =
  (finish: Carrying['finish']): NonNullable<Plugin<Identified>['onResultProcess']> =>
  ({ result, setResult, serverContext }) => {
    if (isAsyncIterable(result) || Array.isArray(result)) return
    setResult(finish(result, serverContext as unknown as Identified))
  }

/** Other sites may not have a browser ask here. What no browser sends can't come from them. */
function preventForgery(): Plugin {
  const { onRequestParse } = useCSRFPrevention()
  return {
    onRequestParse(payload) {
      const { method, headers } = payload.request
      const isFromSite = headers.has('sec-fetch-site') || headers.has('origin')
      return method === 'GET' && !isFromSite ? undefined : onRequestParse?.(payload)
    },
  }
}

const explainBadUrls: Plugin = {
  onRequestParse({ requestParser, setRequestParser }) {
    if (!requestParser) return
    setRequestParser(async (request) => {
      try {
        return await requestParser(request)
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
        throw requestError(400, 'BAD_USER_INPUT', '`variables` and `extensions` want JSON.')
      }
    })
  },
}

const noteDocument: Plugin = {
  onParse:
    ({ context }) =>
    ({ result }) => {
      if (result && !(result instanceof Error)) Object.assign(context, { document: result })
    },
}

const forbidIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
}

const documentsMax = 500
// Longer ones are parsed each time: 500 of a megabyte would not fit into memory.
const lengthMax = 10_000

/** What clients send all the time is parsed and validated once. */
function rememberDocuments() {
  const known = new Map<string, DocumentNode>()
  return {
    get: (text: string) => known.get(text),
    set(text: string, document: DocumentNode) {
      if (text.length > lengthMax) return
      const oldest = known.size >= documentsMax ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(text, document)
    },
  }
}

const noCache = { get: () => undefined, set: () => undefined }
