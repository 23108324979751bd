/** Shipping of a gateway's spool to the tower. */
export { type SendLines, type Shipper, type ShippingFigures, startShipper } from './shipper.ts';
export { type Tower, towerAt } from './tower.ts';
