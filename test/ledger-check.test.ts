import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Kind } from '../src/posting/command.ts'
import { createEngine } from '../src/posting/engine.ts'
import { checkLedger, conservationOf, type LedgerProof } from '../src/posting/ledger-check.ts'
import { connectDatabase, type Database } from '../src/server/database.ts'
import { freshDatabase, runSql, type TestDatabase } from './support/database.ts'
import { faultsFound } from './support/faults-found.ts'
import { laterTampering, laterVerbs } from './support/later-verbs.ts'
import { copyOf, livedInDatabase } from './support/lived-in.ts'
import { type Saved, savedRows } from './support/saved-rows.ts'
import { tamperedIds } from './support/tampered-ids.ts'
import { hiddenDeposit, madePoints, movedPoints, tampered } from './support/tampering.ts'
import { accrual, redemption } from './support/world.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let healthy: TestDatabase
let bench: TestDatabase
let saved: Saved
beforeAll(async () => {
  healthy = await livedInDatabase()
  bench = await copyOf(healthy)
  saved = await savedRows(bench.url)
})
afterAll(async () => {
  await healthy.drop()
  await bench.drop()
})

function open(url: string): Database {
  const db = connectDatabase(url, { max: 4 })
  undo.push(() => db.$disconnect())
  return db
}

/** The proof of the healthy database after its owner did that to it with all triggers off. */
async function proofAfter(sql: string): Promise<LedgerProof> {
  await saved.tamper(sql)
  return checkLedger(open(bench.url))
}

describe('a sound ledger', () => {
  test('is one where the engine granted, spent, expired and forfeited points', async () => {
    const proof = await checkLedger(open(healthy.url))
    expect(faultsFound(proof)).toEqual({})
    expect(proof).toMatchObject({
      ok: true,
      totalAvailable: 3_000_500n,
      totalHeld: 0n,
      totalPending: 70n,
    })
    const { rows } = await runSql(healthy.url, 'select count(*)::int from journal')
    expect(Number(proof.journals)).toBe(rows[0].count)
  })

  test('is one without history', async () => {
    const { url, drop } = await freshDatabase()
    undo.push(drop)
    expect(await checkLedger(open(url))).toMatchObject({ ok: true, journals: 0n })
  })

  test('is one with holds, part captures, refunds, reservations and payouts', async () => {
    const proof = await proofAfter(laterVerbs)
    expect(faultsFound(proof)).toEqual({})
    expect(proof).toMatchObject({
      ok: true,
      totalHeld: 5n,
      conservation: { held: 5n, reserved: 10n, paidOut: 25n, payable: 1_000_500n },
    })
  })

  test.each(laterTampering)('is none where %s', async (_what, sql, faulty) => {
    expect(faultsFound(await proofAfter(`${laterVerbs}; ${sql}`))).toEqual(faulty)
  })

  test('is seen at one instant while points move', async () => {
    const copy = await copyOf(healthy)
    undo.push(copy.drop)
    const db = open(copy.url)
    const engine = createEngine({ db })
    const { id } = await db.contract.findFirstOrThrow({
      where: { billing: 'PREPAID', status: 'LIVE' },
    })
    let proofs = 0
    const checks = async () => {
      for (; proofs < 5; proofs += 1) expect(await checkLedger(db)).toMatchObject({ ok: true })
    }
    const moves = async () => {
      while (proofs < 5) {
        const commands = [accrual(id as ContractId, 'bae', 3n), redemption('bae', 2n)]
        expect((await engine.postAll<Kind>(commands)).filter(isRefusal)).toEqual([])
      }
    }
    await Promise.all([checks(), moves().finally(() => (proofs = 5))])
    await engine.drain()
  })
})

describe('conservation', () => {
  test('tells where all points are, in sums beyond 2^31', async () => {
    const { conservation } = await checkLedger(open(healthy.url))
    expect(conservation).toEqual({
      ok: true,
      deposited: 9_000_001_000n,
      budget: 8_995_999_170n,
      reserved: 0n,
      available: 3_000_500n,
      held: 0n,
      pending: 70n,
      payable: 1_000_500n,
      paidOut: 0n,
      breakage: 760n,
    })
  })

  test('is told for each contract, and for those that are asked for', async () => {
    const db = open(healthy.url)
    const { conservation, conservationByContract } = await checkLedger(db)
    const ids = [...conservationByContract.keys()]
    const sum = [...conservationByContract.values()].reduce((all, { payable }) => all + payable, 0n)
    expect(ids).toHaveLength(3)
    expect(sum).toBe(conservation.payable)
    expect(await conservationOf(db, ids.slice(0, 2))).toEqual(
      new Map([...conservationByContract].slice(0, 2)),
    )
  })

  test('fails in all and for their contract alone where points were made', async () => {
    const proof = await proofAfter(madePoints)
    expect(proof.conservation).toMatchObject({ ok: false, breakage: 761n })
    expect(unconserved(proof)).toEqual([61n])
  })

  test('fails for both contracts where points went from one to the other, though none are lost', async () => {
    const proof = await proofAfter(movedPoints)
    expect(proof.conservation.ok).toBe(true)
    expect(unconserved(proof)).toEqual([0n, 60n])
  })

  test('fails where a budget came from elsewhere than a deposit', async () => {
    const proof = await proofAfter(hiddenDeposit)
    expect(proof.conservation).toMatchObject({ ok: false, deposited: 1_000n })
  })
})

/** What is in breakage by the contracts that are not conserved. */
const unconserved = ({ conservationByContract }: LedgerProof) =>
  [...conservationByContract.values()]
    .filter(({ ok }) => !ok)
    .map(({ breakage }) => breakage)
    .sort()

describe('the check finds what happened behind the program’s back', () => {
  test.each([...tampered, ...tamperedIds])('%s', async (_what, sql, counts) => {
    const proof = await proofAfter(sql)
    expect(faultsFound(proof)).toEqual(counts)
    expect(proof.ok).toBe(false)
  })
})
