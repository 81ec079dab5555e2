import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { auditServer } from 'graphql-http'
import { startTestGateway, type TestGateway } from './support/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.stop())

test('the running server passes graphql-http’s whole audit, with all guards on', async () => {
  const results = await auditServer({ url: `${gateway.url}/graphql` })
  const failed = results.flatMap((one) =>
    one.status === 'ok' ? [] : [`${one.name}: ${one.reason}`],
  )
  expect(failed).toEqual([])
  expect(results).toHaveLength(61)
})
