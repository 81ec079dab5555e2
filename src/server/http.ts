import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { GraphQLError } from 'graphql'
import type { Caller } from '../domain/caller.ts'
import type { Language } from '../domain/refusal.ts'
import { type Answer, json, send } from './answer.ts'
import { logFault, requestError } from './answer-errors.ts'
import { type GraphqlAnswers, openGraphql } from './answer-graphql.ts'
import { bodyMax, readBody } from './body.ts'
import { type Callers, isUnauthenticated } from './callers.ts'
import type { CouponExports } from './coupon-export/exports.ts'
import type { Readiness } from './health.ts'
import { languageOf } from './language.ts'
import type { Log } from './log.ts'
import { openStreams, type StreamedAnswer } from './streams.ts'
import type { Identified, YogaOptions } from './yoga.ts'

/** What a request says of itself beside what it asks. */
export interface Asking extends Identified {
  readonly caller: Caller | undefined
  /** For how long the caller's token is good, in real time; undefined without one. */
  readonly callerUntil: Date | undefined
  readonly language: Language
}

export interface HttpParts extends YogaOptions {
  readonly callers: Callers
  /** The context of the schema's resolvers. */
  readonly contextOf: (asking: Asking) => Identified
  readonly readiness: () => Promise<Readiness>
  /** Undefined where no codes of coupons are to be had. */
  readonly couponExports: CouponExports | undefined
  /** The page of GraphiQL, with tokens or without; undefined where there is none. */
  readonly page: ((withTokens: boolean) => Promise<string>) | undefined
}

export interface Http {
  readonly server: Server
  /** Cuts off whoever still reads a stream. */
  readonly cutStreams: () => void
  /** To be called once the server is closed. */
  readonly dispose: () => Promise<void>
}

const requestMs = 60_000

/** The HTTP server, not listening yet: GraphQL at /graphql, /health, /readiness, /exports, and nothing else. */
export function createHttp(parts: HttpParts): Http {
  const graphql = openGraphql(parts)
  const streams = openStreams()
  const server = createServer({ requestTimeout: requestMs }, async (request, response) => {
    const requestId = requestIdOf(request)
    response.setHeader('x-request-id', requestId)
    const startedAt = performance.now()
    try {
      const token = exportTokenIn(request)
      if (parts.couponExports && token !== undefined)
        await parts.couponExports.answer(request, response, { token, requestId })
      else {
        const answer = await route(parts, graphql, request, requestId)
        if (!server.listening) response.setHeader('connection', 'close')
        if ('pieces' in answer) await streams.send(response, answer)
        else send(response, answer)
      }
    } catch (fault) {
      fail(parts.log, response, requestId, fault)
    }
    logRequest(parts.log, request, response, requestId, startedAt)
  })
  const cutStreams = () => {
    streams.cut()
    parts.couponExports?.cut()
  }
  return { server, cutStreams, dispose: graphql.dispose }
}

const saneId = /^[\w.:/+=-]{1,64}$/
function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && saneId.test(given) ? given : randomUUID()
}

async function route(
  parts: HttpParts,
  graphql: GraphqlAnswers,
  request: IncomingMessage,
  requestId: string,
): Promise<Answer | StreamedAnswer> {
  const path = pathOf(request)
  if (path === '/graphql')
    return isForPage(request)
      ? answerPage(parts, request)
      : answerRequest(parts, graphql, request, requestId)
  if (request.method !== 'GET' && request.method !== 'HEAD') return nothingHere
  if (path === '/health') return json(200, { status: 'ok' })
  if (path !== '/readiness') return nothingHere
  const { ready, ...known } = await parts.readiness()
  return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', ...known })
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? url

const exportTokenIn = (request: IncomingMessage): string | undefined =>
  /^\/exports\/(.*)$/.exec(pathOf(request))?.[1]

const nothingHere = json(404, { message: 'There is nothing here; GraphQL is at /graphql.' })

const isForPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true

// Tokens are in the page: nothing in it may come from elsewhere or tell anyone.
const pagePolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/

/** From this machine, and by its own name: another name could be a site's that led a browser here. */
const isFromHere = ({ socket, headers }: IncomingMessage): boolean =>
  loopback.test(socket.remoteAddress ?? '') &&
  loopback.test((headers.host ?? '').replace(/:\d+$/, ''))

const answerPage = async ({ page }: HttpParts, request: IncomingMessage): Promise<Answer> =>
  page
    ? {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': pagePolicy,
          'referrer-policy': 'no-referrer',
        },
        body: await page(isFromHere(request)),
      }
    : nothingHere

const outOfReach = 'the identity provider is out of reach' as const

async function answerRequest(
  { callers, contextOf, log }: HttpParts,
  graphql: GraphqlAnswers,
  request: IncomingMessage,
  requestId: string,
): Promise<Answer | StreamedAnswer> {
  const refuse = (error: GraphQLError) => graphql.refuse(request, error, { requestId })
  const body = request.method === 'POST' ? await readBody(request) : undefined
  if (request.method === 'POST' && !body) return refuse(tooLong())
  const { authorization } = request.headers
  const bearer = await callers.identify(authorization).catch((fault: unknown) => {
    logFault(log, requestId, fault)
    return outOfReach
  })
  if (bearer === outOfReach) return refuse(unavailable())
  if (isUnauthenticated(bearer)) return refuse(unauthenticated(bearer.unauthenticated))
  const language = languageOf(request.headers['accept-language'])
  const { caller, until: callerUntil } = bearer ?? {}
  return graphql.answer(request, body, contextOf({ caller, callerUntil, language, requestId }))
}

const tooLong = () =>
  requestError(413, 'BAD_USER_INPUT', `A request wants to be at most ${bodyMax} bytes long.`)

const unauthenticated = (sentence: string) =>
  requestError(401, 'UNAUTHENTICATED', sentence, { 'www-authenticate': 'Bearer' })

// For the caller it is the same as an overload: nothing was written, and trying again may help.
const unavailable = () =>
  requestError(503, 'OVERLOADED', 'Who is calling can’t be checked at the moment. Try again.', {
    'retry-after': '1',
  })

function fail(log: Log, response: ServerResponse, requestId: string, fault: unknown): void {
  if (response.destroyed || response.headersSent) return void response.destroy()
  logFault(log, requestId, fault)
  send(response, json(500, { message: 'Something went wrong here.', requestId }))
}

function logRequest(
  log: Log,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  startedAt: number,
): void {
  if (!log.isLevelEnabled('debug')) return
  const ms = Math.round(performance.now() - startedAt)
  const { method } = request
  const path = withoutTokens(pathOf(request))
  log.debug({ requestId, method, path, status: response.statusCode, ms }, 'answered')
}

/** A link to codes is a secret, a mistyped one too. */
const withoutTokens = (path: string): string => path.replaceAll(/[\w-]{40,}/g, '...')
