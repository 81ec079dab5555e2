import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { startTestGateway } from './support/gateway.ts'
import { localId, operator } from './support/market.ts'
import { contentOf, openReceiver, secret } from './support/receiver.ts'
import { newAccounts, newContract } from './support/world.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

test('given a gateway with a NOTICE_URL, when points are granted, then the notice is posted by itself', async () => {
  const { url, arrivals, close } = await openReceiver(() => 200)
  undo.push(close)
  const env = { DUE_WORK: 'on', NOTICE_URL: url, NOTICE_SECRET: secret }
  const gateway = await startTestGateway({ env })
  undo.push(gateway.stop)
  const grants = await newContract(gateway.db, { credit: 1_000n })
  await newAccounts(gateway.db, ['an'])
  const { body } = await gateway.ask(
    operator,
    `mutation ($input: AccruePointsInput!) { accruePoints(input: $input) {
      ... on AccruePointsPayload { accrual { id } } } }`,
    {
      input: {
        idempotencyKey: 'told',
        contract: Buffer.from(`Contract:${grants}`).toString('base64'),
        recipient: { account: 'an' },
        amount: 500,
        purpose: 'EVENT_PRIZE',
        eventTitle: '여름 이벤트',
      },
    },
  )
  const id = localId(body.data.accruePoints.accrual.id)
  while (arrivals.length === 0) await sleep(20)
  expect(arrivals.slice(0, 1).map(contentOf)).toMatchObject([
    {
      id,
      title: '이벤트 당첨 포인트가 적립되었습니다.',
      push: '500포인트가 적립되었어요',
      buttons: [
        { name: '사용안내', url: gateway.config.noticeLinks.guide },
        { name: '내역보기', url: gateway.config.noticeLinks.history },
      ],
    },
  ])
})
