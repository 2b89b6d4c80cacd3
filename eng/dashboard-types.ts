// What a dashboard of ours may look like: the types of @grafana/schema, narrowed to the kinds of panels that we use.
// eng/check-dashboards.sh appends the dashboards and compiles.
import type * as schema from '@grafana/schema';
import type * as barGauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as timeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON has strings where the schema has enumerations.
type Json<T> = T extends string ? (string extends T ? string : `${T}`)
  : T extends number | boolean | null | undefined ? T
  : T extends (infer Item)[] ? Json<Item>[]
  : T extends object ? { [Name in keyof T]: Json<T[Name]> }
  : T;

type Prometheus = { type: 'prometheus'; uid: '${datasource}' };

interface Target {
  datasource: Prometheus;
  editorMode: 'code';
  expr: string;
  format: 'time_series' | 'table' | 'heatmap';
  instant: boolean;
  interval: '10s' | '30s';
  legendFormat: string;
  range: boolean;
  refId: string;
}

type PanelOf<Kind extends string, Options, Custom = object> = Omit<
  Required<Pick<Json<schema.Panel>, 'id' | 'title' | 'description' | 'gridPos'>> & Json<schema.Panel>,
  'type' | 'options' | 'fieldConfig' | 'targets' | 'datasource'
> & {
  type: Kind;
  datasource: Prometheus;
  options: Json<Options>;
  targets: Target[];
  fieldConfig: {
    defaults: Omit<Json<schema.FieldConfig>, 'custom'> & { custom: Json<Partial<Custom>> };
    overrides: { matcher: { id: string; options: string }; properties: { id: string; value: unknown }[] }[];
  };
};

type AnyPanel =
  | PanelOf<'stat', stat.Options>
  | PanelOf<'bargauge', barGauge.Options>
  | PanelOf<'timeseries', timeSeries.Options, timeSeries.FieldConfig>
  | PanelOf<'heatmap', heatmap.Options, heatmap.FieldConfig>
  | PanelOf<'state-timeline', timeline.Options, timeline.FieldConfig>
  | PanelOf<'table', table.Options, table.FieldConfig>
  | Json<schema.RowPanel>;

// The data source adds these to the schema's annotations.
interface AlertAnnotation {
  expr?: string;
  step?: string;
  tagKeys?: string;
  textFormat?: string;
  titleFormat?: string;
  useValueForTime?: boolean;
}

type OurDashboard = Omit<Json<schema.Dashboard>, 'panels' | 'annotations'> & {
  panels: AnyPanel[];
  annotations: { list: (Json<schema.AnnotationQuery> & AlertAnnotation)[] };
};

const checked = (dashboard: OurDashboard) => dashboard;
