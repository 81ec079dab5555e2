import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../src/domain/caller.ts'
import type { Clock } from '../../src/server/clock.ts'
import { type Config, readConfig } from '../../src/server/config.ts'
import type { Database } from '../../src/server/database.ts'
import { startGateway } from '../../src/server/gateway.ts'
import { type Log, openLog } from '../../src/server/log.ts'
import { signToken } from '../../src/server/signing-key.ts'
import { freshDatabase, runSql } from './database.ts'

export interface TestGatewayOptions {
  /** Variables beside or instead of those of a test. */
  readonly env?: Readonly<Record<string, string>>
  readonly log?: Log
  readonly clock?: Clock
}

/** What the gateway answered; a body that is no JSON is text. */
export interface Told {
  readonly status: number
  readonly body: ReturnType<typeof JSON.parse>
  readonly headers: Headers
}

export interface TestGateway {
  /** Without a path: http://127.0.0.1:4000. */
  readonly url: string
  readonly config: Config
  /** As the gateway itself, which may not change history. */
  readonly db: Database
  /** The SQL of every statement through `db`, the gateway's own included; tests empty it. */
  readonly statements: string[]
  /** Rows of SQL run as the database's owner. */
  readonly sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>
  /** Asks over HTTP, as nobody where the caller is undefined. */
  readonly ask: (
    caller: Caller | undefined,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Told>
  readonly stop: () => Promise<void>
}

/** A whole gateway on a free port, with a fresh database and keys of its own; due work waits, unless told. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const database = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'points-gateway-'))
  const given = {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'silent',
    DUE_WORK: 'off',
  }
  const config = readConfig({ ...given, ...options.env })
  const statements: string[] = []
  const gateway = await startGateway(config, {
    log: options.log ?? openLog(config),
    onStatement: (sql) => statements.push(sql),
    ...(options.clock && { clock: options.clock }),
  })
  return {
    url: gateway.url,
    config,
    db: gateway.db,
    statements,
    sql: async (text, values) => (await runSql(database.url, text, values)).rows,
    ask: openAsk(gateway.url, config),
    async stop() {
      await gateway.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function openAsk(url: string, config: Config): TestGateway['ask'] {
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (caller: Caller) => {
    const name = `${caller.kind} ${caller.code}`
    const token = tokens.get(name) ?? signToken(config, caller)
    tokens.set(name, token)
    return token
  }
  return async (caller, query, variables, headers) => {
    const authorization = caller && { authorization: `Bearer ${await tokenOf(caller)}` }
    return tell(
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorization, ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    )
  }
}

/** Reads an answer to its end. */
export async function tell(response: Response): Promise<Told> {
  const { status, headers } = response
  const text = await response.text()
  return { status, headers, body: isJson(headers) ? JSON.parse(text) : text }
}

const isJson = (headers: Headers): boolean =>
  /^application\/(graphql-response\+)?json/.test(headers.get('content-type') ?? '')
