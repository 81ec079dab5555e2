import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { writeDueLots } from './support/due-lots.ts'
import { type Expiring, openExpiring } from './support/expiring.ts'
import { type Ground, openGround } from './support/ground.ts'
import { newContract } from './support/world.ts'

/** More than one look of the dry run takes, and many more than one of the work does. */
const wallets = 510

let ground: Ground
let expiring: Expiring
beforeAll(async () => {
  ground = await openGround()
  expiring = openExpiring(ground.url)
  const contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await writeDueLots(ground.url, { contract, wallets, lots: 2 })
})
afterAll(async () => {
  await ground.close()
  expiring.close()
})

describe(`given ${wallets} wallets in which all points are past their time`, () => {
  test('when expire --dry-run looks, then it counts what each of them loses', async () => {
    const { code, stdout } = await expiring.run('2044-01-01T00:00:00Z', '--dry-run')
    expect(code).toBe(0)
    const rows = stdout.split('\n').map((line) => line.split(/ {2,}/))
    expect(rows.slice(2, 5).map(([lastDay, , , ...numbers]) => [lastDay, ...numbers])).toEqual([
      ['2026-03-31', '510', '510', '2,550', '0'],
      ['2026-04-30', '510', '510', '2,550', '0'],
      ['2027-01-31', '51', '51', '101,999,490', '510'],
    ])
    expect(rows[5]).toEqual(['in all', '510', '1,071', '102,004,590', '510'])
  })

  test('when expire carries it out, and one wallet can not be by its own fault, then it is named, all others are done and counted, and it ends with 1', async () => {
    const [faulty] = await ground.sql(`
      update wallet set available = 0
      from account where account_id = account.id and external_id = 'saver-7'
      returning wallet.id`)
    const { code, stdout, stderr } = await expiring.run('2044-01-01T00:00:00Z')
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `Carried out what was due in ${wallets - 1} wallets.\n`,
    })
    expect(stderr.match(/^Not carried out: .*$/gm)).toEqual([
      expect.stringMatching(`wallet ${faulty?.id}: .*violates check constraint`),
    ])
    expect(await ground.sql('select id from wallet where next_due_at is not null')).toEqual([
      faulty,
    ])
  })

  test('and once that wallet is mended, then the next expire carries it out, too', async () => {
    await ground.sql('update wallet set available = 10 where next_due_at is not null')
    expect(await expiring.run('2044-01-02T00:00:00Z')).toMatchObject({
      code: 0,
      stdout: 'Carried out what was due in 1 wallets.\n',
    })
    expect(await ground.isProven()).toBe(true)
  })
})
