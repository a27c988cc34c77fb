// Package chart_test renders the chart as Helm does and reads what comes out as Kubernetes
// does: no field that its API does not have, no value of another type. It is a module of its
// own, so that nobody who builds gouji needs Helm.
package chart_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// scaledObject is what the chart uses of KEDA's keda.sh/v1alpha1 ScaledObject.
type scaledObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ScaleTargetRef  struct{ Name string } `json:"scaleTargetRef"`
		MinReplicaCount int32                 `json:"minReplicaCount"`
		MaxReplicaCount int32                 `json:"maxReplicaCount"`
		CooldownPeriod  int32                 `json:"cooldownPeriod"`
		Triggers        []struct {
			Type     string            `json:"type"`
			Metadata map[string]string `json:"metadata"`
		} `json:"triggers"`
	} `json:"spec"`
}

// rendered is what one set of values becomes, by kind and name.
type rendered struct {
	deployments map[string]appsv1.Deployment
	jobs        map[string]batchv1.Job
	scaled      map[string]scaledObject
	hpas        map[string]autoscalingv2.HorizontalPodAutoscaler
	budgets     map[string]policyv1.PodDisruptionBudget
	policies    map[string]networkingv1.NetworkPolicy
	claims      map[string]corev1.PersistentVolumeClaim
	all         string
}

func render(t *testing.T, values string) (rendered, error) {
	t.Helper()
	r := rendered{map[string]appsv1.Deployment{}, map[string]batchv1.Job{}, map[string]scaledObject{}, map[string]autoscalingv2.HorizontalPodAutoscaler{},
		map[string]policyv1.PodDisruptionBudget{}, map[string]networkingv1.NetworkPolicy{}, map[string]corev1.PersistentVolumeClaim{}, ""}
	chart, err := loader.Load("gouji")
	if err != nil {
		t.Fatal(err)
	}
	given, err := chartutil.ReadValues([]byte(values))
	if err != nil {
		t.Fatal(err)
	}
	all, err := chartutil.ToRenderValues(chart, given, chartutil.ReleaseOptions{Name: "r", Namespace: "n", IsInstall: true}, chartutil.DefaultCapabilities)
	if err != nil {
		return r, err
	}
	files, err := engine.Render(chart, all)
	if err != nil {
		return r, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if filepath.Ext(name) != ".yaml" {
			continue
		}
		for _, doc := range regexp.MustCompile(`(?m)^---$`).Split(files[name], -1) {
			if strings.TrimSpace(doc) != "" {
				r.add(t, name, doc)
			}
		}
		r.all += files[name]
	}
	return r, nil
}

// add reads one document strictly as the kind that it says it is.
func (r rendered) add(t *testing.T, file, doc string) {
	t.Helper()
	var is metav1.PartialObjectMetadata
	if err := yaml.Unmarshal([]byte(doc), &is); err != nil {
		t.Fatalf("%s: %v\n%s", file, err, doc)
	}
	switch is.APIVersion + " " + is.Kind {
	case "apps/v1 Deployment":
		into(t, doc, r.deployments, is.Name)
	case "batch/v1 Job":
		into(t, doc, r.jobs, is.Name)
	case "keda.sh/v1alpha1 ScaledObject":
		into(t, doc, r.scaled, is.Name)
	case "autoscaling/v2 HorizontalPodAutoscaler":
		into(t, doc, r.hpas, is.Name)
	case "policy/v1 PodDisruptionBudget":
		into(t, doc, r.budgets, is.Name)
	case "networking.k8s.io/v1 NetworkPolicy":
		into(t, doc, r.policies, is.Name)
	case "v1 PersistentVolumeClaim":
		into(t, doc, r.claims, is.Name)
	case "v1 Service":
		into(t, doc, map[string]corev1.Service{}, is.Name)
	case "v1 ServiceAccount":
		into(t, doc, map[string]corev1.ServiceAccount{}, is.Name)
	default:
		t.Errorf("%s: %s %s is of no kind that this test reads", file, is.APIVersion, is.Kind)
	}
}

func into[T any](t *testing.T, doc string, all map[string]T, name string) {
	t.Helper()
	var v T
	if err := yaml.UnmarshalStrict([]byte(doc), &v); err != nil {
		t.Errorf("%s: %v\n%s", name, err, doc)
	}
	if _, twice := all[name]; twice {
		t.Errorf("%s is there twice", name)
	}
	all[name] = v
}

func valuesOf(t *testing.T, set string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("gouji", "ci", set+"-values.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestEverySetOfValuesRenders: each set gives what Kubernetes would take, and every pod is
// confined, bounded, probed, and told of its memory.
func TestEverySetOfValuesRenders(t *testing.T) {
	t.Parallel()
	for set, parts := range map[string][]string{
		"single": {"ingest", "parse", "validate", "publish", "audit", "door"},
		"r3":     {"ingest", "parse", "validate", "publish", "audit", "door"},
		"secure": {"ingest", "parse", "validate", "publish", "audit", "release", "results", "door"},
		"keda":   {"ingest", "parse", "validate", "publish", "audit", "door"},
	} {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			r, err := render(t, valuesOf(t, set))
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, p := range parts {
				want = append(want, "r-gouji-"+p)
			}
			slices.Sort(want)
			if got := slices.Sorted(maps.Keys(r.deployments)); !slices.Equal(got, want) {
				t.Errorf("deployments %v, want %v", got, want)
			}
			for name, d := range r.deployments {
				checkPod(t, name, d.Spec.Template.Spec, true)
				for k, v := range d.Spec.Selector.MatchLabels {
					if d.Spec.Template.Labels[k] != v {
						t.Errorf("%s does not select its own pods: %s", name, k)
					}
				}
			}
			job, ok := r.jobs["r-gouji-topology"]
			if !ok || job.Annotations["helm.sh/hook"] != "pre-install,pre-upgrade" {
				t.Errorf("topology is no hook: %v", job.Annotations)
			}
			checkPod(t, "topology", job.Spec.Template.Spec, false)
			// On an upgrade the hook runs while the older pods still need the old settings.
			if args := job.Spec.Template.Spec.Containers[0].Args; !slices.Contains(args, "--create-only") {
				t.Errorf("the hook changes what older pods rely on: %q", args)
			}
			if len(r.policies) != 2 {
				t.Errorf("%d network policies", len(r.policies))
			}
		})
	}
}

func checkPod(t *testing.T, name string, pod corev1.PodSpec, probed bool) {
	t.Helper()
	if pod.SecurityContext == nil || !*pod.SecurityContext.RunAsNonRoot || *pod.AutomountServiceAccountToken {
		t.Errorf("%s: may run as root, or has the key of the cluster", name)
	}
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if s == nil || !*s.ReadOnlyRootFilesystem || *s.AllowPrivilegeEscalation || !slices.Equal(s.Capabilities.Drop, []corev1.Capability{"ALL"}) {
			t.Errorf("%s is not confined: %+v", name, s)
		}
		if probed && (c.LivenessProbe == nil || c.ReadinessProbe == nil || c.StartupProbe == nil) {
			t.Errorf("%s has not all probes", name)
		}
		limit := c.Resources.Limits.Memory().Value()
		var told int64
		for _, e := range c.Env {
			if e.Name == "GOMEMLIMIT" {
				told = resourceMiB(t, e.Value)
			}
		}
		if limit == 0 || told == 0 || told*5 > limit*4 {
			t.Errorf("%s: %d bytes, GOMEMLIMIT %d", name, limit, told)
		}
		mounted := map[string]bool{}
		for _, v := range pod.Volumes {
			mounted[v.Name] = true
		}
		for _, m := range c.VolumeMounts {
			if !mounted[m.Name] {
				t.Errorf("%s mounts %s, which is no volume", name, m.Name)
			}
		}
		if strings.HasSuffix(c.Image, ":latest") || !strings.Contains(c.Image, ":") {
			t.Errorf("%s: image %s", name, c.Image)
		}
	}
}

func resourceMiB(t *testing.T, s string) int64 {
	t.Helper()
	var n int64
	digits, ok := strings.CutSuffix(s, "MiB")
	for _, d := range digits {
		n = n*10 + int64(d-'0')
	}
	if !ok || n == 0 {
		t.Fatalf("GOMEMLIMIT %q", s)
	}
	return n << 20
}

// TestScaling: a stage is scaled by one thing, within its bounds, and its Deployment does not
// say a number of its own, which every upgrade would set back.
func TestScaling(t *testing.T) {
	t.Parallel()
	r, err := render(t, valuesOf(t, "keda"))
	if err != nil {
		t.Fatal(err)
	}
	parse := r.scaled["r-gouji-parse"]
	if len(r.scaled) != 4 || len(r.hpas) != 0 || parse.Spec.MaxReplicaCount != 12 || parse.Spec.Triggers[0].Metadata["lagThreshold"] != "100" ||
		parse.Spec.Triggers[0].Metadata["consumer"] != "parse" || parse.Spec.Triggers[0].Metadata["stream"] != "GOUJI_P0" || r.scaled["r-gouji-ingest"].Spec.Triggers[0].Metadata["stream"] != "GOUJI_SUBMIT" {
		t.Errorf("scaled objects %+v", r.scaled)
	}
	if r.deployments["r-gouji-parse"].Spec.Replicas != nil {
		t.Error("parse has a number of replicas beside KEDA's")
	}
	if _, ok := r.budgets["r-gouji-parse"]; !ok || len(r.budgets) != 2 {
		t.Errorf("budgets %v: parse and the door have several processes", slices.Collect(maps.Keys(r.budgets)))
	}
	r, err = render(t, valuesOf(t, "r3"))
	if err != nil {
		t.Fatal(err)
	}
	if hpa := r.hpas["r-gouji-parse"]; len(r.hpas) != 1 || *hpa.Spec.MinReplicas != 2 || hpa.Spec.MaxReplicas != 8 {
		t.Errorf("autoscalers %+v", r.hpas)
	}
}

// TestSecrets: each part has the key of its own role by reference, and no value of a secret is
// in what is rendered.
func TestSecrets(t *testing.T) {
	t.Parallel()
	r, err := render(t, valuesOf(t, "secure"))
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]string{"audit": "monitor", "release": "replay"}
	for name, d := range r.deployments {
		part := strings.TrimPrefix(name, "r-gouji-")
		role := part
		if roles[part] != "" {
			role = roles[part]
		}
		var key, inbox string
		for _, v := range d.Spec.Template.Spec.Volumes {
			if v.Name == "keys" {
				key = v.Secret.Items[0].Key
			}
		}
		for _, e := range d.Spec.Template.Spec.Containers[0].Env {
			if e.Name == "NATS_INBOX_PREFIX" {
				inbox = e.Value
			}
			if e.Name == "GOUJI_STORE" && (e.Value != "" || e.ValueFrom.SecretKeyRef.Name != "gouji-store") {
				t.Errorf("%s: the store's address is not by reference", name)
			}
		}
		if key != role+".nk" || inbox != "_INBOX_"+role {
			t.Errorf("%s has the key %s and the inbox %s, want those of %s", name, key, inbox, role)
		}
	}
}

// TestOneWriter: without PostgreSQL one process publishes, on a volume that outlives the
// release; to scale it is refused.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	r, err := render(t, "stages: {publish: {replicas: 3}}")
	if err != nil {
		t.Fatal(err)
	}
	d := r.deployments["r-gouji-publish"]
	if *d.Spec.Replicas != 1 || d.Spec.Strategy.Type != appsv1.RecreateDeploymentStrategyType || r.claims["r-gouji-publish"].Annotations["helm.sh/resource-policy"] != "keep" {
		t.Errorf("replicas %d, strategy %s, claims %v", *d.Spec.Replicas, d.Spec.Strategy.Type, r.claims)
	}
	if _, err := render(t, "stages: {publish: {scaling: {by: hpa}}}"); err == nil || !strings.Contains(err.Error(), "one writer") {
		t.Errorf("scaling a SQLite file: %v", err)
	}
}

// TestNobodyIsEverybody: no namespace that may read metrics is none, and not all of them.
func TestNobodyIsEverybody(t *testing.T) {
	t.Parallel()
	r, err := render(t, "networkPolicy: {metricsFrom: []}")
	if err != nil {
		t.Fatal(err)
	}
	if rules := r.policies["r-gouji"].Spec.Ingress; len(rules) != 0 {
		t.Errorf("ingress %+v", rules)
	}
}

// TestOnlyWhoPostsReachesWebhooks: the part that posts, and it alone, reaches addresses outside,
// and no private one unless the values say so.
func TestOnlyWhoPostsReachesWebhooks(t *testing.T) {
	t.Parallel()
	for part, values := range map[string]string{
		"audit":   "results: {webhooksSecret: hooks}",
		"results": "results: {webhooksSecret: hooks}\nnats: {keysSecret: keys}",
	} {
		r, err := render(t, values)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := r.policies["r-gouji-webhooks"]
		if !ok {
			t.Fatalf("%s: policies %v", part, slices.Collect(maps.Keys(r.policies)))
		}
		if got := p.Spec.PodSelector.MatchLabels["app.kubernetes.io/component"]; got != part || len(p.Spec.Ingress) != 0 {
			t.Errorf("the policy is for %s, want %s", got, part)
		}
		out := p.Spec.Egress
		if len(out) != 1 || len(out[0].Ports) != 1 || out[0].Ports[0].Port.IntValue() != 443 || len(out[0].To) != 2 {
			t.Fatalf("%s: egress %+v", part, out)
		}
		for _, to := range out[0].To {
			if to.IPBlock == nil || len(to.IPBlock.Except) == 0 {
				t.Errorf("%s: reaches private addresses: %+v", part, to)
			}
		}
		for name, d := range r.deployments {
			told := false
			for _, e := range d.Spec.Template.Spec.Containers[0].Env {
				told = told || e.Name == "GOUJI_WEBHOOKS" && e.Value == "/webhooks/webhooks"
			}
			if told != (name == "r-gouji-"+part) {
				t.Errorf("%s: is told of webhooks: %v", name, told)
			}
		}
	}
	for _, values := range []string{"", "results: {enabled: false, webhooksSecret: hooks}", "networkPolicy: {enabled: false}\nresults: {webhooksSecret: hooks}"} {
		r, err := render(t, values)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := r.policies["r-gouji-webhooks"]; ok {
			t.Errorf("%q: a way out without webhooks", values)
		}
	}
	r, err := render(t, "results: {webhooksSecret: hooks, webhookPrivate: true}\nnetworkPolicy: {webhookPorts: [8443], webhookTo: [{podSelector: {matchLabels: {app: crawler}}}]}")
	if err != nil {
		t.Fatal(err)
	}
	out := r.policies["r-gouji-webhooks"].Spec.Egress[0]
	if out.Ports[0].Port.IntValue() != 8443 || len(out.To) != 1 || out.To[0].PodSelector.MatchLabels["app"] != "crawler" {
		t.Errorf("egress %+v", out)
	}
}

// TestValuesAreChecked: what cannot be meant is refused before anything is rendered.
func TestValuesAreChecked(t *testing.T) {
	t.Parallel()
	for _, values := range []string{
		"nats: {replicas: 2}", "nats: {url: nats-host}", "lang: fr", "stages: {parse: {scaling: {by: magic}}}",
		"stages: {pars: {}}", "image: {tag: latest}", "door: {replicas: 0}", "natz: {}",
	} {
		if _, err := render(t, values); err == nil || !strings.Contains(err.Error(), "values") {
			t.Errorf("%s: %v", values, err)
		}
	}
}
