import { z } from 'zod'
import { type KstDate, kstDateOf } from '../../domain/calendar.ts'
import type { AccountId, PersonId, WalletId } from '../../domain/ids.ts'
import type { Account as AccountRow } from '../../generated/prisma/client.ts'
import { holdPerson } from '../../posting/person-lock.ts'
import { badInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { newId } from '../new-id.ts'
import { resultOf } from '../result.ts'
import { code, optional, text } from '../shapes.ts'
import { type Asker, carryOutDeed, createOnce, verb } from '../verb.ts'
import { Account } from './account.ts'

const CreateAccountPayload = builder
  .objectRef<{ readonly account: AccountRow }>('CreateAccountPayload')
  .implement({
    description: 'The account is there, and so is its wallet.',
    fields: (t) => ({
      account: t.field({
        type: Account,
        description: 'As it is now: ACTIVE.',
        resolve: ({ account }) => account,
      }),
    }),
  })

const CreateAccountInput = builder.inputType('CreateAccountInput', {
  description: 'An account to make.',
  fields: (t) => ({
    externalId: t.string({
      required: true,
      description: 'By which it is named from now on: 1 to 64 visible characters.',
    }),
    person: t.string({
      required: true,
      description: "The person's identity value (CI), of which only a keyed hash is kept (R9).",
    }),
    birthDate: t.field({
      type: 'Date',
      description: 'Promotions may ask for it (R29); left out: unknown.',
    }),
  }),
})

const shape = z.object({
  externalId: code,
  person: text,
  birthDate: optional(z.custom<KstDate>()),
})
type Asked = z.output<typeof shape>

builder.mutationField('createAccount', (t) =>
  t.field({
    type: resultOf(CreateAccountPayload),
    description:
      'Makes an account and its wallet for a person, who may have several (R9). For operators. A repeat answers the account that is there (R35); where that differs from the input or is closed: ALREADY_EXISTS.',
    args: {
      input: t.arg({ type: CreateAccountInput, required: true, description: 'What to make.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, (asked, asker) =>
      createOnce(createAccount(asked, asker), 'externalId', () => sameAccount(asked, asker)),
    ),
  }),
)

const createAccount = (asked: Asked, asker: Asker) => {
  const { externalId, birthDate } = asked
  if (birthDate && birthDate > kstDateOf(asker.now()))
    throw badInput(['input', 'birthDate'], 'birthDate must not lie in the future.')
  return carryOutDeed(asker, 'createAccount', async (tx, at) => {
    const personId = await holdPerson(tx, {
      id: newId<PersonId>(at),
      identityHash: asker.hashPerson(asked.person),
      createdAt: at,
    })
    const id = newId<AccountId>(at)
    const account = await tx.account.create({
      data: {
        id,
        externalId,
        personId,
        birthDate: birthDate && new Date(birthDate),
        createdAt: at,
        wallet: { create: { id: newId<WalletId>(at) } },
      },
    })
    return {
      answer: { account },
      deed: { target: { type: 'Account', id }, details: { externalId } },
    }
  })
}

async function sameAccount({ externalId, person, birthDate }: Asked, { db, hashPerson }: Asker) {
  const account = await db.account.findUnique({
    where: {
      externalId,
      status: 'ACTIVE',
      birthDate: birthDate && new Date(birthDate),
      person: { identityHash: Buffer.from(hashPerson(person), 'hex') },
    },
  })
  return account && { account }
}
