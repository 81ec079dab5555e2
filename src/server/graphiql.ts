import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './database.ts'
import { couponOrdersOf } from './examples/coupon-world.ts'
import type { DemoWorld, Example } from './examples/example.ts'
import { examples } from './examples/examples.ts'
import { signToken } from './signing-key.ts'

export interface PageParts {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
}

/**
 * GraphiQL as one page that loads nothing from elsewhere, with a tab of ready
 * examples for each kind of caller. Each page brings tokens of its own, where
 * the program signs them itself and they are asked for from this machine; else
 * its tabs wait for a token.
 */
export const openPage =
  ({ config, db, clock }: PageParts) =>
  async (withTokens: boolean): Promise<string> => {
    const tabs = await Promise.all(
      examples(await demoWorld(db, clock)).map(async ({ caller, query, variables }) => ({
        query,
        variables: pretty(variables),
        headers: pretty({
          Authorization: `Bearer ${withTokens ? await tokenFor(config, caller) : noToken}`,
        }),
      })),
    )
    const page = renderGraphiQL({ title: 'Point platform', defaultTabs: tabs })
    return page.replace('<div id="root">', () => `${startAnew(tabs[0])}<div id="root">`)
  }

const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

const noToken = 'A_TOKEN'

const tokenFor = async (config: Config, caller: Example['caller']): Promise<string> =>
  config.jwksUrl || config.environment === 'production' ? noToken : signToken(config, caller)

/**
 * GraphiQL would bring back the tabs of the last time, with tokens that may have
 * expired; what was run stays in its history. It takes the first tab's variables
 * and headers from its storage alone.
 */
const startAnew = (first: object | undefined): string => `<script>
  for (const name of ['tabState', 'operationName']) localStorage.removeItem('graphiql:' + name)
  for (const [name, value] of Object.entries(${JSON.stringify(first)}))
    localStorage.setItem('graphiql:' + name, value)
</script>`

/** Where the demo data is missing, or was used up, ids that name nothing. */
async function demoWorld(db: Database, { now }: Clock): Promise<DemoWorld> {
  const demo = { partner: { code: 'bakery' }, channel: 'API' } as const
  const orderBy = { id: 'asc' } as const
  const ofJiwoo = { account: { externalId: 'jiwoo' } }
  const [live, test, redemption, wallet, scheduled, notice] = await Promise.all([
    db.contract.findFirst({ where: { ...demo, status: 'LIVE' }, orderBy }),
    db.contract.findFirst({ where: { ...demo, status: 'TESTING' }, orderBy }),
    db.redemption.findFirst({ where: { wallet: ofJiwoo }, orderBy }),
    db.wallet.findFirst({ where: ofJiwoo }),
    db.accrual.findFirst({ where: { contract: demo, status: 'SCHEDULED' }, orderBy }),
    db.notice.findFirst({ where: { wallet: ofJiwoo }, orderBy }),
  ])
  const ownerId = wallet?.id ?? nobody
  const journal = await db.journal.findFirst({ where: { ownerId }, orderBy })
  return {
    liveContract: globalId('Contract', live?.id),
    testContract: globalId('Contract', test?.id),
    redemption: globalId('Redemption', redemption?.id),
    ...(await redemptionsAtCafe(db, now())),
    scheduled: globalId('Accrual', scheduled?.id),
    orders: await couponOrdersOf(db, globalId),
    journal: globalId('Journal', `${ownerId}.${journal?.id ?? nobody}`),
    notice: globalId('Notice', notice?.id),
    now: now(),
    fresh: Date.now().toString(36),
  }
}

/** What a second step can still be taken with, those that last longest. */
async function redemptionsAtCafe(db: Database, now: Date) {
  const merchant = { code: 'cafe-seoul' }
  const holdExpiresAt = { gt: now }
  const [holds, spent] = await Promise.all([
    db.redemption.findMany({
      where: { merchant, status: 'AUTHORIZED', holdExpiresAt },
      orderBy: { holdExpiresAt: 'desc' },
      take: 2,
    }),
    db.redemption.findFirst({
      where: { merchant, status: 'CAPTURED', capturedPoints: { gte: 500 } },
      orderBy: { id: 'desc' },
    }),
  ])
  const [holdToCapture, holdToVoid] = holds
  return {
    holdToCapture: globalId('Redemption', holdToCapture?.id),
    holdToVoid: globalId('Redemption', holdToVoid?.id),
    spent: globalId('Redemption', spent?.id),
  }
}

const nobody = '00000000-0000-7000-8000-000000000000'
const globalId = (type: string, id: string = nobody): string =>
  Buffer.from(`${type}:${id}`).toString('base64')
