{{/* The name of one part: RELEASE-gouji-PART. */}}
{{- define "gouji.name" -}}
{{- printf "%s-gouji-%s" .root.Release.Name .part | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "gouji.selector" -}}
app.kubernetes.io/name: gouji
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "gouji.labels" -}}
{{ include "gouji.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* The part that tells producers, and posts to webhooks: the audit's, or one with a key of its own. */}}
{{- define "gouji.teller" -}}
{{- if and .Values.audit.enabled (eq .Values.nats.keysSecret "") }}audit{{ else }}results{{ end -}}
{{- end -}}

{{- define "gouji.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* What every process is told. role is the key it has, memoryMiB its limit. */}}
{{- define "gouji.env" -}}
- name: NATS_URL
  value: {{ .root.Values.nats.url | quote }}
{{- if .root.Values.nats.assumeDurable }}
- name: GOUJI_ASSUME_DURABLE
  value: "true"
{{- else if .root.Values.nats.monitorUrl }}
- name: GOUJI_MONITOR_URL
  value: {{ .root.Values.nats.monitorUrl | quote }}
{{- end }}
- name: GOUJI_REPLICAS
  value: {{ .root.Values.nats.replicas | quote }}
- name: GOUJI_LANG
  value: {{ .root.Values.lang }}
- name: GOUJI_LOG_LEVEL
  value: {{ .root.Values.logLevel }}
- name: GOMEMLIMIT
  value: {{ printf "%dMiB" (div (mul (int .memoryMiB) 4) 5) }}
{{- if .root.Values.nats.keysSecret }}
- name: NATS_NKEY
  value: /keys/role.nk
- name: NATS_CA
  value: /keys/ca.crt
- name: NATS_INBOX_PREFIX
  value: _INBOX_{{ .role }}
{{- end }}
{{- end -}}

{{- define "gouji.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .root.Values.nats.keysSecret }}
- name: keys
  mountPath: /keys
  readOnly: true
{{- end }}
{{- end -}}

{{- define "gouji.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
{{- if .root.Values.nats.keysSecret }}
- name: keys
  secret:
    secretName: {{ .root.Values.nats.keysSecret }}
    defaultMode: 0440
    items:
      - key: {{ .role }}.nk
        path: role.nk
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- end -}}

{{- define "gouji.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "gouji.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "gouji.resources" -}}
requests:
  cpu: {{ .cpu | quote }}
  memory: {{ .memoryMiB }}Mi
limits:
  memory: {{ .memoryMiB }}Mi
{{- end -}}

{{/* Ready is what /readyz says; alive is only that the process answers, so that a broker that
     is away has nobody started again. */}}
{{- define "gouji.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: admin}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: admin}
  periodSeconds: 10
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: admin}
  periodSeconds: 5
{{- end -}}

{{- define "gouji.placing" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
