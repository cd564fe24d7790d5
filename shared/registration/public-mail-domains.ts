/** Mail providers that anybody can have an address at: such a domain says nothing about a company. */
const PUBLIC_MAIL_DOMAINS = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.co.jp yahoo.de
   yahoo.fr yahoo.co.in ymail.com rocketmail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me
   gmx.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de mail.com mail.ru yandex.com yandex.ru zoho.com
   fastmail.com hey.com tutanota.com tuta.com qq.com 163.com 126.com naver.com hotmail.co.uk hotmail.fr hotmail.de
   outlook.de outlook.fr live.co.uk orange.fr wanadoo.fr free.fr laposte.net libero.it seznam.cz wp.pl o2.pl
   comcast.net verizon.net att.net sbcglobal.net btinternet.com rediffmail.com bigpond.com`.split(/\s+/),
)

export function isPublicMailDomain(domain: string): boolean {
  return PUBLIC_MAIL_DOMAINS.has(domain.toLowerCase())
}
