/** Who did what nobody did by hand: shown in the history as the product's own doing. */
export const PRODUCT = { userId: null, name: 'Partner Desk' }
