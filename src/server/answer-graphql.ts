import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { type GraphQLParams, isAsyncIterable, processRegularResult } from 'graphql-yoga'
import type { Answer } from './answer.ts'
import { requestError } from './answer-errors.ts'
import type { StreamedAnswer } from './streams.ts'
import { type Identified, openYoga, type YogaOptions } from './yoga.ts'

export interface GraphqlAnswers {
  /** Carries out a request and answers it; a fault is an answer too. */
  readonly answer: (
    request: IncomingMessage,
    body: Buffer | undefined,
    context: Identified,
  ) => Promise<Answer | StreamedAnswer>
  /** Answers a request that is not to be carried out. */
  readonly refuse: (
    request: IncomingMessage,
    error: GraphQLError,
    context: Identified,
  ) => Promise<Answer>
  readonly dispose: () => Promise<void>
}

/**
 * GraphQL over HTTP. What nearly all clients send, JSON in a POST, is read here
 * and handed to Yoga past its emulation of Fetch, which costs more than all the
 * rest; anything else goes through it.
 */
export function openGraphql(options: YogaOptions): GraphqlAnswers {
  const { yoga, finish } = openYoga(options)
  const { getResultForParams, fetchAPI } = yoga
  const post = new fetchAPI.Request('http://localhost/graphql', { method: 'POST' })

  const answerResult = async (result: ExecutionResult, mediaType: string): Promise<Answer> =>
    result.errors
      ? fromResponse(await processRegularResult(result, fetchAPI, mediaType))
      : { status: 200, headers: contentTypes[mediaType] ?? {}, body: JSON.stringify(result) }

  const answerPost = async (body: Buffer, mediaType: string, context: Identified) => {
    const result = await getResultForParams({ params: parse(body), request: post }, context)
    if (!result || isAsyncIterable(result)) throw notAcceptable()
    return answerResult(finish(result, context), mediaType)
  }

  const refuse: GraphqlAnswers['refuse'] = (request, error, context) =>
    answerResult(finish({ errors: [error] }, context), mediaTypeOf(request) ?? json)

  return {
    refuse,
    async answer(request, body, context) {
      const mediaType = body && isPlainPost(request) ? mediaTypeOf(request) : undefined
      try {
        if (body && mediaType) return await answerPost(body, mediaType, context)
        return await fromYoga(await yoga.fetch(urlOf(request), initOf(request, body), context))
      } catch (fault) {
        return refuse(request, asGraphQLError(fault), context)
      }
    },
    dispose: async () => void (await yoga.dispose()),
  }
}

const json = 'application/json'
const responseJson = 'application/graphql-response+json'
const contentTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [json]: { 'content-type': `${json}; charset=utf-8` },
  [responseJson]: { 'content-type': `${responseJson}; charset=utf-8` },
}

// The headers that clients do send; Yoga weighs all others, to the same end.
const mediaTypes: Readonly<Record<string, string>> = {
  '': json,
  '*/*': json,
  [json]: json,
  [`${json}, */*`]: json,
  [responseJson]: responseJson,
  [`${responseJson}, ${json}`]: responseJson,
  [`${responseJson},${json}`]: responseJson,
  [`${responseJson}, ${json};q=0.9`]: responseJson,
}
const mediaTypeOf = ({ headers }: IncomingMessage): string | undefined =>
  mediaTypes[headers.accept ?? '']

const plainJson = /^application\/json(; ?charset="?utf-8"?)?$/i
const isPlainPost = ({ url, headers }: IncomingMessage): boolean =>
  url === '/graphql' && plainJson.test(headers['content-type'] ?? '')

function parse(body: Buffer): GraphQLParams {
  if (!isUtf8(body)) throw requestError(400, 'BAD_USER_INPUT', 'The body wants UTF-8.')
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw requestError(400, 'BAD_USER_INPUT', 'The body wants JSON: this is none.')
  }
}

const notAcceptable = () =>
  requestError(
    406,
    'BAD_USER_INPUT',
    'A subscription wants the header `Accept: text/event-stream`.',
  )

const asGraphQLError = (fault: unknown): GraphQLError =>
  fault instanceof GraphQLError
    ? fault
    : new GraphQLError('fault', { originalError: fault instanceof Error ? fault : undefined })

const urlOf = ({ url }: IncomingMessage): string => `http://localhost${url}`

const initOf = ({ method, headers }: IncomingMessage, body: Buffer | undefined): RequestInit => ({
  method: method ?? 'GET',
  headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
  ...(body ? { body: new Uint8Array(body) } : {}),
})

const fromResponse = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: Object.fromEntries(response.headers),
  body: Buffer.from(await response.arrayBuffer()),
})

async function fromYoga(response: Response): Promise<Answer | StreamedAnswer> {
  const { status, headers, body } = response
  if (!body || headers.get('content-type') !== 'text/event-stream') return fromResponse(response)
  // Of the connection Yoga knows nothing, and `none` is no encoding.
  for (const name of ['connection', 'content-encoding']) headers.delete(name)
  return { status, headers: Object.fromEntries(headers), pieces: body }
}
