import { z } from 'zod'
import { daysAheadMost, purposes } from '../../domain/accrual.ts'
import type { ContractId } from '../../domain/ids.ts'
import { points } from '../../domain/points.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { Answer, PointsAccrued } from '../../posting/command.ts'
import { Wallet } from '../accounts/wallet.ts'
import { badInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId, idempotencyKey, optional, text } from '../shapes.ts'
import { verb } from '../verb.ts'
import { Accrual } from './accrual.ts'
import { accrualOf, walletOf } from './accrued.ts'
import { Purpose } from './enums.ts'
import { RecipientInput, recipient, recipientOf } from './recipient.ts'

const AccruePointsPayload = builder.objectRef<PointsAccrued>('AccruePointsPayload').implement({
  description:
    'The points are granted, or reserved for later, and stay so if the server dies now (R36).',
  fields: (t) => ({
    accrual: t.field({
      type: Accrual,
      description: 'What was granted; under a contract in TESTING only as a test (R13).',
      resolve: accrualOf,
    }),
    wallet: t.field({
      type: Wallet,
      nullable: true,
      authScopes: { kinds: ['OPERATOR'] },
      unauthorizedResolver: () => null,
      description: 'The wallet with them; null for callers who may not see it.',
      resolve: walletOf,
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'The same key had already been carried out (R35).',
    }),
  }),
})

export const AccruePointsResult = resultOf(AccruePointsPayload)

const AccruePointsInput = builder.inputType('AccruePointsInput', {
  description: 'One grant of points, at once or at a later time.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    contract: t.id({ required: true, description: 'Of channel API; its budget pays (R12, R13).' }),
    recipient: t.field({
      type: RecipientInput,
      required: true,
      description: 'Who gets them (R9).',
    }),
    amount: t.field({
      type: 'Points',
      required: true,
      description: '1 to 2,000,000 points (R2). What exceeds the cap of the wallet waits (R3).',
    }),
    purpose: t.field({
      type: Purpose,
      required: true,
      defaultValue: 'OTHER',
      description: 'What for (R11).',
    }),
    eventTitle: t.string({
      description: 'What the user reads in the notice (R28); left out: the name of the partner.',
    }),
    scheduledFor: t.field({
      type: 'DateTime',
      description:
        'When to pay it: after now, up to 400 days ahead; its points are reserved until then (R10). At once, if left out.',
    }),
  }),
})

/** What all recipients of a bulk share. */
export const grantShape = {
  contract: globalId<ContractId>('Contract'),
  purpose: z.enum(purposes),
  eventTitle: optional(text),
}

/** What each recipient has of its own. Points out of R2's range have a code of their own. */
export const itemShape = {
  idempotencyKey,
  recipient,
  amount: z.bigint().transform(points),
}

const shape = z.object({
  ...grantShape,
  ...itemShape,
  scheduledFor: optional(z.date()),
})

builder.mutationField('accruePoints', (t) =>
  t.field({
    type: AccruePointsResult,
    description:
      'Grants points to one recipient, at once or later, from a live contract’s budget (R2 to R13). For its partner and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: AccruePointsInput, required: true, description: 'What to grant.' }),
    },
    resolve: verb(
      { shape, may: ['OPERATOR', 'PARTNER'] },
      async ({ scheduledFor, recipient, ...asked }, { posting, caller, hashPerson }) => {
        const granting = { ...asked, caller, recipient: recipientOf(recipient, { hashPerson }) }
        return scheduledFor
          ? scheduled(
              await posting.post<'scheduleAccrual'>({
                ...granting,
                kind: 'scheduleAccrual',
                scheduledFor,
              }),
            )
          : posting.post<'accruePoints'>({ ...granting, kind: 'accruePoints' })
      },
    ),
  }),
)

function scheduled(answer: Answer<'scheduleAccrual'> | Refusal): PointsAccrued | Refusal {
  if ('isSchedulable' in answer)
    throw badInput(
      ['input', 'scheduledFor'],
      `scheduledFor must lie after now, at most ${daysAheadMost} days ahead (R10).`,
    )
  return answer
}
