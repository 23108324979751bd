/** Shipping of a gateway's spool to the tower. */
export { type Shipper, type ShippingFigures, startShipper } from './shipper.ts';
export { type Tower, towerAt } from './tower.ts';
