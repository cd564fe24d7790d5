import { ago, fill, instant } from 'c/cardFormat'
import age from '@salesforce/label/c.PartnerDesk_SettingsKeyAge'
import ageNone from '@salesforce/label/c.PartnerDesk_SettingsKeyAgeNone'
import ageOne from '@salesforce/label/c.PartnerDesk_SettingsKeyAgeOne'
import delivered from '@salesforce/label/c.PartnerDesk_SettingsKeyDelivered'
import due from '@salesforce/label/c.PartnerDesk_SettingsKeyDue'
import keyId from '@salesforce/label/c.PartnerDesk_SettingsKeyId'
import none from '@salesforce/label/c.PartnerDesk_SettingsKeyNone'
import overdue from '@salesforce/label/c.PartnerDesk_SettingsKeyOverdue'

const DAY_MS = 86_400_000

/** Which key this org signs with, and how old it is. The key itself never comes here. */
export function keyText(key, nowMs) {
  if (!key) return none
  const days = Math.max(0, Math.floor((nowMs - Date.parse(key.deliveredAt)) / DAY_MS))
  const old = days === 0 ? ageNone : days === 1 ? ageOne : fill(age, days)
  return [fill(keyId, key.keyId), fill(delivered, ago(key.deliveredAt, nowMs)), old].join(' · ')
}

/** Until when it is good, and whether that has passed; null without a key. */
export function keyDue(key, nowMs) {
  if (!key) return null
  const when = instant(key.replacedAfter)
  return Date.parse(key.replacedAfter) < nowMs
    ? { tone: 'warning', text: fill(overdue, when) }
    : { tone: 'success', text: fill(due, when) }
}
