import { LightningElement, api } from 'lwc'
import { tagPartner } from 'c/cardApi'
import { fill, money } from 'c/cardFormat'
import { optionsOf, ROLE_WORDS, TOUCHPOINT_WORDS } from 'c/cardWords'
import { formState, missing } from 'c/formState'
import cannotBeTaggedHere from '@salesforce/label/c.PartnerDesk_CannotBeTaggedHere'
import chooseAPartner from '@salesforce/label/c.PartnerDesk_ChooseAPartner'
import chooseAPartnerToTag from '@salesforce/label/c.PartnerDesk_ChooseAPartnerToTag'
import partnerAdded from '@salesforce/label/c.PartnerDesk_PartnerAdded'
import reason from '@salesforce/label/c.PartnerDesk_Reason'
import tagAs from '@salesforce/label/c.PartnerDesk_TagAs'
import taggedAs from '@salesforce/label/c.PartnerDesk_TaggedAs'
import taggedAsIfWon from '@salesforce/label/c.PartnerDesk_TaggedAsIfWon'
import taggedAsWith from '@salesforce/label/c.PartnerDesk_TaggedAsWith'
import tagReasonHelp from '@salesforce/label/c.PartnerDesk_TagReasonHelp'
import tagReasonMissing from '@salesforce/label/c.PartnerDesk_TagReasonMissing'
import thePartner from '@salesforce/label/c.PartnerDesk_ThePartner'
import touchpoints from '@salesforce/label/c.PartnerDesk_Touchpoints'
import whatPartnerDid from '@salesforce/label/c.PartnerDesk_WhatPartnerDid'
import whyThisAmount from '@salesforce/label/c.PartnerDesk_WhyThisAmount'

/**
 * Tags a partner on the deal: who, as what, why; what that would cost stands beside the choice and on the button.
 * The buttons belong to whoever shows the form: it calls `submit()` and `retry()`, hears of each step by `formstate`
 * ({ confirm, disabled, busy, problem, rest, incomplete }) and of success by `done` ({ card, title, message }).
 */
export default class AddPartnerForm extends LightningElement {
  @api recordId
  /** DealCard of the card contract. */
  @api card

  labels = { reason, tagReasonHelp, tagReasonMissing, touchpoints, whyThisAmount }
  touchpointOptions = optionsOf(TOUCHPOINT_WORDS)
  form = formState({
    fields: { partner: null, role: null, reason: '', touchpoints: [] },
    rules: ({ partner, reason: said }) => ({
      partner: partner === null ? chooseAPartner : null,
      reason: partner === null ? null : missing(said, tagReasonMissing),
    }),
    paths: { partnerId: 'partner', reason: 'reason' },
    send: (request) => tagPartner(this.recordId, request),
    done: (card, body) => {
      const detail = { card, title: partnerAdded, message: outcome(card, body) }
      this.dispatchEvent(new CustomEvent('done', { detail }))
    },
    show: (view) => {
      this.view = view
      this.tell()
    },
  })
  view = this.form.view()

  connectedCallback() {
    this.tell()
  }

  renderedCallback() {
    this.form.rendered(this.template)
  }

  get partner() {
    return this.view.fields.partner
  }
  get role() {
    return this.view.fields.role
  }
  /** What tagging in the chosen role would mean; null before there is one. */
  get whatIf() {
    return this.role && this.partner[this.role]
  }
  get why() {
    return this.whatIf?.why ?? null
  }
  get notes() {
    return this.whatIf?.notes ?? []
  }
  get hasNotes() {
    return this.notes.length > 0
  }
  get whatPartnerDid() {
    return fill(whatPartnerDid, this.partner.name)
  }
  get confirm() {
    if (!this.partner) return chooseAPartnerToTag
    return this.role
      ? fill(tagAs, this.partner.name, ROLE_WORDS[this.role].inSentence, this.whatIf.consequence)
      : fill(cannotBeTaggedHere, this.partner.name)
  }
  get confirmDisabled() {
    return this.view.busy || (this.partner !== null && this.role === null)
  }

  handlePartner({ detail: partner }) {
    this.form.set('partner', partner)
    this.form.set('role', likelyRole(partner))
  }
  handleRole({ detail: role }) {
    this.form.set('role', role)
  }
  handleTyped(event) {
    this.form.typed(event)
  }

  @api
  submit() {
    this.form.submit(this.template, ({ partner, role, reason: said, touchpoints: chosen }) => ({
      partnerId: partner.partnerId,
      role,
      reason: said.trim(),
      // In the order of the table, whatever the order of the clicks: the same choice is the same request.
      touchpoints: Object.keys(TOUCHPOINT_WORDS).filter((touchpoint) => chosen.includes(touchpoint)),
    }))
  }

  @api
  retry() {
    this.form.retry()
  }

  tell() {
    const { busy, problem, rest, incomplete } = this.view
    const detail = { confirm: this.confirm, disabled: this.confirmDisabled, busy, problem, rest, incomplete }
    this.dispatchEvent(new CustomEvent('formstate', { detail }))
  }
}

function likelyRole(partner) {
  if (partner.sourced.allowed) return 'sourced'
  return partner.influenced.allowed ? 'influenced' : null
}

function outcome(card, { partnerId, role }) {
  const partner = card.partners.find((candidate) => candidate.partnerId === partnerId)
  const name = partner?.name ?? thePartner
  const { inSentence } = ROLE_WORDS[role]
  const amount = partner?.commission.amount
  if (!amount) return fill(taggedAs, name, inSentence)
  return fill(
    partner.commission.state === 'preview' ? taggedAsIfWon : taggedAsWith,
    name,
    inSentence,
    money(amount),
  )
}
