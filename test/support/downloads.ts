import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CouponDesk, OrderAtDesk } from './coupon-desk.ts'
import { type Told, tell } from './gateway.ts'
import { deedsOf, operator } from './market.ts'
import { done } from './till.ts'

type Desk = Pick<CouponDesk, 'ask' | 'does' | 'sql'>

/** A link to the codes of an order, made for whoever delivers it. */
export const linkTo = async ({ does }: Desk, { id, deliverer }: OrderAtDesk): Promise<string> =>
  done(await does(deliverer, 'exportCouponCodes', { order: id })).csvUrl

export const download = async (link: string, init?: RequestInit): Promise<Told> =>
  tell(await fetch(link, init))

/** The codes in a file. */
export const codesIn = ({ body }: Told): readonly string[] =>
  String(body)
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0] ?? '')

/** When an order's codes were received whole, as shown to an operator. */
export async function exportedAt({ ask }: Desk, { id }: { readonly id: string }) {
  const document = 'query ($id: ID!) { node(id: $id) { ... on CouponOrder { exportedAt } } }'
  return (await ask(operator, document, { id })).body.data.node.exportedAt
}

/** What the audit says of an order's export: the word for each of its steps, oldest first. */
export async function stepsOf({ sql }: Desk, { id }: { readonly id: string }) {
  const deeds = await deedsOf({ sql }, id)
  return deeds
    .filter(({ action }) => /Export|export/.test(String(action)))
    .map(({ actor, action, details }) => {
      const said = Object.entries(details as object).map(([name, value]) => `${name} ${value}`)
      return `${actor} ${action} ${said}`
    })
}

/** Resolves once so many downloads of an order have ended, by then it is written down how. */
export async function untilEnded(desk: Desk, order: { readonly id: string }, count = 1) {
  const isEnd = (step: string) => /RECEIVED|BROKEN_OFF/.test(step)
  while ((await stepsOf(desk, order)).filter(isEnd).length < count) await sleep(20)
}

/** Resolves once a link to an order's codes was used. */
export async function untilBegun(desk: Desk, order: { readonly id: string }) {
  while (!(await stepsOf(desk, order)).some((step) => step.includes('BEGUN'))) await sleep(20)
}

/** A client that asks for what is behind a link, and reads nothing of the answer. */
export function askUnread(link: string): Socket {
  const { hostname, port, pathname } = new URL(link)
  const client = connect(Number(port), hostname).pause()
  client.on('error', () => undefined)
  client.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
  return client
}
