import { execute, parse } from 'graphql'
import type { Caller } from '../../domain/caller.ts'
import { makeCoupons } from '../../jobs/make-coupons.ts'
import { createEngine } from '../../posting/engine.ts'
import { openWalletWatch } from '../../schema/accounts/wallet-watch.ts'
import { createContext } from '../../schema/context.ts'
import { schema } from '../../schema/schema.ts'
import type { Clock } from '../clock.ts'
import { openCouponSecrets } from '../coupon-secrets.ts'
import type { Database } from '../database.ts'
import { openHashes } from '../hashes.ts'
import type { Secrets } from '../secrets.ts'
import { type Step, steps } from './steps.ts'
import { stepsOfToday } from './today.ts'

export interface SeedParts {
  readonly db: Database
  /** The demo ends at its now. */
  readonly clock: Clock
  readonly secrets: Secrets
  /** Hears after each step how many are done, of how many. */
  readonly onProgress?: (done: number, of: number) => void
}

/**
 * Plays the demo world through the API's own mutations, on an engine whose clock
 * starts with the first step and only moves forward. Each step repeats safely, so
 * a seed that was interrupted goes on where it stopped.
 *
 * @returns how many steps were played: none where the demo has come to its end before.
 */
export async function seedDemo({ db, clock, secrets, onProgress }: SeedParts): Promise<number> {
  const due = stepsUntil(clock.now())
  if (await isPlayed(db, due)) return 0
  let offset = Number.NEGATIVE_INFINITY
  const engine = createEngine({ db, offsetMs: () => offset })
  const walletWatch = openWalletWatch({ db })
  const request = {
    language: 'en' as const,
    requestId: 'demo',
    callerUntil: undefined,
    exportUrlOf: () => '',
  }
  const couponSecrets = openCouponSecrets(secrets.code)
  const hashes = openHashes(secrets.person, couponSecrets)
  const parts = { ...request, db, ...hashes, posting: engine, walletWatch }
  const contextOf = (caller: Caller) =>
    createContext({ ...parts, caller, now: () => new Date(Date.now() + offset) })
  for (const [index, step] of due.entries()) {
    // Steps of one instant follow each other as they are played: the clock never goes back.
    offset = Math.max(offset, Date.parse(step.at) - Date.now())
    await play(step, contextOf)
    onProgress?.(index + 1, due.length)
  }
  await engine.drain()
  const press = makeCoupons({
    db,
    secrets: couponSecrets,
    offsetMs: () => offset,
  })
  while (await press.runPage());
  return due.length
}

/** What has happened by then; once all of it has, also how it ends. */
function stepsUntil(now: Date): readonly Step[] {
  const happened = steps.filter(({ at }) => new Date(at) <= now)
  return happened.length === steps.length ? [...happened, ...stepsOfToday(now)] : happened
}

/** The last step with a key tells: all before it were played in order. */
async function isPlayed(db: Database, due: readonly Step[]): Promise<boolean> {
  const key = due.findLast(({ input }) => input.idempotencyKey)?.input.idempotencyKey
  return typeof key === 'string' && (await db.idempotency.findFirst({ where: { key } })) !== null
}

type ContextOf = (caller: Caller) => ReturnType<typeof createContext>
type Data = Readonly<Record<string, unknown>>

async function play({ mutation, by, input }: Step, contextOf: ContextOf): Promise<void> {
  const known = await contractsOfDemo(input, contextOf)
  const orders = await ordersOfDemo(input, contextOf)
  if (mutation === 'createContract' && known.has(nameOf(input))) return
  if (mutation === 'requestCouponOrder' && orders.has(String(input.eventTitle))) return
  const contract = known.get(String(input.contract))
  const order = orders.get(String(input.order))
  const name = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
  const document = `mutation ($input: ${name}!) {
    answer: ${mutation}(input: $input) { __typename ... on RuleViolation { code message path } }
  }`
  const ids = { ...(contract && { contract }), ...(order && { order }) }
  const variables = { input: { ...input, ...ids } }
  const { answer } = await ask<{ answer: Data }>(document, variables, contextOf(by))
  if (answer.__typename === 'RuleViolation' && !wasPlayed.includes(answer.code))
    throw new Error(`The demo's ${mutation} was refused: ${JSON.stringify({ input, answer })}`)
}

/**
 * An account that was closed since, what was scheduled by another day, and an order that has come
 * further since were made all the same.
 */
const wasPlayed: readonly unknown[] = [
  'ALREADY_EXISTS',
  'IDEMPOTENCY_KEY_REUSED',
  'INVALID_STATE_CHANGE',
]

const nameOf = ({ partner, channel, validityMonths }: Data): string =>
  `${partner} ${channel} ${validityMonths}`

interface Contracts {
  readonly partner: {
    readonly contracts: { readonly edges: readonly { readonly node: Data }[] }
  } | null
}

/** The ids of the contracts of the partner that a step is about, by their names. */
async function contractsOfDemo(input: Data, contextOf: ContextOf): Promise<Map<string, string>> {
  const partner = input.partner ?? String(input.contract ?? '').split(' ')[0]
  if (!partner) return new Map()
  const { partner: found } = await ask<Contracts>(
    `query ($partner: String!) {
      partner(code: $partner) { contracts(first: 100) { edges { node { id channel validityMonths } } } }
    }`,
    { partner },
    contextOf({ kind: 'OPERATOR', code: 'demo' }),
  )
  const edges = found?.contracts.edges ?? []
  return new Map(edges.map(({ node }) => [nameOf({ ...node, partner }), String(node.id)]))
}

interface Orders {
  readonly couponOrders: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly eventTitle: string }
    }[]
  }
}

/** The ids of the orders of coupons, by their titles, where a step is about one. */
async function ordersOfDemo(input: Data, contextOf: ContextOf): Promise<Map<string, string>> {
  if (input.order === undefined && input.quantity === undefined) return new Map()
  const { couponOrders } = await ask<Orders>(
    '{ couponOrders(first: 100) { edges { node { id eventTitle } } } }',
    {},
    contextOf({ kind: 'OPERATOR', code: 'demo' }),
  )
  return new Map(couponOrders.edges.map(({ node }) => [node.eventTitle, node.id]))
}

async function ask<T>(document: string, variables: Data, contextValue: object): Promise<T> {
  const { data, errors } = await execute({
    schema,
    document: parse(document),
    variableValues: variables,
    contextValue,
  })
  if (errors?.[0]) throw errors[0]
  return data as T
}
