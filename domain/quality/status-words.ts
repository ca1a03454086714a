/** Words of statuses in English, Spanish, German and French. */
export const activeWords = [
  'active',
  'activo',
  'activa',
  'aktiv',
  'actif',
  'open',
  'in service',
  'enabled',
  'completed',
];
export const closedWords = [
  'closed',
  'terminated',
  'cancelled',
  'canceled',
  'deactivated',
  'expired',
  'deleted',
  'ceased',
  'baja',
  'cerrado',
  'cancelado',
  'gekündigt',
  'geschlossen',
  'résilié',
  'fermé',
];
export const paidWords = ['paid', 'settled', 'pagado', 'pagada', 'bezahlt', 'payé', 'payée'];
