import type { PersonId } from '../domain/ids.ts'
import type { Tx } from './storage/transaction.ts'

/** Who is to be known: a new person has that id. */
export interface NewPerson {
  readonly id: PersonId
  /** Keyed hash of the identity value, in hex. */
  readonly identityHash: string
  readonly createdAt: Date
}

/**
 * Makes a person known and holds all that their accounts hang on, to the end of the transaction.
 *
 * R9: an accrual by API counts a person's accounts while it holds their wallets. Whoever adds an
 * account holds the person, so that two additions come one after the other, and then the wallets,
 * so that an accrual under way and the addition do.
 */
export async function holdPerson(tx: Tx, person: NewPerson): Promise<PersonId> {
  await addPerson(tx, person)
  const [held] = await lockPerson(tx, person.identityHash)
  if (!held) throw new Error('The person is gone, though persons are never deleted')
  await lockWalletsOf(tx, held.id)
  return held.id
}

const addPerson = (tx: Tx, { id, identityHash, createdAt }: NewPerson) =>
  tx.$executeRaw`
    insert into person (id, identity_hash, created_at)
    values (${id}::uuid, decode(${identityHash}, 'hex'), ${createdAt})
    on conflict do nothing`

/** Not against those who only name the person: a batch that schedules an accrual holds the wallets. */
const lockPerson = (tx: Tx, identityHash: string) =>
  tx.$queryRaw<{ id: PersonId }[]>`
    select id
    from person
    where identity_hash = decode(${identityHash}, 'hex')
    for no key update`

/** In id order, as posting locks them. */
const lockWalletsOf = (tx: Tx, person: PersonId) =>
  tx.$queryRaw`
    select wallet.id
    from wallet
    join account on account.id = wallet.account_id
    where account.person_id = ${person}::uuid
    order by wallet.id
    for no key update of wallet`
