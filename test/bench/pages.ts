import { newMerchant } from '../support/world.ts'
import type { Benchmark, Scale } from './benchmark.ts'
import { keepAsking } from './callers.ts'
import type { Ground } from './ground.ts'
import { endOf, type History, writeHistories } from './history.ts'
import { type LeanClient, openLeanClient } from './lean-client.ts'
import { type Asked, documentOf, lists } from './page-lists.ts'
import { startGatewayProcess, tokenFor } from './servers.ts'
import { merchant } from './spending.ts'
import { type Comparison, type Course, type Side, takeTurns } from './turns.ts'

const size = 20
/** As fast as the first page, but for what machines do by chance. */
const asked = 0.8

/**
 * The last page of lists with millions of rows, and what is narrowed by a filter,
 * against the first page of the same list. One caller asks over HTTP.
 */
export const pages: Benchmark = {
  name: 'pages',
  unit: 'pages',
  async run(ground, course, scale) {
    const about = await liveLong(ground, scale)
    const gateway = await startGatewayProcess(ground)
    const client = await openLeanClient(new URL(gateway.url), await tokenFor(ground))
    try {
      const comparisons: Comparison[] = []
      for (const list of lists) {
        const { name, narrowed } = list
        const turning = (called: string, narrowing?: string) =>
          turnings(client, called, { document: documentOf(list, narrowing), about })
        const whole = await turning(name)
        const reference = whole.first
        comparisons.push({ figure: whole.last, reference, asked })
        for (const [what, narrowing] of Object.entries(narrowed)) {
          const part = await turning(`${name} ${what}`, narrowing)
          for (const figure of [part.first, part.last])
            comparisons.push({ figure, reference, asked })
        }
      }
      return await takeTurns(comparisons, shortened(course))
    } finally {
      client.close()
      await gateway.stop()
    }
  },
}

/** Pages are quick, and there are many to compare. */
const shortened = ({ seconds, rounds, warmUpSeconds }: Course): Course => ({
  seconds: seconds / 5,
  rounds,
  warmUpSeconds: warmUpSeconds / 5,
})

interface Asking {
  readonly document: string
  readonly about: Asked
}

/** The first page of a list, and the one at its far end. */
async function turnings(client: LeanClient, name: string, asking: Asking) {
  const end = await read(client, asking, { last: 100 })
  const after = end.pageInfo.startCursor
  const side = (which: string, page: object): Side => ({
    name: `${name}, ${which}`,
    turn: (seconds) => keepAsking(1, seconds, () => read(client, asking, { first: size, ...page })),
  })
  return { first: side('first', {}), last: side('last', { after }) }
}

interface Page {
  readonly edges: readonly unknown[]
  readonly pageInfo: { readonly startCursor: string; readonly hasNextPage: boolean }
}

/** @throws where the page is not full. */
async function read(client: LeanClient, asking: Asking, args: object): Promise<Page> {
  const variables = { ...asking.about, ...args }
  const answer = await client.post(JSON.stringify({ query: asking.document, variables }))
  const page = pageIn(JSON.parse(answer))
  if (!page || page.edges.length < size) throw new Error(answer)
  return page
}

/** The page, wherever it stands in the answer. */
function pageIn(answer: unknown): Page | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  if ('page' in answer) return answer.page as Page
  return Object.values(answer)
    .map(pageIn)
    .find((page) => page !== undefined)
}

const yearsMs = 2 * 365 * 24 * 60 * 60 * 1_000
/** How much of it is grants that were spent at once, in one-point steps; the rest is still there. */
const spentPart = 0.9
const spendsAGrant = 4

/** Gives one wallet two years of so many entries. */
async function liveLong(ground: Ground, { entries }: Scale): Promise<Asked> {
  const [payer] = ground.payers
  if (!payer) throw new Error('Nobody pays')
  const { contract } = payer
  const spent = Math.round((entries * spentPart) / (2 * (1 + spendsAGrant)))
  const kept = Math.round((entries * (1 - spentPart)) / 2)
  const events = spent * (1 + spendsAGrant) + kept
  const start = {
    ...{ wallet: 1, contract, merchant: await newMerchant(ground.db, merchant) },
    ...{ from: new Date(Date.now() - yearsMs), stepMs: Math.floor(yearsMs / (events + 1)) },
  }
  const spending: History = { ...start, grants: spent, spends: spendsAGrant }
  const keeping: History = { ...start, from: endOf(spending), grants: kept, spends: 0 }
  await writeHistories(ground, [spending, keeping], (written) => {
    const share = Math.floor((written / entries) * 100)
    process.stderr.write(`\rpages: ${written.toLocaleString('en')} entries written, ${share} %`)
  })
  process.stderr.write('\n')
  return {
    account: 'user-1',
    contract: Buffer.from(`Contract:${contract}`).toString('base64'),
    merchant,
    middle: new Date(Date.now() - yearsMs / 2).toISOString(),
  }
}
