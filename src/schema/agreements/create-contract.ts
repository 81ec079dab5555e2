import { z } from 'zod'
import type { KstDate } from '../../domain/calendar.ts'
import type { ContractId } from '../../domain/ids.ts'
import { refuse } from '../../domain/refusal.ts'
import { isValidityAgreed } from '../../domain/validity.ts'
import type { Contract as ContractRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { newId } from '../new-id.ts'
import { resultOf } from '../result.ts'
import { agreedPoints, code, decimal, optional } from '../shapes.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { Contract } from './contract.ts'
import { Billing, Channel, CouponBilling } from './enums.ts'

const CreateContractPayload = builder
  .objectRef<{ readonly contract: ContractRow }>('CreateContractPayload')
  .implement({
    description: 'The contract is known, and grants nothing yet.',
    fields: (t) => ({
      contract: t.field({
        type: Contract,
        description: 'As it was entered: DRAFT (R13).',
        resolve: ({ contract }) => contract,
      }),
    }),
  })

const CreateContractInput = builder.inputType('CreateContractInput', {
  description: 'What a partner and the platform have agreed on.',
  fields: (t) => ({
    partner: t.string({ required: true, description: "The partner's code." }),
    channel: t.field({ type: Channel, required: true, description: 'How it grants (R13).' }),
    validityMonths: t.int({
      required: true,
      description: 'How long its points live (R5): 24 or 60; 1 to 120 where negotiated (R6).',
    }),
    validityNegotiated: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether another term than 24 or 60 months was agreed (R6).',
    }),
    unitPrice: t.field({
      type: 'Decimal',
      required: true,
      description: 'Price of one point in won, 0 or more, with up to 6 decimals.',
    }),
    billing: t.field({ type: Billing, required: true, description: 'When it is paid for (R12).' }),
    creditLimit: t.field({
      type: 'Points',
      description:
        'How far a postpaid contract may grant ahead of payment (R12), up to 10^12; left out: none. A prepaid one has none.',
    }),
    couponBilling: t.field({
      type: CouponBilling,
      required: true,
      defaultValue: 'ON_DELIVERY',
      description: 'Which coupons are paid for (R31).',
    }),
    startsOn: t.field({
      type: 'Date',
      required: true,
      description: 'First day on which it grants, in KST (R13).',
    }),
    endsOn: t.field({
      type: 'Date',
      description: 'Last day on which it grants, in KST (R13); left out: open-ended.',
    }),
  }),
})

const kstDate = z.custom<KstDate>()

const shape = z
  .object({
    partner: code,
    channel: z.enum(['API', 'COUPON', 'PROMOTION']),
    validityMonths: z.number(),
    validityNegotiated: z.boolean(),
    unitPrice: decimal({ whole: 10, behind: 6 }).refine(
      (price) => !price.startsWith('-'),
      'must be 0 or more.',
    ),
    billing: z.enum(['PREPAID', 'POSTPAID']),
    creditLimit: optional(agreedPoints),
    couponBilling: z.enum(['ON_DELIVERY', 'ON_REGISTRATION']),
    startsOn: kstDate,
    endsOn: optional(kstDate),
  })
  .refine(({ billing, creditLimit }) => billing === 'POSTPAID' || creditLimit === null, {
    path: ['creditLimit'],
    message: 'must be left out of a prepaid contract, for which deposits come first.',
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || endsOn >= startsOn, {
    path: ['endsOn'],
    message: 'must be startsOn or later.',
  })

builder.mutationField('createContract', (t) =>
  t.field({
    type: resultOf(CreateContractPayload),
    description:
      'Enters a contract with a partner, in DRAFT. For operators. Has no key: a repeat enters another one.',
    args: {
      input: t.arg({ type: CreateContractInput, required: true, description: 'What was agreed.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, createContract),
  }),
)

const createContract = ({ partner: code, ...asked }: z.output<typeof shape>, asker: Asker) =>
  carryOutDeed(asker, 'createContract', async (tx, at) => {
    const partner = await tx.partner.findUnique({ where: { code } })
    if (!partner) return refuse('NOT_FOUND', 'partner')
    if (!isValidityAgreed(asked.validityMonths, asked.validityNegotiated))
      return refuse('VALIDITY_NOT_AGREED', 'validityMonths')
    const id = newId<ContractId>(at)
    const contract = await tx.contract.create({
      data: {
        ...asked,
        id,
        partnerId: partner.id,
        creditLimit: asked.creditLimit ?? 0n,
        startsOn: new Date(asked.startsOn),
        endsOn: asked.endsOn && new Date(asked.endsOn),
        createdAt: at,
      },
    })
    return {
      answer: { contract },
      deed: {
        target: { type: 'Contract', id },
        details: { ...asked, partner: code, creditLimit: String(asked.creditLimit ?? 0n) },
      },
    }
  })
