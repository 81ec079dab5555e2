import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from './random.ts'

/** A mutation that was sent under a key: whether it succeeded, and with what id. */
export interface Sent {
  readonly mutation: 'accruePoints' | 'redeemPoints'
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string }
  /** Of the accrual or redemption; undefined: no answer, or none of success. */
  id: string | undefined
  replayed: boolean | undefined
  /** What was said instead. */
  said?: string
}

export interface Target {
  /** Without a path. */
  readonly url: string
  readonly token: string
  /** Global id. */
  readonly contract: string
  readonly accounts: readonly string[]
  readonly merchant: string
}

const documents = {
  accruePoints: `mutation ($input: AccruePointsInput!) { accruePoints(input: $input) {
    ... on AccruePointsPayload { replayed of: accrual { id } } ... on RuleViolation { code } } }`,
  redeemPoints: `mutation ($input: RedeemPointsInput!) { redeemPoints(input: $input) {
    ... on RedeemPointsPayload { replayed of: redemption { id } } ... on RuleViolation { code } } }`,
} as const

let keys = 0

function randomSent(chance: Chance, { contract, accounts, merchant }: Target): Sent {
  keys += 1
  const idempotencyKey = `load-${keys}`
  const account = chance.oneOf(accounts)
  const blank = { id: undefined, replayed: undefined }
  if (chance.percent(60)) {
    const input = { idempotencyKey, contract, recipient: { account }, amount: 3 }
    return { mutation: 'accruePoints', input, ...blank }
  }
  const order = { merchant, orderId: idempotencyKey, orderAmount: 10 }
  return {
    mutation: 'redeemPoints',
    input: { idempotencyKey, account, ...order, points: 1 },
    ...blank,
  }
}

/** Asks once; without an answer of success nothing is known. A refusal throws: none is due here. */
export async function send({ url, token }: Target, sent: Sent): Promise<void> {
  const { mutation, input } = sent
  const body = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: documents[mutation], variables: { input } }),
  })
    .then((response) => response.json())
    .catch((fault: unknown) => ({ fault: String(fault) }))
  const answer = body?.data?.[mutation]
  if (answer?.code) throw new Error(`${mutation} ${JSON.stringify(input)}: ${answer.code}`)
  sent.id = answer?.of.id
  sent.replayed = answer?.replayed
  if (sent.id === undefined) sent.said = JSON.stringify(body)
}

/** Callers who ask one after the other, until they are told to stop or get no answer. */
export function startLoad(chance: Chance, target: Target, callers: number) {
  const all: Sent[] = []
  let isOver = false
  const call = async () => {
    while (!isOver) {
      const sent = randomSent(chance, target)
      all.push(sent)
      await send(target, sent)
      if (sent.id === undefined) return
    }
  }
  let asking = callers
  const leave = () => {
    asking -= 1
  }
  const ended = Promise.all(Array.from({ length: callers }, () => call().finally(leave)))
  return {
    /** Resolves once callers have had their first answers. */
    async isFlowing(): Promise<void> {
      while (all.filter(({ id }) => id !== undefined).length < callers) {
        if (asking === 0) throw new Error(`Nobody is answered: ${all[0]?.said}`)
        await sleep(10)
      }
    },
    /** Answers what was sent, once the last of it is answered or will never be. */
    async stop(): Promise<readonly Sent[]> {
      isOver = true
      await ended
      return all
    },
  }
}
