import { LightningElement, api } from 'lwc'

/** Draws what a screen reader gets of a lightning field: label, value, and the fault once it has been reported. */
export default class Input extends LightningElement {
  @api label
  @api name
  @api value
  @api type
  @api required = false
  @api disabled = false
  @api readOnly = false
  @api maxLength
  @api placeholder
  @api variant
  @api fieldLevelHelp
  @api autocomplete
  @api isLoading
  @api min
  @api max
  @api step
  @api formatter
  @api checked
  @api messageWhenValueMissing
  @api messageWhenBadInput
  @api messageWhenTypeMismatch
  @api messageWhenPatternMismatch
  @api messageWhenRangeOverflow
  @api messageWhenRangeUnderflow
  @api pattern

  custom = ''
  shown = ''

  @api
  get validity() {
    return { valid: this.fault === '', customError: this.custom !== '' }
  }

  get fault() {
    if (this.custom) return this.custom
    return this.required && !this.value ? (this.messageWhenValueMissing ?? 'Complete this field.') : ''
  }

  @api
  setCustomValidity(message) {
    this.custom = message
  }

  @api
  checkValidity() {
    return this.fault === ''
  }

  @api
  reportValidity() {
    this.shown = this.fault
    return this.fault === ''
  }

  @api
  focus() {
    this.template.querySelector('input, textarea').focus()
  }

  changed(event) {
    event.stopPropagation()
    this.value = event.target.value
    this.dispatchEvent(new CustomEvent('change', { detail: { value: this.value } }))
  }
}
