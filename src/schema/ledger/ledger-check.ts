import { checkLedger, type LedgerProof } from '../../posting/ledger-check.ts'
import { builder } from '../builder.ts'
import { ConservationRef } from './conservation.ts'

const LedgerCheck = builder.objectRef<LedgerProof>('LedgerCheck').implement({
  description: 'The proof of the ledger at one instant (R34).',
  authScopes: { kinds: ['OPERATOR'] },
  fields: (t) => ({
    ok: t.exposeBoolean('ok', {
      description: 'Nothing is out of step, and no point lost or made.',
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'At which instant.' }),
    journals: t.expose('journals', { type: 'Count', description: 'How many there are.' }),
    unbalancedJournals: t.expose('unbalancedJournals', {
      type: 'Count',
      description: 'Without entries, off zero as a whole or for a contract, or on two wallets.',
    }),
    journalsOutOfStep: t.expose('journalsOutOfStep', {
      type: 'Count',
      description: 'Whose balance, instant or period does not follow from those before.',
    }),
    walletsOutOfStep: t.expose('walletsOutOfStep', {
      type: 'Count',
      description: 'Whose balances are not the sums of their entries.',
    }),
    lotsOutOfStep: t.expose('lotsOutOfStep', {
      type: 'Count',
      description: 'Whose amounts are not the sums of their entries.',
    }),
    contractsOutOfStep: t.expose('contractsOutOfStep', {
      type: 'Count',
      description: 'Whose budget is not the sum of its entries.',
    }),
    accrualsOutOfStep: t.expose('accrualsOutOfStep', {
      type: 'Count',
      description: 'Which say otherwise than their journals.',
    }),
    redemptionsOutOfStep: t.expose('redemptionsOutOfStep', {
      type: 'Count',
      description: 'Which say otherwise than their journals.',
    }),
    couponOrdersOutOfStep: t.expose('couponOrdersOutOfStep', {
      type: 'Count',
      description: 'Which say otherwise than their coupons, or than what was set aside for them.',
    }),
    unknownIds: t.expose('unknownIds', {
      type: 'Count',
      description: 'Ids that history names and that do not exist.',
    }),
    totalAvailable: t.expose('totalAvailable', {
      type: 'Points',
      description: 'What wallets say they have available.',
    }),
    totalPending: t.expose('totalPending', {
      type: 'Points',
      description: 'What wallets say they have pending.',
    }),
    totalHeld: t.expose('totalHeld', {
      type: 'Points',
      description: 'What wallets say they hold for orders.',
    }),
    conservation: t.expose('conservation', {
      type: ConservationRef,
      description: 'Where every point is, of all contracts together.',
    }),
  }),
})

builder.queryField('ledgerCheck', (t) =>
  t.field({
    type: LedgerCheck,
    authScopes: { kinds: ['OPERATOR'] },
    description:
      'Proves the ledger: journals balance, and stored balances equal the sums of their entries (R34). Reads all of it.',
    resolve: (_root, _args, { db, now }) =>
      checkLedger(db, { offsetMs: now().getTime() - Date.now() }),
  }),
)
