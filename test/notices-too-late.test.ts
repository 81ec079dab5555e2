import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { idsOf, type Mailroom, openMailroom } from './support/mailroom.ts'

const hour = 3_600_000

let room: Mailroom
beforeEach(async () => {
  room = await openMailroom()
})
afterEach(() => room.close())

/** One for each account, ahead of 2028-07-31. */
const tellAhead = () =>
  room.sql(
    `insert into notice
       (id, wallet_id, kind, points, valid_through, days_ahead, created_at, queued_at,
        next_attempt_at)
     select gen_random_uuid(), id, 'EXPIRY_AHEAD', 10, '2028-07-31', 7, at, at, at
     from wallet, (select timestamptz '2028-07-24T00:00:00+09:00') as time (at)`,
  )

describe('given notices ahead of expiry', () => {
  const lastMoment = new Date('2028-07-31T23:00:00+09:00')
  const tooLate = new Date('2028-08-01T00:00:00+09:00')

  test('when they are sent on the last day, then they arrive', async () => {
    await tellAhead()
    const { url, arrivals } = await room.receiverThat(() => 200)
    await room.senderTo(url, { at: lastMoment }).runAfter(0)
    expect(await room.standing()).toEqual({ SENT: room.accounts.length })
    expect(arrivals).toHaveLength(room.accounts.length)
  })

  test('when the last day is over before, then they are given up unsent, and accruals are told of', async () => {
    await tellAhead()
    const accruals = await room.grant(3)
    const { url, arrivals } = await room.receiverThat(() => 200)
    await room.senderTo(url, { at: tooLate }).runAfter(0)
    expect(await room.standing()).toEqual({ FAILED: room.accounts.length, SENT: accruals.length })
    expect(idsOf(arrivals)).toEqual(accruals.toSorted())
  })

  test('when the receiver takes none until the last day is over, then they are given up', async () => {
    await tellAhead()
    const { url, arrivals } = await room.receiverThat(() => 503)
    const { runAfter } = room.senderTo(url, { at: lastMoment })
    await runAfter(0)
    expect(await room.standing()).toEqual({ QUEUED: room.accounts.length })
    const { length } = arrivals
    await runAfter(hour)
    expect(
      await room.sql('select distinct status, attempts, last_error, next_attempt_at from notice'),
    ).toEqual([
      { status: 'FAILED', attempts: 2, last_error: 'its day is over', next_attempt_at: null },
    ])
    expect(arrivals).toHaveLength(length)
  })
})
