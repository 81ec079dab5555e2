import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request as nodeRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type DocumentNode, Kind, parse, visit } from 'graphql'
import { type Browser, chromium } from 'playwright-core'
import { callerKinds } from '../src/domain/caller.ts'
import { schema } from '../src/schema/schema.ts'
import { openClock } from '../src/server/clock.ts'
import { seedDemo } from '../src/server/demo/seed.ts'
import { openSecrets } from '../src/server/secrets.ts'
import { startTestGateway, type TestGateway, tell } from './support/gateway.ts'
import { subscribe } from './support/sse.ts'

jest.setTimeout(60_000)

interface Tab {
  readonly query: string
  readonly variables: string
  readonly headers: string
}

let gateway: TestGateway
let page: string
let tabs: readonly Tab[]
beforeAll(async () => {
  gateway = await startTestGateway({ env: { GRAPHIQL: 'on' } })
  const { config, db } = gateway
  await seedDemo({ db, clock: openClock(config), secrets: openSecrets(config) })
  const accept = 'text/html,application/xhtml+xml,*/*;q=0.8'
  page = (await tell(await fetch(`${gateway.url}/graphql`, { headers: { accept } }))).body
  tabs = JSON.parse(
    /querySelector\('#root'\),\s*(\{.*\}),\s*\);/.exec(page)?.[1] ?? '{}',
  ).defaultTabs
})
afterAll(() => gateway.stop())

const operationsOf = (document: DocumentNode) =>
  document.definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [one] : []))

describe('the examples', () => {
  test('are there for each kind of caller, with a token that says so', async () => {
    const kinds = await Promise.all(
      tabs.map(async ({ headers }) => {
        const asked = { method: 'POST', body: '{"query":"{ viewer { kind } }"}' }
        const type = { 'content-type': 'application/json' }
        const init = { ...asked, headers: { ...type, ...JSON.parse(headers) } }
        return (await tell(await fetch(`${gateway.url}/graphql`, init))).body.data.viewer.kind
      }),
    )
    expect(kinds.toSorted()).toEqual([...callerKinds].sort())
  })

  test('given a host name that a site could have led a browser by, then there is no token in the page', async () => {
    const { port } = new URL(gateway.url)
    const headers = { accept: 'text/html', host: `site.example:${port}` }
    const asking = nodeRequest({ port, path: '/graphql', headers }).end()
    const [answer] = await once(asking, 'response')
    const elsewhere = await text(answer)
    expect(page).toMatch(/Bearer ey/)
    expect(elsewhere).toContain('Bearer A_TOKEN')
    expect(elsewhere).not.toMatch(/Bearer ey/)
  })

  test('show every query, mutation and subscription', () => {
    const shown = new Set<string>()
    for (const { query } of tabs)
      for (const { selectionSet } of operationsOf(parse(query)))
        visit(selectionSet, {
          Field: ({ name }) => {
            shown.add(name.value)
            return false
          },
        })
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}))
    expect(fields.filter((name) => !shown.has(name))).toEqual([])
  })

  test('all run, from the top down, on the demo data', async () => {
    let code = ''
    for (const { query, variables, headers } of tabs)
      for (const { name } of operationsOf(parse(query))) {
        const told = JSON.parse(variables)
        // As a reader of the tabs does: a code of the export, into the variables of the user.
        if (name?.value === 'RegisterCoupon') told.coupon.code = code
        const body = { query, operationName: name?.value, variables: told }
        const stream = await subscribe(gateway.url, body, JSON.parse(headers))
        const heard = await stream.next()
        stream.leave()
        expect({ [name?.value ?? '']: heard.errors }).toEqual({ [name?.value ?? '']: undefined })
        for (const [field, value] of Object.entries(heard.data)) {
          expect({ [field]: value }).not.toEqual({ [field]: null })
          expect({ [field]: value }).not.toMatchObject({ [field]: { __typename: 'RuleViolation' } })
        }
        if (name?.value === 'ExportCouponCodes')
          code = await codeIn(heard.data.exportCouponCodes.csvUrl)
      }
  })
})

/** The first code of an export. */
async function codeIn(csvUrl: string): Promise<string> {
  const csv = await (await fetch(csvUrl)).text()
  return /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec(csv)?.[0] ?? ''
}

const executablePath = '/usr/bin/chromium'
const withBrowser = existsSync(executablePath) ? describe : describe.skip
if (!existsSync(executablePath))
  process.stdout.write(`There is no ${executablePath}: the GraphiQL page is not opened.\n`)

withBrowser('in a browser the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  test('runs an example at a click, again after a reload, and loads nothing from elsewhere', async () => {
    const opened = await browser.newPage()
    const elsewhere: string[] = []
    const refused: string[] = []
    opened.on('request', (request) => {
      if (!/^(blob:|data:)/.test(request.url()) && !request.url().startsWith(gateway.url))
        elsewhere.push(request.url())
    })
    opened.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text())
    })
    await opened.goto(`${gateway.url}/graphql`)
    for (let round = 0; round < 2; round += 1) {
      await opened.getByRole('button', { name: /^Execute query/ }).click()
      await opened.getByRole('menuitem', { name: 'Partner', exact: true }).click()
      await opened.getByLabel('Result Window').getByText('"bakery"').waitFor()
      await opened.reload()
    }
    expect({ elsewhere, refused }).toEqual({ elsewhere: [], refused: [] })
  })

  test('hears a subscription event by event', async () => {
    const opened = await browser.newPage()
    await opened.goto(`${gateway.url}/graphql`)
    await opened.getByRole('button', { name: 'User', exact: true }).dispatchEvent('click')
    await opened.getByText('query User').first().waitFor()
    await opened.getByRole('button', { name: /^Execute query/ }).click()
    await opened.getByRole('menuitem', { name: 'MyPoints', exact: true }).click()
    const shown = opened.getByLabel('Result Window')
    await shown.getByText('"walletChanged"').waitFor()
    await shown.getByText('"COUPON_REGISTRATION"').waitFor()
  })
})
