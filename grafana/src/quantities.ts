/** What is measured in a room, and what follows from it: how Grafana is to show it. */
import type { ThresholdStep } from './model.ts';

export interface ShownQuantity {
  /** Begins the names of its fields in InfluxDB. */
  readonly name: string;
  /** Ends the names of its series: by it a panel knows the unit. No text is the end of another one. */
  readonly text: string;
  /** One of Grafana's. */
  readonly unit: string;
  readonly steps: readonly ThresholdStep[];
}

const plain: readonly ThresholdStep[] = [{ value: null, color: 'green' }];

/** 20…26 °C and 25…60 % are comfortable (docs/climate.md); from 70 % on walls get damp, from 80 % they mould. */
export const quantities = {
  temperature: {
    name: 'temperature',
    text: 'temperature °C',
    unit: 'celsius',
    steps: [
      { value: null, color: 'blue' },
      { value: 20, color: 'green' },
      { value: 26, color: 'red' },
    ],
  },
  humidity: {
    name: 'humidity',
    text: 'humidity %',
    unit: 'percent',
    steps: [
      { value: null, color: 'yellow' },
      { value: 25, color: 'green' },
      { value: 60, color: 'yellow' },
      { value: 70, color: 'orange' },
      { value: 80, color: 'red' },
    ],
  },
  dewPoint: { name: 'dew_point', text: 'dew point °C', unit: 'celsius', steps: plain },
  absoluteHumidity: {
    name: 'absolute_humidity',
    text: 'absolute humidity g/m³',
    unit: 'congm3',
    steps: plain,
  },
  pressure: { name: 'pressure', text: 'pressure hPa', unit: 'pressurehpa', steps: plain },
  co2: {
    name: 'co2',
    text: 'CO₂ ppm',
    unit: 'ppm',
    steps: [
      { value: null, color: 'green' },
      { value: 1000, color: 'yellow' },
      { value: 1400, color: 'red' },
    ],
  },
  illuminance: { name: 'illuminance', text: 'illuminance lx', unit: 'lux', steps: plain },
} as const satisfies Record<string, ShownQuantity>;

/** Below −80 dBm packets are lost; −67 dBm and more is a good signal. */
export const signal: ShownQuantity = {
  name: 'signal',
  text: 'signal dBm',
  unit: 'dBm',
  steps: [
    { value: null, color: 'red' },
    { value: -80, color: 'yellow' },
    { value: -67, color: 'green' },
  ],
};

export const coverageSteps: readonly ThresholdStep[] = [
  { value: null, color: 'red' },
  { value: 0.5, color: 'orange' },
  { value: 0.9, color: 'yellow' },
  { value: 0.99, color: 'green' },
];
