import { z } from 'zod'
import { type KstDate, kstDateOf } from '../../domain/calendar.ts'
import { quantityMost } from '../../domain/coupon-order.ts'
import type { AgencyId, ContractId } from '../../domain/ids.ts'
import { points } from '../../domain/points.ts'
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts'
import { badInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code, globalId, optional, text } from '../shapes.ts'
import { type Asker, verb } from '../verb.ts'
import { DeliveredBy, Delivery } from './enums.ts'
import { couponOrderPayload } from './order-step.ts'

const RequestCouponOrderPayload = couponOrderPayload(
  'RequestCouponOrderPayload',
  'The coupons are asked for, and stay so if the server dies now (R36). No points are set aside yet.',
)

const RequestCouponOrderInput = builder.inputType('RequestCouponOrderInput', {
  description: 'Coupons that a partner wants, all of one value.',
  fields: (t) => ({
    contract: t.id({
      required: true,
      description: 'Of channel COUPON; its budget pays (R12, R13).',
    }),
    agency: t.string({
      description: 'Code of the agency that is to issue them; left out: the operator does (R14).',
    }),
    eventTitle: t.string({
      required: true,
      description: 'What users read in the notice when they have registered one (R28).',
    }),
    value: t.field({
      type: 'Points',
      required: true,
      description: 'Of one coupon: 1 to 2,000,000 points (R2).',
    }),
    quantity: t.int({ required: true, description: 'How many: 1 to 1,000,000 (R14).' }),
    registerBy: t.field({
      type: 'Date',
      required: true,
      description: 'Last day on which they can be registered, in KST (R16): today or later.',
    }),
    delivery: t.field({
      type: Delivery,
      required: true,
      description: 'By which channel users get them (R18).',
    }),
    deliveredBy: t.field({
      type: DeliveredBy,
      required: true,
      description:
        'Who delivers them, and alone may have their codes (R14); AGENCY wants an agency.',
    }),
  }),
})

const shape = z
  .object({
    contract: globalId<ContractId>('Contract'),
    agency: optional(code),
    eventTitle: text,
    value: z.bigint().transform(points),
    quantity: z.number().refine(isQuantity, 'must be 1 to 1,000,000 codes (R14).'),
    registerBy: z.custom<KstDate>(),
    delivery: z.enum(['SMS', 'LMS', 'ALIMTALK']),
    deliveredBy: z.enum(['PARTNER', 'AGENCY']),
  })
  .refine(({ deliveredBy, agency }) => deliveredBy === 'PARTNER' || agency !== null, {
    path: ['deliveredBy'],
    message: 'must be PARTNER where no agency is named (R14).',
  })

function isQuantity(quantity: number): boolean {
  return quantity >= 1 && quantity <= quantityMost
}

builder.mutationField('requestCouponOrder', (t) =>
  t.field({
    type: resultOf(RequestCouponOrderPayload),
    description:
      'Asks for coupons by a contract of channel COUPON (R14); no points are set aside before they are issued. For its partner and operators. Has no key: a repeat orders again.',
    args: {
      input: t.arg({
        type: RequestCouponOrderInput,
        required: true,
        description: 'Which coupons.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'PARTNER'] }, requestCouponOrder),
  }),
)

async function requestCouponOrder(
  { agency: named, ...asked }: z.output<typeof shape>,
  asker: Asker,
) {
  const { posting, caller, now } = asker
  if (asked.registerBy < kstDateOf(now()))
    throw badInput(['input', 'registerBy'], 'registerBy must be today or later, in KST (R16).')
  const agency = named === null ? null : await activeAgency(named, asker)
  if (agency && isRefusal(agency)) return agency
  return posting.post<'requestCouponOrder'>({
    ...asked,
    kind: 'requestCouponOrder',
    caller,
    agency: agency?.id ?? null,
  })
}

/** The agency of that code, which is not suspended and so takes orders. */
async function activeAgency(
  code: string,
  { db }: Asker,
): Promise<{ readonly id: AgencyId } | Refusal> {
  const agency = await db.agency.findUnique({ where: { code }, select: { id: true, status: true } })
  if (!agency) return refuse('NOT_FOUND', 'agency')
  if (agency.status === 'SUSPENDED') return refuse('INVALID_STATE_CHANGE', 'agency')
  return { id: agency.id as AgencyId }
}
