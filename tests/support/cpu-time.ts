/**
 * How much processor time this process has used since a moment, in milliseconds: unlike what a clock shows, it does not
 * grow with whatever else the machine does.
 */
export function cpuTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
}
