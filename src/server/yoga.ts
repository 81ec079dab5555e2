import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type SubscriptionArgs,
} from 'graphql'
import {
  createYoga,
  type GraphQLParams,
  isAsyncIterable,
  mapAsyncIterator,
  type Plugin,
  type YogaServerInstance,
} from 'graphql-yoga'
import { answerErrors, requestError } from './answer-errors.ts'
import type { Asked } from './bad-input.ts'
import type { Log } from './log.ts'

/** What the server itself needs in a request's context; the schema's own comes with it. */
export interface Identified {
  readonly requestId: string
  /** The same for an event of a subscription; left out where all events can share one. */
  readonly anew?: () => Identified
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
      answerEventsAnew,
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
    if (Array.isArray(result)) return
    const finished = (one: ExecutionResult) => finish(one, serverContext as unknown as Identified)
    setResult(isAsyncIterable(result) ? mapAsyncIterator(result, finished) : finished(result))
  }

/** Nothing that was loaded for an earlier event is shown with a later one. */
const answerEventsAnew: Plugin<Identified> = {
  onSubscribe({ setSubscribeFn }) {
    setSubscribeFn(async (args: SubscriptionArgs) => {
      const events = await createSourceEventStream(args)
      if (!isAsyncIterable(events)) return events
      const contextValue = args.contextValue as Identified
      return mapAsyncIterator(events, (rootValue) =>
        execute({ ...args, rootValue, contextValue: contextValue.anew?.() ?? contextValue }),
      )
    })
  },
}

/** Other sites may not have a browser ask here. What no browser sends can't come from them. */
function preventForgery(): Plugin {
  // A browser asks us first before it sends another site's Authorization, and is not answered.
  const requestHeaders = ['x-graphql-yoga-csrf', 'authorization']
  const { onRequestParse } = useCSRFPrevention({ requestHeaders })
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
