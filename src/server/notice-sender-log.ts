import type { NoticeSender } from '../jobs/notice-sender.ts'
import type { Log } from './log.ts'

/** Writes notices to the log, where there is no provider that delivers them. */
export const openLogSender = (log: Log): NoticeSender => ({
  async send({ id, kind, account, title }) {
    log.info({ id, kind, account, title }, 'notice')
    return { isDelivered: true }
  },
})
