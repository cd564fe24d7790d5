/** The people of the demo org; the last one is whom the app acts as. */
export const demoPeople = [
  { id: '005Hp000000Rey1IAC', firstName: 'Riley', lastName: 'Reyes', email: 'riley.reyes@meridian.example' },
  {
    id: '005Hp000000Mor2IAC',
    firstName: 'Casey',
    lastName: 'Moreau',
    email: 'casey.moreau@meridian.example',
  },
  {
    id: '005Hp000000Oka3IAC',
    firstName: 'Finley',
    lastName: 'Okafor',
    email: 'finley.okafor@meridian.example',
  },
  {
    id: '005Hp000000Lin4IAC',
    firstName: 'Avery',
    lastName: 'Lindqvist',
    email: 'avery.lindqvist@meridian.example',
  },
  {
    id: '005Hp000000Int9IAC',
    firstName: 'Partner Desk',
    lastName: 'Integration',
    email: 'partner.desk.integration@meridian.example',
  },
] as const

export const integrationUserId = '005Hp000000Int9IAC'
