import { carryOutDue } from '../jobs/carry-out-due.ts'
import { type Job, type PostingParts, startDueWork } from '../jobs/due-work.ts'
import { expireCouponOrders } from '../jobs/expire-coupon-orders.ts'
import { type MakingParts, makeCoupons } from '../jobs/make-coupons.ts'
import { payAccruals } from '../jobs/pay-accruals.ts'
import { sendNotices } from '../jobs/send-notices.ts'
import { type AheadParts, writeNoticesAhead } from '../jobs/write-notices-ahead.ts'
import { createEngine } from '../posting/engine.ts'
import { openWalletWatch } from '../schema/accounts/wallet-watch.ts'
import { createContext } from '../schema/context.ts'
import { schema } from '../schema/schema.ts'
import { openCallers } from './callers.ts'
import { type Clock, openClock, refuseDataLaterThanClock } from './clock.ts'
import { openClosing } from './closing.ts'
import type { Config } from './config.ts'
import { openCouponExports } from './coupon-export/exports.ts'
import { openCouponSecrets } from './coupon-secrets.ts'
import { connectDatabase, type Database, type DatabaseOptions } from './database.ts'
import { openDatabaseServer } from './database-server.ts'
import { seedDemo } from './demo/seed.ts'
import { openPage } from './graphiql.ts'
import { openHashes } from './hashes.ts'
import { openReadiness } from './health.ts'
import { createHttp, type Http } from './http.ts'
import type { Log } from './log.ts'
import { migrate } from './migrate.ts'
import { openNoticeSender } from './notice-sender.ts'
import { listen } from './port.ts'
import { openSecrets } from './secrets.ts'

export interface Gateway {
  /** Where it listens: http://127.0.0.1:4000. */
  readonly url: string
  readonly db: Database
  /**
   * Takes nothing new, finishes what is under way, and lets go of everything.
   * Never rejects, and takes less than ten seconds whatever hangs.
   */
  readonly stop: () => Promise<void>
}

export interface GatewayOptions extends Omit<DatabaseOptions, 'max'> {
  readonly log: Log
  /** The real one, or that of CLOCK, if left out. */
  readonly clock?: Clock
}

const connectionsMax = 16

/**
 * Starts a gateway: its database, migrated, and the server that listens.
 *
 * Rejects with a sentence where it can't; then nothing of it is left running.
 */
export async function startGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const { log, clock = openClock(config), ...databaseOptions } = options
  const closing = openClosing(log)
  try {
    const databaseServer = await openDatabaseServer(config, log)
    closing.add('PostgreSQL', 2_500, databaseServer.stop)
    const databaseUrl = databaseServer.url
    await migrate(databaseUrl)
    const db = connectDatabase(databaseUrl, { max: connectionsMax, ...databaseOptions })
    closing.add('the connections', 1_000, () => db.$disconnect())
    await refuseDataLaterThanClock(db, clock)
    const walletWatch = openWalletWatch({ db })
    const posting = createEngine({
      db,
      offsetMs: clock.offsetMs,
      onCommitted: walletWatch.wake,
    })
    closing.add('the queue', 2_000, posting.drain)
    const secrets = openSecrets(config)
    if (!config.databaseUrl && config.environment !== 'production')
      await seedDemo({ db, clock, secrets })
    const couponSecrets = openCouponSecrets(secrets.code)
    if (config.dueWork) {
      const parts = { db, posting, ...clock, secrets: couponSecrets }
      const dueWork = startDueWork(jobsOf(parts, config, log), {
        onFault: (job, fault) => log.warn({ job, err: fault }, 'due work waits'),
      })
      closing.add('due work', 500, dueWork.stop)
    }
    const couponExports = openCouponExports({ db, secrets: couponSecrets, now: clock.now, log })
    closing.add('the exports', 500, couponExports.settled)
    const parts = {
      ...openHashes(secrets.person, couponSecrets),
      db,
      posting,
      walletWatch,
      now: clock.now,
    }
    let url = ''
    const exportUrlOf = (token: string) => `${config.publicUrl ?? url}/exports/${token}`
    const http = createHttp({
      schema,
      introspection: config.introspection,
      log,
      callers: openCallers(config),
      contextOf: (asking) => createContext({ ...asking, ...parts, exportUrlOf }),
      readiness: openReadiness({ db, databaseUrl, hasRoom: () => posting.hasRoom() }),
      couponExports,
      page: config.graphiql ? openPage({ config, db, clock }) : undefined,
    })
    closing.add('Yoga', 500, http.dispose)
    const port = await listen(http.server, config)
    url = `http://${inUrl(config.host)}:${port}`
    closing.add('the requests', 3_000, () => {
      walletWatch.close()
      return closeServer(http)
    })
    return { url, db, stop: closing.close }
  } catch (error) {
    await closing.close()
    throw error
  }
}

type JobParts = PostingParts & AheadParts & MakingParts

function jobsOf(parts: JobParts, config: Config, log: Log): readonly Job[] {
  const sender = openNoticeSender(config, log)
  return [
    carryOutDue(parts),
    payAccruals(parts),
    makeCoupons(parts),
    expireCouponOrders(parts),
    writeNoticesAhead(parts),
    ...sendNotices({ ...parts, sender, links: config.noticeLinks }),
  ]
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const lookEveryMs = 50

// Streams were told that it is over; who does not listen must not keep the others.
const patienceMs = 1_000

/** Takes no new connection, and closes each as soon as nothing is under way on it. */
async function closeServer({ server, cutStreams }: Http): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), lookEveryMs)
  const late = setTimeout(cutStreams, patienceMs)
  await new Promise((closed) => server.close(closed))
  clearInterval(idle)
  clearTimeout(late)
}
