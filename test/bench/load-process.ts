import { randomUUID } from 'node:crypto'
import { keepAsking } from './callers.ts'
import { type LeanClient, openLeanClient } from './lean-client.ts'
import type { Load, Loaded } from './load.ts'
import type { Turn } from './turns.ts'

const selection = `
  __typename
  ... on AccruePointsPayload { replayed accrual { id status amount validThrough } }
  ... on RuleViolation { code }`

const single = `mutation ($input: AccruePointsInput!) { accruePoints(input: $input) {${selection}} }`
const bulk = `mutation ($input: AccruePointsInBulkInput!) {
  accruePointsInBulk(input: $input) {
    __typename
    ... on AccruePointsInBulkPayload { results {${selection}} }
    ... on RuleViolation { code }
  }
}`

const run = randomUUID()
let keys = 0
const newKey = (): string => {
  keys += 1
  return `${run}-${keys}`
}

const oneOf = <T>(values: readonly T[]): T | undefined =>
  values[Math.floor(Math.random() * values.length)]

function bodyOf({ contracts, users, amount, size }: Load): string {
  const contract = oneOf(contracts)
  const items = Array.from({ length: size }, () => ({
    idempotencyKey: newKey(),
    recipient: { account: `user-${1 + Math.floor(Math.random() * users)}` },
    amount,
  }))
  const [query, input] =
    size === 1 ? [single, { contract, ...items[0] }] : [bulk, { contract, items }]
  return JSON.stringify({ query, variables: { input } })
}

async function ask(client: LeanClient, load: Load): Promise<void> {
  const answer = await client.post(bodyOf(load))
  // Refusals and errors have a code; what was granted has none.
  if (answer.includes('"code"') || !answer.includes('"COMPLETED"')) throw new Error(answer)
}

async function carryOut(load: Load): Promise<Turn> {
  const url = new URL(load.url)
  const open = () => openLeanClient(url, load.token)
  const clients = await Promise.all(Array.from({ length: load.connections }, open))
  const idle = [...clients]
  const askIdle = async () => {
    const client = idle.pop()
    if (!client) throw new Error('There are fewer connections than callers')
    await ask(client, load)
    idle.push(client)
  }
  try {
    return await keepAsking(load.connections, load.seconds, askIdle, load.size)
  } finally {
    for (const client of clients) client.close()
  }
}

process.on('message', async (message) => {
  const loaded: Loaded = await carryOut(message as Load).then(
    (turn) => ({ turn }),
    (error: unknown) => ({ fault: error instanceof Error ? error.message : String(error) }),
  )
  process.send?.(loaded)
})
