// SQL that finds rows of the lived-in database, and changes them.

export const walletOf = (account: string) =>
  `(select wallet.id from wallet join account on account.id = account_id
    where external_id = '${account}')`
export const lotOf = (account: string) =>
  `(select id from lot where wallet_id = ${walletOf(account)} order by id limit 1)`
export const prepaid = `(select id from contract where billing = 'PREPAID' and status = 'LIVE')`
export const postpaid = `(select id from contract where billing = 'POSTPAID')`
export const trial = `(select id from contract where status = 'TESTING')`
export const journalOf = (kind: string) =>
  `(select id from journal where kind = '${kind}' order by id limit 1)`
export const redeemed = '(select id from redemption order by id limit 1)'
export const forfeited = journalOf('FORFEIT')
export const nobody = `'00000000-0000-7000-8000-000000000001'::uuid`

export const wallet = (account: string, set: string) =>
  `update wallet set ${set} where id = ${walletOf(account)}`
export const lot = (account: string, set: string) =>
  `update lot set ${set} where id = ${lotOf(account)}`
export const accrual = (account: string, set: string) =>
  `update accrual set ${set} where id = ${lotOf(account)}`
export const contract = (set: string) => `update contract set ${set} where id = ${prepaid}`
export const redemption = (set: string) => `update redemption set ${set} where id = ${redeemed}`
export const forfeit = (set: string) => `update journal set ${set} where id = ${forfeited}`
export const loss = (set: string) =>
  `update entry set ${set} where account = 'BREAKAGE' and journal_id = ${forfeited}`
