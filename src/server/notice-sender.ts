import type { NoticeSender } from '../jobs/notice-sender.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import { openHttpSender } from './notice-sender-http.ts'
import { openLogSender } from './notice-sender-log.ts'

/** Where notices go: to the provider at NOTICE_URL or, without one, to the log. */
export const openNoticeSender = (
  { noticeUrl: url, noticeSecret: secret }: Pick<Config, 'noticeUrl' | 'noticeSecret'>,
  log: Log,
): NoticeSender => (url && secret ? openHttpSender({ url, secret }) : openLogSender(log))
