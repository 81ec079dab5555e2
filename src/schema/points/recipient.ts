import { z } from 'zod'
import type { Recipient } from '../../domain/recipient.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { code, text } from '../shapes.ts'

export const RecipientInput = builder.inputType('RecipientInput', {
  description: 'Who is to get points: exactly one of these (R9).',
  isOneOf: true,
  fields: (t) => ({
    account: t.string({ description: "The account's external id." }),
    person: t.string({
      description: "The person's identity value (CI), never stored in the clear.",
    }),
  }),
})

/** GraphQL itself sees to it that exactly one is given. */
export const recipient = z.object({ account: code.optional(), person: text.optional() })

/** As posting knows recipients: persons by their keyed hash alone. */
export const recipientOf = (
  { account = '', person }: z.output<typeof recipient>,
  { hashPerson }: Pick<Context, 'hashPerson'>,
): Recipient => (person === undefined ? { account } : { personHash: hashPerson(person) })
