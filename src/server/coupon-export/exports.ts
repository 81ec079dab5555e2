import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { CouponSecrets } from '../../jobs/coupon-secrets.ts'
import { hashOfToken, isExportToken } from '../../schema/coupons/export-link.ts'
import { send } from '../answer.ts'
import { logFault } from '../answer-errors.ts'
import type { Database } from '../database.ts'
import { codeOf } from '../errors.ts'
import { languageOf } from '../language.ts'
import type { Log } from '../log.ts'
import { type Claim, claimExport, endExport, sheetAfter } from './claim.ts'
import { csvHead, csvLength, csvOf } from './csv.ts'
import { type Patience, patience, sendWhole } from './send-whole.ts'
import { answerNoCodes } from './words.ts'

export interface CouponExports {
  /** Answers who comes with a token: with the codes, once, or with why there are none. */
  readonly answer: (
    request: IncomingMessage,
    response: ServerResponse,
    asked: { readonly token: string; readonly requestId: string },
  ) => Promise<void>
  /** Breaks off whatever is under way. */
  readonly cut: () => void
  /** Resolves once it is written down what has become of all that was under way. */
  readonly settled: () => Promise<unknown>
}

export interface ExportParts {
  readonly db: Database
  readonly secrets: CouponSecrets
  readonly now: () => Date
  readonly log: Log
}

/** R15: the codes of orders, each by a link that works once. */
export function openCouponExports(parts: ExportParts, patient = patience): CouponExports {
  const { db, now } = parts
  const underWay = new Map<Socket, Promise<void>>()
  return {
    async answer(request, response, { token, requestId }) {
      const language = languageOf(request.headers['accept-language'])
      if (request.method !== 'GET') return send(response, answerNoCodes('METHOD', language))
      const claim = isExportToken(token)
        ? await claimExport(db, hashOfToken(token), now())
        : 'UNKNOWN'
      if (typeof claim === 'string') return send(response, answerNoCodes(claim, language))
      const carried = carryOut(parts, { claim, response, requestId, patient })
      underWay.set(request.socket, carried)
      await carried.finally(() => underWay.delete(request.socket))
    },
    cut() {
      for (const socket of underWay.keys()) socket.destroy()
    },
    settled: () => Promise.allSettled(underWay.values()),
  }
}

interface Asked {
  readonly claim: Claim
  readonly response: ServerResponse
  readonly requestId: string
  readonly patient: Patience
}

async function carryOut(
  { db, secrets, now, log }: ExportParts,
  { claim, response, requestId, patient }: Asked,
): Promise<void> {
  const answer = {
    status: 200,
    headers: headersOf(claim),
    length: csvLength(claim),
    pieces: csvPieces(db, secrets, claim),
  }
  const logUnlessLeft = (fault: unknown) => {
    if (!leaving.includes(codeOf(fault))) logFault(log, requestId, fault)
  }
  const isWhole = await sendWhole(response, answer, patient).catch(logUnlessLeft)
  await endExport(db, claim, isWhole === true, now()).catch(logUnlessLeft)
}

const overtaken = 'OVERTAKEN'
// What a download ends by that nobody wants any longer: nothing is wrong here.
const leaving: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', overtaken]

const headersOf = ({ order }: Claim) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="coupons-${order}.csv"`,
  'referrer-policy': 'no-referrer',
})

/** The file, a sheet at a time, each read only while this is still the order's one export. */
export async function* csvPieces(
  db: Database,
  secrets: CouponSecrets,
  claim: Claim,
): AsyncGenerator<Uint8Array> {
  yield csvHead
  let [codes, number] = [0, 0]
  while (codes < claim.quantity) {
    const sheet = await sheetAfter(db, claim, number)
    if (sheet === undefined) throw newOvertaken()
    if (sheet === null)
      throw new Error(
        `Order ${claim.order} has ${codes} codes in its sheets, not ${claim.quantity}`,
      )
    number = sheet.number
    const read = secrets.unseal(sheet.sealKey, { order: claim.order, number }, sheet.sealed)
    codes += read.length
    yield csvOf(read, claim)
  }
}

const newOvertaken = () =>
  Object.assign(new Error('The operator has allowed another export'), { code: overtaken })
