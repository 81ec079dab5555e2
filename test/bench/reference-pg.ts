import pg from 'pg'
import { keepAsking } from './callers.ts'
import type { Ground } from './ground.ts'
import {
  accrualByHand,
  asGateway,
  type Reference,
  referenceClients,
  type Statement,
} from './reference-sql.ts'

type Values = Record<string, unknown>

/** The same statements, prepared, sent by this process. */
export async function byPg(ground: Ground): Promise<Reference> {
  const clients = await Promise.all(
    Array.from({ length: referenceClients }, async () => {
      const client = new pg.Client({ connectionString: ground.url, options: asGateway })
      await client.connect()
      return client
    }),
  )
  const statements = accrualByHand(ground).map(prepared)
  const idle = [...clients]
  const accrueOnce = async () => {
    const client = idle.pop()
    if (!client) throw new Error('There are fewer clients than callers')
    await accrue(client, statements, {
      payer: within(ground.payers.length),
      wallet: within(ground.wallets),
    })
    idle.push(client)
  }
  return {
    side: {
      name: `pg, ${referenceClients} clients, no pgbench found`,
      turn: (seconds) => keepAsking(referenceClients, seconds, accrueOnce),
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()))
    },
  }
}

const within = (count: number): number => 1 + Math.floor(Math.random() * count)

interface Prepared {
  readonly name: string
  readonly text: string
  /** Of its parameters, in order. */
  readonly takes: readonly string[]
}

function prepared({ name, sql }: Statement): Prepared {
  const takes: string[] = []
  const text = sql.replaceAll(/(?<!:):([a-z]+)/g, (_, given: string) => {
    if (!takes.includes(given)) takes.push(given)
    return `$${takes.indexOf(given) + 1}`
  })
  return { name, text, takes }
}

async function accrue(
  client: pg.Client,
  statements: readonly Prepared[],
  choices: Values,
): Promise<void> {
  const known = { ...choices }
  await client.query('begin')
  for (const { name, text, takes } of statements) {
    const { rows } = await client.query<Values>({
      name,
      text,
      values: takes.map((given) => known[given]),
    })
    Object.assign(known, rows[0])
  }
  await client.query('commit')
}
