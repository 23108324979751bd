export function EventDrawer(_: { id: string; onClose: () => void }) {
  return null;
}
