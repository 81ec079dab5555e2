import { createServer } from 'node:http'
import { buildSchema, type GraphQLSchema, printSchema } from 'graphql'
import { createYoga } from 'graphql-yoga'
import { createEngine } from '../../src/posting/engine.ts'
import { openWalletWatch } from '../../src/schema/accounts/wallet-watch.ts'
import { createContext } from '../../src/schema/context.ts'
import { schema } from '../../src/schema/schema.ts'
import { openCallers } from '../../src/server/callers.ts'
import { readConfig } from '../../src/server/config.ts'
import { openCouponSecrets } from '../../src/server/coupon-secrets.ts'
import { connectDatabase } from '../../src/server/database.ts'
import { openHashes } from '../../src/server/hashes.ts'
import { createHttp } from '../../src/server/http.ts'
import { openLog } from '../../src/server/log.ts'
import { listen } from '../../src/server/port.ts'

// A server whose accruePoints grants nothing and answers a constant: what HTTP and GraphQL cost
// by themselves. `gateway` is the gateway's own server around that schema, `plain` is Yoga over
// node:http with all settings as they come.

const answer = {
  __typename: 'AccruePointsPayload',
  replayed: false,
  accrual: {
    id: 'QWNjcnVhbDowMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA=',
    status: 'COMPLETED',
    amount: 1,
    validThrough: '2031-11-30',
  },
}

/** The schema as it is published, without any of its resolvers. */
function emptySchema(): GraphQLSchema {
  const empty = buildSchema(printSchema(schema))
  const field = empty.getMutationType()?.getFields().accruePoints
  if (!field) throw new Error('The schema has no accruePoints')
  field.resolve = () => answer
  return empty
}

const config = readConfig(process.env)

function gatewayServer() {
  const db = connectDatabase(config.databaseUrl ?? '', { max: 1 })
  const posting = createEngine({ db })
  const walletWatch = openWalletWatch({ db })
  const hashes = openHashes('of nobody', openCouponSecrets('of nothing'))
  const parts = { ...hashes, db, posting, walletWatch }
  return createHttp({
    schema: emptySchema(),
    introspection: config.introspection,
    log: openLog(config),
    callers: openCallers(config),
    contextOf: (asking) =>
      createContext({ ...asking, ...parts, now: () => new Date(), exportUrlOf: () => '' }),
    readiness: () => Promise.reject(new Error('Nobody asks an empty server')),
    couponExports: undefined,
    page: undefined,
  }).server
}

const plainServer = () => createServer(createYoga({ schema: emptySchema() }))

const port = await listen(process.argv[2] === 'plain' ? plainServer() : gatewayServer(), config)
process.stdout.write(`GraphQL: http://127.0.0.1:${port}/graphql\n`)
process.once('SIGTERM', () => process.exit())
