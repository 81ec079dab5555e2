import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { points } from '../src/domain/points.ts'
import { checkLedger } from '../src/posting/ledger-check.ts'
import { connectDatabase } from '../src/server/database.ts'
import { migrate } from '../src/server/migrate.ts'
import { startPostgres } from '../src/server/postgres.ts'
import { proofAsJson } from '../src/server/proof-text.ts'
import { databaseUrl, emptyDatabase, runSql, type TestDatabase } from './support/database.ts'
import { copyOf, livedInDatabase } from './support/lived-in.ts'
import { postpaid, prepaid } from './support/lived-in-sql.ts'
import { madePoints, neverDue } from './support/tampering.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let healthy: TestDatabase
beforeAll(async () => {
  healthy = await livedInDatabase()
})
afterAll(() => healthy.drop())

/** A copy of the healthy database, after its owner did that to it with all triggers off. */
async function copyAfter(sql: string): Promise<string> {
  const { url, drop } = await copyOf(healthy)
  undo.push(drop)
  await runSql(url, `set session_replication_role = replica; ${sql}`)
  return url
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** The command as a process of its own. */
const run = (env: Record<string, string>, ...words: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const command = ['--import', 'tsx', 'src/server/commands/ledger-check.ts', ...words]
    const options = { cwd: root, env: { PATH: process.env.PATH, ...env } }
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })

describe('ledger:check', () => {
  test('prints the proof as a table and ends with 0 where all is in step', async () => {
    const { code, stdout, stderr } = await run({ DATABASE_URL: healthy.url })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^unbalanced journals +0$/m)
    expect(stdout).toMatch(/^wallets: available +3,000,500$/m)
    expect(stdout).toMatch(/^deposited +9,000,001,000$/m)
    expect(stdout).toMatch(/^The ledger is in step\.\n$/m)
  })

  test('ends with 1 where something is out of step, and says what', async () => {
    const { code, stdout, stderr } = await run({ DATABASE_URL: await copyAfter(neverDue) })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/^wallets out of step +1$/m)
    expect(stdout).toMatch(/^THE LEDGER IS OUT OF STEP\.\n$/m)
  })

  test('names the contracts that are not conserved', async () => {
    const { rows } = await runSql(healthy.url, `select ${postpaid} as id`)
    const { code, stdout, stderr } = await run({ DATABASE_URL: await copyAfter(madePoints) })
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^contracts not conserved +1\n +${rows[0].id}$`, 'm'))
    expect(stdout).toMatch(/^THE LEDGER IS OUT OF STEP: points were lost or made\.\n$/m)
  })

  test('prints JSON with --json, and the same exit code', async () => {
    const { rows } = await runSql(healthy.url, `select ${prepaid} as id`)
    const url = await copyAfter(neverDue)
    const { code, stdout, stderr } = await run({ DATABASE_URL: url }, '--json')
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      checkedAt: expect.stringMatching(/Z$/),
      walletsOutOfStep: 1,
      lotsOutOfStep: 0,
      totalAvailable: 3_000_500,
      conservation: { ok: true, deposited: 9_000_001_000 },
      conservationByContract: { [rows[0].id]: { ok: true, deposited: 9_000_000_000 } },
    })
  })

  test('writes what JSON’s readers would round, beyond 2^53, as text', async () => {
    const db = connectDatabase(healthy.url, { max: 1 })
    undo.push(() => db.$disconnect())
    const journals = 2n ** 53n - 1n
    const proof = { ...(await checkLedger(db)), journals, totalAvailable: points(2n ** 53n) }
    expect(JSON.parse(proofAsJson(proof))).toMatchObject({
      totalAvailable: '9007199254740992',
      journals: 9_007_199_254_740_991,
    })
  })

  test('joins the PostgreSQL of a gateway that runs on the same DATA_DIR, and leaves it running', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'points-ledger-'))
    undo.push(() => rmSync(dataDir, { recursive: true }))
    const gateway = await startPostgres({
      folder: join(dataDir, 'postgres'),
      settings: { fsync: 'off', shared_buffers: '16MB' },
    })
    undo.push(async () => {
      await gateway.stop()
      rmSync(gateway.folder, { recursive: true, force: true })
    })
    const url = gateway.url('points')
    await migrate(url)

    const { code, stdout, stderr } = await run({ DATA_DIR: dataDir })

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^journals +0$/m)
    expect((await runSql(url, 'select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  test('says in a sentence that the database is not migrated', async () => {
    const { url, drop } = await emptyDatabase()
    undo.push(drop)
    const { code, stderr } = await run({ DATABASE_URL: url })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The database lacks the migration \w+: run `npm run migrate`\.\n$/)
  })

  test('says in a sentence that there is no database', async () => {
    const { code, stderr } = await run({ DATABASE_URL: databaseUrl('nowhere') })
    expect(code).toBe(1)
    expect(stderr).toBe('There is no database to check yet: start the gateway once.\n')
  })

  test('tells its use where it is asked for something else', async () => {
    const { code, stderr } = await run({ DATABASE_URL: healthy.url }, '--xml')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^--xml says nothing here.\nUsage: npm run --silent ledger:check/)
  })
})
