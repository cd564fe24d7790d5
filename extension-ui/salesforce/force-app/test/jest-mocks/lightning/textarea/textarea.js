import Input from 'lightning/input'

/** As lightning-input, drawn as lightning-textarea is. */
export default class Textarea extends Input {}
