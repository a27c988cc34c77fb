package door

import (
	"net/http"
	"slices"
	"strings"
)

// reportsPath begins the path of what became of a document.
const reportsPath = "/v1/reports/"

// route is one thing that the door does.
type route struct {
	// name is that of Request.Route.
	name string
	// path may end in {id}, which takes the rest of a path.
	path    string
	methods []string
	// open needs no token and costs nothing.
	open  bool
	serve func(d *Door, w http.ResponseWriter, r *http.Request, c *caller, req *Request) answer
}

// routes are all that the door does; openapi.json describes them.
func routes() []route {
	get, look, post := []string{http.MethodGet}, []string{http.MethodGet, http.MethodHead}, []string{http.MethodPost}
	return []route{
		{name: "list", path: "/v1/reports", methods: get, serve: (*Door).list},
		{name: "submit", path: "/v1/reports", methods: post, serve: (*Door).submit},
		{name: "find", path: reportsPath + "{id}", methods: look, serve: (*Door).find},
		{name: "status", path: "/v1/status", methods: post, serve: (*Door).status},
		{name: "check", path: "/v1/check", methods: post, serve: (*Door).check},
		{name: "events", path: "/v1/events", methods: get, serve: (*Door).events},
		{name: "describe", path: "/v1/openapi.json", methods: look, open: true, serve: (*Door).describe},
	}
}

// at reports whether the route has the path, and what stands for {id}.
func (r route) at(path string) (id string, ok bool) {
	if prefix, found := strings.CutSuffix(r.path, "{id}"); found {
		return strings.CutPrefix(path, prefix)
	}
	return "", path == r.path
}

// routeOf is the route of a request, whose id it sets. Where the path has none for the method,
// name is that of any there, and allow the methods that it has.
func routeOf(r *http.Request) (found *route, name, allow string) {
	name = "other"
	var methods []string
	for _, route := range routes() {
		id, ok := route.at(r.URL.Path)
		if !ok {
			continue
		}
		if slices.Contains(route.methods, r.Method) {
			r.SetPathValue("id", id)
			return &route, route.name, ""
		}
		name, methods = route.name, append(methods, route.methods...)
	}
	return nil, name, strings.Join(methods, ", ")
}
