import type { Server } from 'node:http'
import { createEngine } from '../posting/engine.ts'
import { createContext } from '../schema/context.ts'
import { schema } from '../schema/schema.ts'
import { openCallers } from './callers.ts'
import { openClock, refuseDataLaterThanClock } from './clock.ts'
import { openClosing } from './closing.ts'
import type { Config } from './config.ts'
import { connectDatabase, type Database, type DatabaseOptions } from './database.ts'
import { openDatabaseServer } from './database-server.ts'
import { seedDemo } from './demo/seed.ts'
import { openPage } from './graphiql.ts'
import { openReadiness } from './health.ts'
import { createHttp } from './http.ts'
import type { Log } from './log.ts'
import { migrate } from './migrate.ts'
import { personHash } from './person-hash.ts'
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
}

const connectionsMax = 16

/**
 * Starts a gateway: its database, migrated, and the server that listens.
 *
 * Rejects with a sentence where it can't; then nothing of it is left running.
 */
export async function startGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const { log, ...databaseOptions } = options
  const closing = openClosing(log)
  try {
    const databaseServer = await openDatabaseServer(config, log)
    closing.add('PostgreSQL', 2_500, databaseServer.stop)
    const databaseUrl = databaseServer.url
    await migrate(databaseUrl)
    const db = connectDatabase(databaseUrl, { max: connectionsMax, ...databaseOptions })
    closing.add('the connections', 1_000, () => db.$disconnect())
    const clock = openClock(config)
    await refuseDataLaterThanClock(db, clock)
    const posting = createEngine({ db, offsetMs: clock.offsetMs })
    closing.add('the queue', 2_000, posting.drain)
    const hashPerson = personHash(openSecrets(config).person)
    if (!config.databaseUrl && config.environment !== 'production')
      await seedDemo({ db, clock, hashPerson })
    const http = createHttp({
      schema,
      introspection: config.introspection,
      log,
      callers: openCallers(config),
      contextOf: (asking) => createContext({ ...asking, db, posting, hashPerson, now: clock.now }),
      readiness: openReadiness({ db, databaseUrl, hasRoom: () => posting.hasRoom() }),
      page: config.graphiql ? openPage({ config, db, clock }) : undefined,
    })
    closing.add('Yoga', 500, http.dispose)
    const port = await listen(http.server, config)
    closing.add('the requests', 3_000, () => closeServer(http.server))
    return { url: `http://${inUrl(config.host)}:${port}`, db, stop: closing.close }
  } catch (error) {
    await closing.close()
    throw error
  }
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const lookEveryMs = 50

/** Takes no new connection, and closes each as soon as nothing is under way on it. */
async function closeServer(server: Server): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), lookEveryMs)
  await new Promise((closed) => server.close(closed))
  clearInterval(idle)
}
