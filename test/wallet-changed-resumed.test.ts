import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { openCuttingLine } from './support/cutting-line.ts'
import { as, type Market, openMarket, operator, order } from './support/market.ts'
import { type Program, runGateway, whenListening } from './support/program.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { bearer, type Headers, type Stream, subscribe } from './support/sse.ts'
import { ofAccount } from './support/wallets.ts'

jest.setTimeout(120_000)

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const query = `subscription ($account: String!, $after: ID) {
  walletChanged(account: $account, after: $after) { id balanceAfter } }`

/** Another process over the same database, which trusts the same tokens. */
function runAnother(): Program {
  const { databaseUrl = '', dataDir } = market.config
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, PORT: '0', DUE_WORK: 'off' }
  return runGateway({ ...env, LOG_LEVEL: 'error' })
}

/** So many orders of one point each, some at once, some one after the other, so that batches differ. */
async function spend(account: string, count: number): Promise<void> {
  const merchant = await market.newMerchant()
  for (let done = 0; done < count; ) {
    const some = Math.min(1 + (done % 23), count - done)
    await Promise.all(
      Array.from({ length: some }, () =>
        market.does(operator, 'redeemPoints', order(account, merchant, 1)),
      ),
    )
    done += some
  }
}

const ledgerOf = async (account: string) => {
  const rows = await market.sql(
    `select owner_id || '.' || id as id from journal where ${ofAccount} order by id`,
    [account],
  )
  return rows.map(({ id }) => Buffer.from(`Journal:${id}`).toString('base64'))
}

interface Listener {
  readonly url: string
  readonly account: string
  readonly headers: Headers
}

/** Listens on until it has heard of so many changes, and subscribes again whenever it is cut off. */
async function listenOn({ url, account, headers }: Listener, after: string, count: number) {
  const heard: string[] = []
  while (heard.length < count) {
    const variables = { account, after: heard.at(-1) ?? after }
    const stream = await subscribe(url, { query, variables }, headers).catch(() => undefined)
    await hearAll(stream, heard, count).catch(() => undefined)
    stream?.leave()
  }
  return heard
}

async function hearAll(stream: Stream | undefined, heard: string[], count: number) {
  while (stream && heard.length < count) {
    const result = await stream.next()
    if (!result) return
    heard.push(result.data.walletChanged.id)
  }
}

test('given two processes and a proxy that cuts the line 50 times, while 1,000 changes are posted at one, then who resumes at the other hears each once, in order', async () => {
  const another = runAnother()
  const chance = chanceOf(printedSeed())
  let toCut = 50
  const line = await openCuttingLine(await whenListening(another), () => {
    toCut -= 1
    return toCut >= 0 ? 1 + chance.below(3_000) : undefined
  })
  const account = await market.newAccountWith(2_000)
  const [first = ''] = await ledgerOf(account)
  const headers = await bearer(market.config, as('USER', account))
  const listening = listenOn({ url: line.url, account, headers }, first, 1_000)
  await spend(account, 1_000)
  const heard = await listening
  expect(line.cuts()).toBe(50)
  expect(heard).toEqual((await ledgerOf(account)).slice(1))
  await line.close()
  another.process.kill('SIGTERM')
  expect(await another.ended).toBe(0)
})

test('given a process that is told to stop, then its streams are complete and it ends in time; the next one goes on', async () => {
  const one = runAnother()
  const account = await market.newAccountWith(100)
  const headers = await bearer(market.config, operator)
  const variables = { account }
  const stream = await subscribe(await whenListening(one), { query, variables }, headers)
  await spend(account, 2)
  const heard = (await stream.take(2)).map(({ data }) => data.walletChanged.id)
  one.process.kill('SIGTERM')
  expect(await stream.next()).toBeUndefined()
  expect(await one.ended).toBe(0)
  expect(one.err()).toBe('')

  await spend(account, 3)
  const after = heard.at(-1)
  const next = await subscribe(market.url, { query, variables: { account, after } }, headers)
  const rest = (await next.take(3)).map(({ data }) => data.walletChanged.id)
  next.leave()
  expect([...heard, ...rest]).toEqual((await ledgerOf(account)).slice(1))
})
